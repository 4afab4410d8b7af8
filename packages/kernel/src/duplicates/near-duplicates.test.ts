import { describe, expect, it } from "vitest";
import { duplicateDistance, nearDuplicates } from "./near-duplicates.ts";

/** A graph from a list of undirected edges. */
function graphOf(n: number, edges: [number, number, number][]) {
  const k = n - 1;
  const lists = Array.from({ length: n }, (): [number, number][] => []);
  for (const [a, b, similarity] of edges) {
    lists[a].push([b, similarity]);
    lists[b].push([a, similarity]);
  }
  const neighbors = new Int32Array(n * k).fill(-1);
  const similarities = new Float32Array(n * k).fill(-Infinity);
  lists.forEach((list, row) => {
    list
      .sort((a, b) => b[1] - a[1] || a[0] - b[0])
      .forEach(([other, similarity], at) => {
        neighbors[row * k + at] = other;
        similarities[row * k + at] = similarity;
      });
  });
  return { n, k, neighbors, similarities, recall: 1 };
}

describe("nearDuplicates", () => {
  it("groups rows that are alike and leaves the others alone", () => {
    const graph = graphOf(5, [
      [0, 1, 0.99],
      [1, 2, 0.98],
      [0, 2, 0.97],
      [3, 4, 0.5],
    ]);
    const { representative, pairs } = nearDuplicates(graph, 0.95);
    expect([...representative]).toEqual([1, 1, 1, 3, 4]);
    expect([...pairs]).toEqual([0, 1, 1, 2, 0, 2]);
  });

  it("does not let a chain of small steps swallow a series", () => {
    const steps = Array.from({ length: 9 }, (_, i): [number, number, number] => [i, i + 1, 0.99 - i * 0.001]);
    const { representative } = nearDuplicates(graphOf(10, steps), 0.95);
    const sizes = new Map<number, number>();
    for (const row of representative) sizes.set(row, (sizes.get(row) ?? 0) + 1);
    expect(Math.max(...sizes.values())).toBe(3);
  });

  it("refuses a threshold that is no similarity", () => {
    expect(() => nearDuplicates(graphOf(2, []), 1.5)).toThrow(/\[-1, 1\]/);
  });
});

describe("duplicateDistance", () => {
  it("is 0.13 of the median distance to the nearest neighbour, and never zero", () => {
    expect(duplicateDistance(Float32Array.of(0.1, 0.2, 0.3, Number.NaN))).toBeCloseTo(0.026, 6);
    expect(duplicateDistance(new Float32Array(5))).toBe(1e-5);
  });
});
