import type { Box } from "@gleaner/schema";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cropOf } from "./crop.ts";

const plain = { padding: 0, square: false };
const image = { width: 200, height: 100 };

const boxes = fc.tuple(
  fc.double({ min: -50, max: 220, noNaN: true }),
  fc.double({ min: -50, max: 120, noNaN: true }),
  fc.double({ min: 0.5, max: 300, noNaN: true }),
  fc.double({ min: 0.5, max: 300, noNaN: true }),
);
const crops = fc.record({ padding: fc.double({ min: -0.5, max: 3, noNaN: true }), square: fc.boolean() });
const images = fc.record({ width: fc.integer({ min: 1, max: 400 }), height: fc.integer({ min: 1, max: 400 }) });

describe("cropOf", () => {
  it("is the box itself without padding", () => {
    expect(cropOf([10, 20, 30, 40], plain, image)).toEqual([10, 20, 30, 40]);
  });

  it("grows the box by a share of each side, half on each end, and is cut at the edges", () => {
    expect(cropOf([50, 40, 40, 20], { padding: 0.5, square: false }, image)).toEqual([40, 35, 60, 30]);
    expect(cropOf([0, 0, 40, 20], { padding: 0.5, square: false }, image)).toEqual([0, 0, 50, 25]);
    expect(cropOf([50, 40, 40, 20], { padding: -0.5, square: false }, image)).toEqual([60, 45, 20, 10]);
  });

  it("widens the shorter side to a square, moved inside the image", () => {
    expect(cropOf([50, 40, 40, 20], { padding: 0, square: true }, image)).toEqual([50, 30, 40, 40]);
    expect(cropOf([0, 0, 40, 20], { padding: 0, square: true }, image)).toEqual([0, 0, 40, 40]);
    expect(cropOf([150, 90, 50, 10], { padding: 0, square: true }, image)).toEqual([150, 50, 50, 50]);
    expect(cropOf([0, 40, 150, 20], { padding: 0, square: true }, image)).toEqual([0, 0, 150, 100]);
  });

  it("is null where nothing of it lies in the image, and for boxes without an area", () => {
    expect(cropOf([200, 10, 20, 20], plain, image)).toBeNull();
    expect(cropOf([-30, 10, 20, 20], plain, image)).toBeNull();
    expect(cropOf([10, 10, 0, 20], plain, image)).toBeNull();
    expect(cropOf([10, 10, Number.NaN, 20], plain, image)).toBeNull();
  });

  it("always lies inside the image and has an area", () => {
    fc.assert(
      fc.property(boxes, crops, images, (box, crop, size) => {
        const found = cropOf(box, crop, size);
        if (found === null) return;
        const [left, top, width, height] = found;
        expect(left).toBeGreaterThanOrEqual(0);
        expect(top).toBeGreaterThanOrEqual(0);
        expect(left + width).toBeLessThanOrEqual(size.width + 1e-9);
        expect(top + height).toBeLessThanOrEqual(size.height + 1e-9);
        expect(width).toBeGreaterThan(0);
        expect(height).toBeGreaterThan(0);
      }),
    );
  });

  it("holds what of the box lies in the image, wherever it is not shrunk", () => {
    fc.assert(
      fc.property(boxes, crops, images, (box, crop, size) => {
        fc.pre(crop.padding >= 0);
        const found = cropOf(box, crop, size);
        const seen = cut(box, size);
        fc.pre(found !== null && seen !== null && !crop.square);
        const [left, top, width, height] = found ?? [0, 0, 0, 0];
        const [x, y, right, bottom] = seen ?? [0, 0, 0, 0];
        expect(left).toBeLessThanOrEqual(x + 1e-9);
        expect(top).toBeLessThanOrEqual(y + 1e-9);
        expect(left + width).toBeGreaterThanOrEqual(right - 1e-9);
        expect(top + height).toBeGreaterThanOrEqual(bottom - 1e-9);
      }),
    );
  });

  it("is a square wherever one fits", () => {
    fc.assert(
      fc.property(boxes, fc.double({ min: 0, max: 1, noNaN: true }), images, (box, padding, size) => {
        const side = Math.max(box[2], box[3]) * (1 + padding);
        fc.pre(side <= Math.min(size.width, size.height));
        const found = cropOf(box, { padding, square: true }, size);
        if (found) {
          expect(found[2]).toBeCloseTo(side, 6);
          expect(found[3]).toBeCloseTo(side, 6);
        }
      }),
    );
  });
});

function cut([left, top, width, height]: Box, size: { width: number; height: number }) {
  const [x, y] = [Math.max(0, left), Math.max(0, top)];
  const [right, bottom] = [Math.min(size.width, left + width), Math.min(size.height, top + height)];
  return right > x && bottom > y ? ([x, y, right, bottom] as const) : null;
}
