import { describe, expect, it } from "vitest";
import { areasOf } from "./areas.ts";
import { densityGrid } from "./density-grid.ts";
import { outlineOf } from "./outline.ts";

/** Points on a spiral around a middle: dense there, thin outside. */
function hill(x: number, y: number, n: number, radius: number): number[] {
  return Array.from({ length: n }, (_, i) => {
    const away = radius * (i / n) ** 1.5;
    return [x + away * Math.cos(i * 2.4), y + away * Math.sin(i * 2.4)];
  }).flat();
}

const options = { cells: 32, least: 3 };

describe("areas of a map", () => {
  const positions = Float32Array.from([...hill(0, 0, 600, 2), ...hill(10, 1, 300, 2), ...hill(5, 9, 100, 1.5)]);
  const numbers = Int32Array.from({ length: 1000 }, (_, i) => i + 7);
  const codes = Uint16Array.from({ length: 1000 }, (_, i) => (i < 600 ? 0 : i < 900 ? (i % 3) + 1 : 65535));

  it("are the crowds, largest first, with a sample of their middle and the class that they are rich in", () => {
    const { areas } = areasOf(positions, numbers, { codes, missing: 65535 }, options);
    expect(areas.length).toBe(3);
    expect(areas.map(({ count }) => count).every((count, at, all) => at === 0 || count <= all[at - 1])).toBe(true);
    expect(Math.hypot(areas[0].x, areas[0].y)).toBeLessThan(0.7);
    expect(Math.hypot(areas[1].x - 10, areas[1].y - 1)).toBeLessThan(0.7);
    expect(areas[0]).toMatchObject({ code: 0, share: 1 });
    expect(areas[0].number - 7).toBeLessThan(600);
    expect(areas[1].code).toBe(-1);
    expect(areas[2].code).toBe(-1);
  });

  it("have an outline that goes around their middle once and stays near it", () => {
    const { areas, outline: outlineOfPlace } = areasOf(positions, numbers, null, options);
    for (const [place, { x, y }] of areas.entries()) {
      const outline = outlineOfPlace(place);
      let turn = 0;
      for (let i = 0; i < outline.length; i += 2) {
        const j = (i + 2) % outline.length;
        const [ax, ay, bx, by] = [outline[i] - x, outline[i + 1] - y, outline[j] - x, outline[j + 1] - y];
        turn += Math.atan2(ax * by - ay * bx, ax * bx + ay * by);
        expect(Math.hypot(ax, ay)).toBeLessThan(4);
      }
      expect(turn).toBeCloseTo(2 * Math.PI, 3);
    }
  });

  it("are none where there are no points, one place, or no numbers", () => {
    for (const points of [[], [3, 3, 3, 3, 3, 3, 3, 3], [Number.NaN, Number.NaN, Number.NaN, Number.NaN]]) {
      const some = Float32Array.from(points);
      const order = Int32Array.from({ length: some.length / 2 }, (_, i) => i);
      expect(areasOf(some, order, null, options).areas).toEqual([]);
    }
  });
});

describe("an outline", () => {
  it("goes around cells that only touch at a corner without looping for ever", () => {
    const grid = densityGrid(Float32Array.from([0, 0, 8, 8]), 8);
    if (!grid) throw new Error("no grid");
    const cells = new Set([3 * grid.columns + 3, 4 * grid.columns + 4]);
    const outline = outlineOf(grid, (cell) => cells.has(cell), 3 * grid.columns + 3);
    expect(outline.length).toBeGreaterThan(8);
    expect(outline.length).toBeLessThan(100);
  });
});
