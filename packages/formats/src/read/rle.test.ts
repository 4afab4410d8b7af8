import fc from "fast-check";
import { expect, test } from "vitest";
import { maskArea, maskBox, maskCrop, maskFromCrop, type RunLengths, readRunLengths } from "./rle.ts";

/** Masks drawn pixel by pixel, with their runs column by column. */
const masks = fc
  .record({
    width: fc.integer({ min: 1, max: 9 }),
    height: fc.integer({ min: 1, max: 9 }),
    seed: fc.array(fc.boolean(), { minLength: 81, maxLength: 81 }),
  })
  .map(({ width, height, seed }) => {
    const counts = [0];
    let last = false;
    for (let i = 0; i < width * height; i++) {
      if (seed[i] !== last) counts.push(0);
      last = seed[i];
      counts[counts.length - 1]++;
    }
    return { width, height, counts, bits: seed.slice(0, width * height) };
  });

test("area and box are those of the pixels", () => {
  fc.assert(
    fc.property(masks, ({ bits, ...mask }) => {
      const pixels = bits.flatMap((bit, i) => (bit ? [[Math.floor(i / mask.height), i % mask.height]] : []));
      const [xs, ys] = [pixels.map(([x]) => x), pixels.map(([, y]) => y)];
      expect(maskArea(mask)).toBe(pixels.length);
      const [left, top] = [Math.min(...xs), Math.min(...ys)];
      expect(maskBox(mask)).toEqual(
        pixels.length === 0 ? null : [left, top, Math.max(...xs) - left + 1, Math.max(...ys) - top + 1],
      );
    }),
  );
});

test("a mask cut to its box and put back is the same", () => {
  fc.assert(
    fc.property(masks, ({ bits: _, ...mask }) => {
      const crop = maskCrop(mask);
      if (crop) expect(maskFromCrop(crop.runs, crop.box, mask, "x")).toEqual(mask);
    }),
  );
});

/** COCO's compressed text, from its definition. */
function compress(counts: number[]): string {
  let text = "";
  counts.forEach((count, i) => {
    let value = i > 2 ? count - counts[i - 2] : count;
    for (let more = true; more; ) {
      let bits = value & 31;
      value >>= 5;
      more = (bits & 16) !== 0 ? value !== -1 : value !== 0;
      if (more) bits |= 32;
      text += String.fromCharCode(bits + 48);
    }
  });
  return text;
}

test("compressed and plain masks are one", () => {
  const large = fc.array(fc.nat(100_000), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(large, (counts) => {
      const total = Math.max(
        1,
        counts.reduce((sum, count) => sum + count, 0),
      );
      const size = [1, total];
      const plain: RunLengths = {
        height: 1,
        width: total,
        counts: [...counts, ...(total === 1 && counts.every((c) => c === 0) ? [1] : [])],
      };
      expect(readRunLengths({ size, counts: compress(plain.counts) }, "x")).toEqual(plain);
      expect(readRunLengths({ size, counts: plain.counts }, "x")).toEqual(plain);
    }),
  );
});

test.each([
  [{ size: [2, 2], counts: [3] }, "add up to 3"],
  [{ size: [2, 2], counts: [-1, 5] }, "run of -1"],
  [{ size: [2, 2], counts: ["4"] }, "run of 4"],
  [{ size: [0, 2], counts: [] }, "size"],
  [{ size: [2, 2], counts: "\u0000" }, "no compressed"],
  [{ size: [2, 2], counts: "oooooooooooo" }, "too long"],
  [{ size: [2, 2], counts: "o" }, "middle"],
  [{ size: [1e6, 1e6], counts: [1e12] }, "too large"],
])("a broken mask is refused: %j", (mask, message) => {
  expect(() => readRunLengths(mask, "x")).toThrow(message);
});
