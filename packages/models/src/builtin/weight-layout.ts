export type Shape4 = readonly [number, number, number, number];

/** Where each axis of ONNX's weights, `out x in x height x width`, lies among the axes of another convention. */
export const weightAxes = {
  /** TensorFlow, convolution: height, width, in, out. */
  hwio: [3, 2, 0, 1],
  /** TensorFlow, depthwise: height, width, channel, multiplier (1). */
  hwcm: [2, 3, 0, 1],
  /** TFLite, convolution: out, height, width, in. */
  ohwi: [0, 3, 1, 2],
  /** TFLite, depthwise: 1, height, width, channel. */
  mhwc: [3, 0, 1, 2],
} as const satisfies Record<string, Shape4>;

/**
 * How a 4-d row-major array reads with its axes in the order of `axes`: the new shape, and for each new position the
 * old one. Works for any element type, so quantised and half-precision weights move without being decoded.
 */
export function permuteAxes(shape: Shape4, axes: Shape4): { shape: Shape4; order: Uint32Array } {
  const strides = [shape[1] * shape[2] * shape[3], shape[2] * shape[3], shape[3], 1];
  const [s0, s1, s2, s3] = [strides[axes[0]]!, strides[axes[1]]!, strides[axes[2]]!, strides[axes[3]]!];
  const permuted: Shape4 = [shape[axes[0]]!, shape[axes[1]]!, shape[axes[2]]!, shape[axes[3]]!];
  const order = new Uint32Array(shape[0] * strides[0]!);
  let next = 0;
  for (let a = 0; a < permuted[0]; a++)
    for (let b = 0; b < permuted[1]; b++)
      for (let c = 0; c < permuted[2]; c++)
        for (let d = 0; d < permuted[3]; d++) order[next++] = a * s0 + b * s1 + c * s2 + d * s3;
  return { shape: permuted, order };
}

/** Fills `target` with the elements of `source` in the order that {@link permuteAxes} gave. */
export function reorder<T extends Uint8Array | Uint16Array>(source: T, order: Uint32Array, target: T): T {
  const { length } = order;
  for (let i = 0; i < length; i++) target[i] = source[order[i]!]!;
  return target;
}

/** Narrows a shape to four axes. */
export function isShape4(shape: readonly number[]): shape is Shape4 {
  return shape.length === 4;
}
