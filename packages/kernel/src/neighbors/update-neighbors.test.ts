import { describe, expect, it } from "vitest";
import type { Graph } from "../graph.ts";
import { createRandom } from "../random.ts";
import { vectorsInMemory } from "../vectors.ts";
import { computeNeighbors } from "./compute-neighbors.ts";
import { extendNeighbors } from "./extend-neighbors.ts";
import { removeNeighbors } from "./remove-neighbors.ts";

const dimension = 40;
const n = 2600;

/** Whole numbers near one of 30 centers, with copies and zero rows: dot products are exact, ties are frequent. */
function clusteredRows(): Float32Array {
  const random = createRandom(21);
  const centers = Float32Array.from({ length: 30 * dimension }, () => random.integer(13) - 6);
  const rows = new Float32Array(n * dimension);
  for (let i = 0; i < n; i++) {
    const center = random.integer(30) * dimension;
    for (let j = 0; j < dimension; j++) rows[i * dimension + j] = centers[center + j] + random.integer(5) - 2;
    if (i % 50 === 49) rows.fill(0, i * dimension, (i + 1) * dimension);
    if (i % 40 === 39) rows.copyWithin(i * dimension, (i - 39) * dimension, (i - 38) * dimension);
  }
  return rows;
}

const rows = clusteredRows();
const source = (data: Float32Array) => vectorsInMemory(data, dimension);
const metrics = ["cosine", "inner-product"] as const;

describe.each(metrics)("a changed graph by %s", (metric) => {
  const options = { metric, k: 12, threads: 2 };
  const exact = (data: Float32Array) => computeNeighbors(source(data), { ...options, threads: 1 });

  it("equals the graph of all rows after an extension", async () => {
    const whole = await exact(rows);
    for (const old of [2100, 2599, 900]) {
      const graph = await exact(rows.slice(0, old * dimension));
      expect(await extendNeighbors(graph, source(rows), options)).toEqual(whole);
    }
  });

  it("equals the graph of the rows that stay after a removal", async () => {
    const graph = await exact(rows);
    for (const step of [97, 3]) {
      const removed: number[] = [];
      for (let i = 1; i < n; i += step) removed.push(i);
      const kept = rows.filter((_, at) => (Math.floor(at / dimension) - 1) % step !== 0);
      expect(await removeNeighbors(graph, Int32Array.from(removed), source(kept), options)).toEqual(await exact(kept));
    }
  });
});

describe("changing a graph", () => {
  const small: Graph = { n: 3, k: 2, neighbors: new Int32Array(6), similarities: new Float32Array(6), recall: 1 };

  it("refuses sources that do not fit", async () => {
    const two = source(rows.slice(0, 2 * dimension));
    await expect(extendNeighbors(small, two)).rejects.toMatchObject({ code: "invalid_argument" });
    await expect(removeNeighbors(small, Int32Array.of(0, 1), two)).rejects.toMatchObject({ code: "invalid_argument" });
    await expect(removeNeighbors(small, Int32Array.of(3), two)).rejects.toMatchObject({ code: "invalid_argument" });
  });

  it("can remove all rows", async () => {
    const none = await removeNeighbors(small, Int32Array.of(0, 1, 2), source(new Float32Array(0)));
    expect(none).toMatchObject({ n: 0, k: 0 });
  });
});
