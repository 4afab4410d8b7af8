import { describe, expect, it } from "vitest";
import type { PartInput } from "../model.ts";
import { pixelTensor } from "./pixel-tensor.ts";

const side = 2;
const count = 2;
const pixels = Uint8Array.from({ length: count * side * side * 3 }, (_, at) => at * 10);

function input(change: Partial<PartInput>): PartInput {
  return { name: null, type: "float32", order: "NCHW", colors: "RGB", mean: [0, 0, 0], std: [1, 1, 1], ...change };
}

/** The value at a place, read from the tensor by its own layout. */
function valueAt(
  data: ArrayLike<number>,
  order: "NHWC" | "NCHW",
  image: number,
  y: number,
  x: number,
  channel: number,
) {
  const picture = image * side * side * 3;
  const place = y * side + x;
  return data[picture + (order === "NHWC" ? place * 3 + channel : channel * side * side + place)]!;
}

describe("pixelTensor", () => {
  for (const type of ["float32", "uint8"] as const)
    for (const order of ["NHWC", "NCHW"] as const)
      for (const colors of ["RGB", "BGR"] as const)
        it(`lays out ${type} ${order} ${colors}`, async () => {
          const mean = [0.1, 0.2, 0.3] as const;
          const std = [0.5, 0.25, 2] as const;
          const tensor = pixelTensor(pixels, count, side, input({ type, order, colors, mean, std }));
          const data = tensor.data;
          if (!(data instanceof Float32Array || data instanceof Uint8Array)) throw new Error(tensor.type);
          expect(tensor.type).toBe(type);
          expect(tensor.dims).toEqual(order === "NHWC" ? [2, 2, 2, 3] : [2, 3, 2, 2]);
          for (let place = 0; place < count * side * side; place++)
            for (let channel = 0; channel < 3; channel++) {
              const byte = pixels[place * 3 + (colors === "RGB" ? channel : 2 - channel)]!;
              const expected = type === "uint8" ? byte : (byte / 255 - mean[channel]!) / std[channel]!;
              const actual = valueAt(data, order, place >> 2, (place >> 1) & 1, place & 1, channel);
              expect(actual).toBeCloseTo(expected, 5);
            }
        });
});
