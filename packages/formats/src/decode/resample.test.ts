import fc from "fast-check";
import { expect, test } from "vitest";
import { frameOf, wave } from "../testing/pictures.ts";
import { resample, stretchToRgb } from "./resample.ts";

const sum = (data: Uint8Array): number => data.reduce((total, value) => total + value, 0);

// Computed with Pillow 13.0.0, Image.resize(..., BICUBIC).
test("shrinking and enlarging give Pillow's bytes", () => {
  const shrunk = resample(frameOf(23, 17, 3, wave), 10, 31);
  expect([...shrunk.data.subarray(0, 12)]).toEqual([4, 54, 104, 19, 69, 119, 36, 86, 136, 52, 102, 152]);
  expect(sum(shrunk.data)).toBe(119911);
  const enlarged = resample(frameOf(28, 28, 1, wave), 224, 224);
  const middle = 100 * 224 + 100;
  expect([...enlarged.data.subarray(middle, middle + 10)]).toEqual([241, 241, 241, 240, 240, 239, 239, 239, 239, 243]);
  expect(sum(enlarged.data)).toBe(6470390);
});

test("a flat frame stays flat at every size", () => {
  const size = fc.integer({ min: 1, max: 70 });
  fc.assert(
    fc.property(size, size, size, size, fc.integer({ min: 0, max: 255 }), (w, h, toW, toH, value) => {
      const { data } = resample(
        frameOf(w, h, 1, () => value),
        toW,
        toH,
      );
      expect(data).toHaveLength(toW * toH);
      expect(data.every((pixel) => pixel === value)).toBe(true);
    }),
  );
});

test("a gray frame becomes three equal channels", () => {
  const rgb = stretchToRgb(frameOf(5, 9, 1, wave), 12);
  expect(rgb).toHaveLength(12 * 12 * 3);
  for (let i = 0; i < rgb.length; i += 3) expect([rgb[i + 1], rgb[i + 2]]).toEqual([rgb[i], rgb[i]]);
});
