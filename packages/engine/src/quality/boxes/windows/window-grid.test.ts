import type { Box } from "@gleaner/schema";
import { describe, expect, it } from "vitest";
import { overlapOf } from "../geometry.ts";
import { jittersOf, placesAround } from "./jitters.ts";
import { stableOrder } from "./stable-sample.ts";
import { freeWindows, windowSides, windowsOf } from "./window-grid.ts";

const image = { width: 320, height: 240 };

describe("windows", () => {
  it("have the quartiles of the sizes of boxes, or their median where these are alike, and do not move with one box", () => {
    const sizes = [...Array(30).fill(0.1), ...Array(30).fill(0.3)];
    const sides = windowSides(sizes);
    expect(sides.length).toBe(2);
    expect(sides[0]).toBeGreaterThan(0.09);
    expect(sides[1]).toBeLessThan(0.34);
    expect(windowSides([...sizes, 0.11, 0.29])).toEqual(sides);
    expect(windowSides([0.2, 0.2, 0.21])).toHaveLength(1);
    expect(windowSides([])).toEqual([]);
  });

  it("cover the image from edge to edge, at most 100 of them, and leave out what shows a box", () => {
    const windows = windowsOf(image, [0.18, 0.3]);
    for (const [x, y, width, height] of windows) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x + width).toBeLessThanOrEqual(320.001);
      expect(y + height).toBeLessThanOrEqual(240.001);
    }
    for (const point of [
      [1, 1],
      [319, 239],
      [160, 120],
      [100, 17],
    ]) {
      const isIn = ([x, y, w, h]: Box) => point[0] >= x && point[0] <= x + w && point[1] >= y && point[1] <= y + h;
      expect(windows.some(isIn)).toBe(true);
    }
    expect(windowsOf(image, [0.02, 0.03]).length).toBeLessThanOrEqual(100);
    expect(windowsOf({ width: 10, height: 400 }, [1])).toHaveLength(Math.ceil(390 / 7.3) + 1);
    const box: Box = [100, 80, 60, 60];
    const free = freeWindows(windows, [box]);
    expect(free.length).toBeGreaterThan(0.4 * windows.length);
    for (const window of free) expect(overlapOf(window, box)).toBeLessThan(0.1);
    expect(freeWindows(windows, [[0, 0, 320, 240]])).toEqual([]);
  });
});

describe("moved boxes", () => {
  it("lie far enough to be wrong and near enough to be right, inside the image, the same each time", () => {
    for (let number = 1; number < 200; number++) {
      const box: Box = [100 + (number % 90), 60 + (number % 70), 40, 50];
      const { far, near } = jittersOf(number, box, image);
      expect(overlapOf(far, box)).toBeLessThan(0.82);
      expect(overlapOf(near, box)).toBeGreaterThan(0.78);
      expect(jittersOf(number, box, image)).toEqual({ far, near });
    }
    const corner = jittersOf(5, [0, 0, 40, 40], image);
    for (const [x, y] of [corner.far, corner.near, ...placesAround([0, 0, 40, 40], image)]) {
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
    }
  });

  it("are taken in an order that others do not change", () => {
    const some = stableOrder([5, 9, 1, 7, 3]);
    expect(stableOrder([1, 3, 5, 6, 7, 8, 9]).filter((id) => some.includes(id))).toEqual(some);
    expect(some).not.toEqual([1, 3, 5, 7, 9]);
  });
});
