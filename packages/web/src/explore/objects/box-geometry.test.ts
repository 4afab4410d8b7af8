import type { Box } from "@gleaner/schema";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boxBetween, draggedBox, edgeGrips, gripAt, movedPolygons, wholeBox } from "./box-geometry.ts";

const image = { width: 200, height: 100 };
const box: Box = [20, 30, 40, 20];

describe("boxes under a hand", () => {
  it("are held at the nearest corner or edge, else as a whole, outside not at all", () => {
    expect(gripAt(box, [21, 31], 4)).toEqual({ x: -1, y: -1 });
    expect(gripAt(box, [60, 41], 4)).toEqual({ x: 1, y: 0 });
    expect(gripAt(box, [35, 38], 4)).toEqual(wholeBox);
    expect(gripAt(box, [90, 90], 4)).toBeNull();
  });

  it("move and grow by parts of a pixel", () => {
    expect(draggedBox(box, wholeBox, 0.25, -0.5, image)).toEqual([20.25, 29.5, 40, 20]);
    expect(draggedBox(box, { x: 1, y: 0 }, 10.5, 99, image)).toEqual([20, 30, 50.5, 20]);
    expect(draggedBox(box, { x: -1, y: -1 }, -5, 4, image)).toEqual([15, 34, 45, 16]);
  });

  it("turn over when an edge is dragged beyond its opposite", () => {
    expect(draggedBox(box, { x: -1, y: 0 }, 60, 0, image)).toEqual([60, 30, 20, 20]);
  });

  it("stay inside the image, with sides that can be held, whatever is dragged where", () => {
    const far = fc.double({ min: -500, max: 500, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(wholeBox, ...edgeGrips), far, far, (grip, dx, dy) => {
        const [left, top, width, height] = draggedBox(box, grip, dx, dy, image);
        expect(left).toBeGreaterThanOrEqual(0);
        expect(top).toBeGreaterThanOrEqual(0);
        expect(left + width).toBeLessThanOrEqual(image.width + 0.01);
        expect(top + height).toBeLessThanOrEqual(image.height + 0.01);
        expect(Math.min(width, height)).toBeGreaterThanOrEqual(0.5);
      }),
    );
  });

  it("are drawn from any corner to any other", () => {
    expect(boxBetween([50, 60], [10, 20], image)).toEqual([10, 20, 40, 40]);
    expect(boxBetween([-9, 20], [10, 400], image)).toEqual([0, 20, 10, 80]);
  });

  it("take their polygons along", () => {
    expect(movedPolygons([[20, 30, 60, 30, 40, 50]], box, [0, 0, 80, 10])).toEqual([[0, 0, 80, 0, 40, 10]]);
  });
});
