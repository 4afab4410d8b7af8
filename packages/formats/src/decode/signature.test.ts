import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ImageFrame } from "../image-frame.ts";
import { signatureBytes, signatureLayout, signatureOf } from "./signature.ts";

/** A frame whose pixels follow from their place, 0 to 1 on both axes. */
function frameOf(width: number, height: number, color: (x: number, y: number) => [number, number, number]): ImageFrame {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at += 3) data.set(color((x + 0.5) / width, (y + 0.5) / height), at);
  return { width, height, channels: 3, data };
}

const { side, colorSide } = signatureLayout;
const slope = (x: number, y: number): [number, number, number] => [200 * x, 100 + 100 * y, 150 * (1 - x)];

describe("signatureOf", () => {
  it("holds the gray values and colour differences of parts of the image", () => {
    const signature = signatureOf(
      frameOf(160, 96, (x, y) => (x < 0.5 ? [255, 0, 0] : y < 0.5 ? [0, 0, 255] : [128, 128, 128])),
    );
    expect(signature.length).toBe(signatureBytes);
    expect(signature[0]).toBe(76);
    expect(signature[side - 1]).toBe(29);
    expect(signature[side * side - 1]).toBe(128);
    const blue = side * side;
    const red = blue + colorSide ** 2;
    expect([signature[blue], signature[red]]).toEqual([85, 255]);
    expect([signature[blue + colorSide - 1], signature[red + colorSide - 1]]).toEqual([255, 107]);
    expect([signature[red - 1], signature[signatureBytes - 1]]).toEqual([128, 128]);
  });

  it("is nearly the same at every size and shape, and for one channel as for three equal ones", () => {
    const large = signatureOf(frameOf(512, 384, slope));
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 300 }), fc.integer({ min: 8, max: 300 }), (width, height) => {
        const signature = signatureOf(frameOf(width, height, slope));
        const largest = signature.reduce((most, value, at) => Math.max(most, Math.abs(value - large[at])), 0);
        expect(largest).toBeLessThanOrEqual(width < side || height < side ? 12 : 4);
      }),
      { numRuns: 25 },
    );
    const gray = Uint8Array.from({ length: 50 * 40 }, (_, at) => (at * 7) % 256);
    const three = gray.reduce((all, value, at) => all.fill(value, at * 3, at * 3 + 3), new Uint8Array(50 * 40 * 3));
    expect(signatureOf({ width: 50, height: 40, channels: 1, data: gray })).toEqual(
      signatureOf({ width: 50, height: 40, channels: 3, data: three }),
    );
  });

  it("takes a single pixel and a single line", () => {
    const pixel = signatureOf(frameOf(1, 1, () => [50, 50, 50]));
    expect(new Set(pixel)).toEqual(new Set([50, 128]));
    expect(signatureOf(frameOf(1, 700, slope)).length).toBe(signatureBytes);
    expect(signatureOf(frameOf(700, 1, slope)).every((value) => value > 0)).toBe(true);
  });
});
