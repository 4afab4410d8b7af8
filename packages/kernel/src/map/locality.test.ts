import { describe, expect, it } from "vitest";
import { createRandom } from "../random.ts";
import { bruteForceGraph, gaussianMixture } from "../testing/random-graph.ts";
import { fuzzySet } from "./fuzzy-set.ts";
import { hilbertIndex, hilbertOrder, reorderGraph } from "./locality.ts";

describe("hilbertIndex", () => {
  it("walks through all cells of a block, each step to a cell beside the last", () => {
    const cells: { index: number; x: number; y: number }[] = [];
    for (let x = 0; x < 16; x++) for (let y = 0; y < 16; y++) cells.push({ index: hilbertIndex(x, y), x, y });
    cells.sort((a, b) => a.index - b.index);
    for (let at = 1; at < cells.length; at++) {
      expect(cells[at].index - cells[at - 1].index).toBe(1);
      expect(Math.abs(cells[at].x - cells[at - 1].x) + Math.abs(cells[at].y - cells[at - 1].y)).toBe(1);
    }
  });
});

describe("hilbertOrder", () => {
  it("is a permutation, also of points on one spot", () => {
    const random = createRandom(2);
    const positions = Float32Array.from({ length: 400 }, () => random.normal());
    expect([...hilbertOrder(positions)].sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, i) => i));
    expect([...hilbertOrder(new Float32Array(10))]).toEqual([0, 1, 2, 3, 4]);
  });
});

describe("reorderGraph", () => {
  it("keeps the edges that are heavy enough, under the new numbers", () => {
    const graph = fuzzySet(bruteForceGraph(gaussianMixture(40, 5, 3, 8).vectors, 5, 6));
    const order = Int32Array.from({ length: 40 }, (_, i) => (i * 7) % 40);
    const ordered = reorderGraph(graph, order, 0.2);
    const edges = (g: typeof graph, name: (v: number) => number) =>
      Array.from({ length: g.n }, (_, i) => i)
        .flatMap((i) =>
          Array.from({ length: g.start[i + 1] - g.start[i] }, (_, at) => g.start[i] + at).map((edge) => ({
            i: name(i),
            j: name(g.neighbors[edge]),
            weight: g.weights[edge],
          })),
        )
        .sort((a, b) => a.i - b.i || a.j - b.j);
    expect(edges(ordered, (v) => order[v])).toEqual(edges(graph, (v) => v).filter(({ weight }) => weight >= 0.2));
  });
});
