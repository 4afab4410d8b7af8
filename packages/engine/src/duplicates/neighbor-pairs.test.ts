import { createRandom, type Graph } from "@gleaner/kernel";
import { describe, expect, it } from "vitest";
import { neighborPairs } from "./neighbor-pairs.ts";

/** A graph whose rows list others at random, with gaps; row 0 is listed by everyone. */
function hubGraph(n: number, k: number): Graph {
  const random = createRandom(3);
  const neighbors = new Int32Array(n * k).fill(-1);
  for (let row = 1; row < n; row++) {
    const listed = new Set([0]);
    while (listed.size < k - (row % 3)) listed.add(Math.floor(random.uniform() * n));
    listed.delete(row);
    neighbors.set([...listed], row * k);
  }
  const similarity = (a: number, b: number) => 1 / (2 + Math.min(a, b) + Math.max(a, b) / n);
  const similarities = Float32Array.from(neighbors, (other, edge) =>
    other < 0 ? -Infinity : similarity(Math.floor(edge / k), other),
  );
  return { n, k, neighbors, similarities, recall: 1 };
}

describe("neighborPairs", () => {
  it("lists each pair of neighbours once, ordered, with the distance of the edge", async () => {
    const graph = hubGraph(200, 5);
    const expected = new Map<number, number>();
    graph.neighbors.forEach((other, edge) => {
      const row = Math.floor(edge / graph.k);
      if (other >= 0)
        expected.set(Math.min(row, other) * 200 + Math.max(row, other), Math.fround(1 - graph.similarities[edge]));
    });
    const { a, b, distance } = await neighborPairs(graph);
    const found = Array.from(a, (row, at): [number, number] => [row * 200 + b[at], distance[at]]);
    expect(found).toEqual([...expected].sort(([x], [y]) => x - y));
  });
});
