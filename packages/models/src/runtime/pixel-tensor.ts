import { Tensor } from "onnxruntime-node";
import type { PartInput } from "../model.ts";

/**
 * The input tensor of a part.
 * @param pixels `count x side x side x 3`, RGB; for a uint8 `NHWC` RGB input the tensor is a view of it
 */
export function pixelTensor(pixels: Uint8Array, count: number, side: number, input: PartInput): Tensor {
  const shape = input.order === "NHWC" ? [count, side, side, 3] : [count, 3, side, side];
  if (input.type === "uint8") return new Tensor("uint8", arrangeBytes(pixels, count, side, input), shape);
  const values = new Float32Array(pixels.length);
  arrange(pixels, count, side, input, values, scales(input));
  return new Tensor("float32", values, shape);
}

function arrangeBytes(pixels: Uint8Array, count: number, side: number, input: PartInput): Uint8Array {
  if (input.order === "NHWC" && input.colors === "RGB") return pixels;
  const values = new Uint8Array(pixels.length);
  const same = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  arrange(pixels, count, side, input, values, [same, same, same]);
  return values;
}

/** For each output channel, the value of every byte. */
function scales({ mean, std }: PartInput): Float32Array[] {
  return mean.map((centre, channel) =>
    Float32Array.from({ length: 256 }, (_, byte) => (byte / 255 - centre) / std[channel]!),
  );
}

function arrange(
  pixels: Uint8Array,
  count: number,
  side: number,
  { order, colors }: PartInput,
  values: Float32Array | Uint8Array,
  tables: readonly (Float32Array | Uint8Array)[],
): void {
  const area = side * side;
  const [pixelStride, channelStride] = order === "NHWC" ? [3, 1] : [1, area];
  for (let channel = 0; channel < 3; channel++) {
    const table = tables[channel]!;
    const source = colors === "RGB" ? channel : 2 - channel;
    for (let image = 0; image < count; image++) {
      const start = image * area * 3;
      let target = start + channel * channelStride;
      for (let at = start + source; at < start + area * 3; at += 3) {
        values[target] = table[pixels[at]!]!;
        target += pixelStride;
      }
    }
  }
}
