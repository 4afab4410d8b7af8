import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../random.ts";
import { referenceNeighbors } from "../testing/reference-neighbors.ts";
import { vectorsInMemory } from "../vectors.ts";
import { computeNeighbors, type NeighborOptions } from "./compute-neighbors.ts";

/** Rows of small whole numbers: their products are exact in float32, so that ties are ties in every arithmetic. */
function wholeRows(n: number, dimension: number, largest: number, seed: number): Float32Array {
  const random = createRandom(seed);
  const rows = Float32Array.from({ length: n * dimension }, () => random.integer(2 * largest + 1) - largest);
  for (let i = 0; i < n; i++) {
    const kind = random.uniform();
    if (kind < 0.05) rows.fill(0, i * dimension, (i + 1) * dimension);
    else if (kind < 0.25) rows.copyWithin(i * dimension, 0, dimension);
  }
  return rows;
}

function normalRows(n: number, dimension: number, seed: number, shift = 0): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: n * dimension }, () => random.normal() + shift);
}

const compute = (rows: Float32Array, dimension: number, options: NeighborOptions = {}) =>
  computeNeighbors(vectorsInMemory(rows, dimension), { threads: 2, ...options });

describe("computeNeighbors", () => {
  it("equals the double loop on whole numbers, with ties, duplicates and zero rows", async () => {
    const shapes = fc.record({
      n: fc.integer({ min: 1, max: 90 }),
      dimension: fc.integer({ min: 1, max: 70 }),
      k: fc.integer({ min: 1, max: 20 }),
      largest: fc.integer({ min: 1, max: 9 }),
      seed: fc.integer(),
      metric: fc.constantFrom("cosine" as const, "inner-product" as const),
      arithmetic: fc.constantFrom("int8" as const, "int7" as const, "float32" as const),
    });
    await fc.assert(
      fc.asyncProperty(shapes, async ({ n, dimension, k, largest, seed, metric, arithmetic }) => {
        const rows = wholeRows(n, dimension, largest, seed);
        const graph = await compute(rows, dimension, { k, metric, arithmetic });
        expect(graph).toEqual(referenceNeighbors(rows, dimension, k, metric));
      }),
      { numRuns: 25 },
    );
  });

  it.each([
    { n: 2100, dimension: 128, shift: 0 },
    { n: 2100, dimension: 96, shift: 3 },
    { n: 2100, dimension: 9, shift: 0 },
  ])("finds the neighbours of $n x $dimension normal rows shifted by $shift", async ({ n, dimension, shift }) => {
    const rows = normalRows(n, dimension, 7, shift);
    const graph = await compute(rows, dimension, { k: 10 });
    const reference = referenceNeighbors(rows, dimension, 10, "cosine");
    expect(closeShare(graph, reference)).toBe(1);
  });
});

/** Share of places whose similarity equals the reference's within float32 rounding: neighbours may differ only where they tie. */
function closeShare(graph: { similarities: Float32Array }, reference: { similarities: Float32Array }): number {
  const close = graph.similarities.filter((value, at) => Math.abs(value - reference.similarities[at]) < 2e-6);
  return close.length / reference.similarities.length;
}
