import { describe, expect, it } from "vitest";
import { clusterAreas, convexHull } from "./cluster-outlines.ts";

describe("clusters as areas", () => {
  it("are outlined by their hull and stood for by their middle, largest first", () => {
    const positions = Float32Array.from([0, 0, 4, 0, 4, 4, 0, 4, 2, 2.1, 10, 10, 11, 10, 10, 11, 30, 30]);
    const clusters = Int32Array.from([5, 5, 5, 5, 5, 9, 9, 9, 7]);
    const numbers = Int32Array.from({ length: 9 }, (_, i) => 100 + i);
    const codes = Uint16Array.from([0, 0, 0, 1, 1, 65535, 65535, 2, 0]);
    const seen = Int32Array.from(numbers, (_, i) => i);
    const { areas, outline } = clusterAreas(positions, numbers, clusters, { codes, missing: 65535 }, seen, 3);
    expect(areas.map(({ count, number, code }) => [count, number, code])).toEqual([
      [5, 104, 0],
      [3, 105, -1],
    ]);
    expect([...outline(0)]).toEqual([0, 0, 4, 0, 4, 4, 0, 4]);
  });

  it("a hull of points in a line is the line", () => {
    expect([
      ...convexHull([
        [0, 0],
        [2, 2],
        [1, 1],
      ]),
    ]).toEqual([0, 0, 2, 2]);
  });
});
