import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../random.ts";
import { referenceNeighbors } from "../testing/reference-neighbors.ts";
import { type VectorSource, vectorsInMemory } from "../vectors.ts";
import { computeNeighbors, type NeighborOptions } from "./compute-neighbors.ts";
import { pairBlockRows, pairItemRows } from "./pair-candidates.ts";

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
  computeNeighbors(vectorsInMemory(rows, dimension), { threads: 1, ...options });

describe("computeNeighbors", () => {
  it("equals the double loop on whole numbers, with ties, duplicates and zero rows", async () => {
    const shapes = fc.record({
      n: fc.integer({ min: 1, max: 90 }),
      dimension: fc.integer({ min: 1, max: 70 }),
      k: fc.integer({ min: 1, max: 20 }),
      largest: fc.integer({ min: 1, max: 9 }),
      seed: fc.integer(),
      metric: fc.constantFrom("cosine" as const, "inner-product" as const),
      threads: fc.integer({ min: 1, max: 2 }),
      arithmetic: fc.constantFrom(undefined, "int7" as const, "float32" as const),
    });
    await fc.assert(
      fc.asyncProperty(shapes, async ({ n, dimension, k, largest, seed, ...options }) => {
        const rows = wholeRows(n, dimension, largest, seed);
        const graph = await compute(rows, dimension, { k, ...options });
        expect(graph).toEqual(referenceNeighbors(rows, dimension, k, options.metric));
      }),
      { numRuns: 10 },
    );
  });

  it.each([
    { n: 900, dimension: 128, shift: 0 },
    { n: 900, dimension: 96, shift: 3 },
    { n: 900, dimension: 9, shift: 0 },
  ])("finds the neighbours of $n x $dimension normal rows shifted by $shift", async ({ n, dimension, shift }) => {
    const rows = normalRows(n, dimension, 7, shift);
    const graph = await compute(rows, dimension, { k: 10 });
    const reference = referenceNeighbors(rows, dimension, 10, "cosine");
    expect(closeShare(graph, reference)).toBe(1);
  });

  it("finds neighbours across blocks of rows, where a product serves both of its rows", async () => {
    const n = pairBlockRows + pairItemRows + 77;
    const rows = wholeRows(n, 32, 40, 6);
    for (const metric of ["cosine", "inner-product"] as const) {
      const exact = await compute(rows, 32, { metric, method: "exact", arithmetic: "float32" });
      expect(await compute(rows, 32, { metric, method: "exact", threads: 2 })).toEqual(exact);
    }
  });

  it("gives the same bytes with any number of threads", async () => {
    const rows = normalRows(1500, 48, 3);
    for (const arithmetic of ["int7", "float32"] as const) {
      const one = await compute(rows, 48, { threads: 1, arithmetic });
      const three = await compute(rows, 48, { threads: 3, arithmetic });
      expect(three).toEqual(one);
    }
  });

  it("computes lists again in float32 where eight bits cannot tell rows apart", async () => {
    const center = normalRows(1, 64, 1);
    const rows = normalRows(600, 64, 2).map((value, at) => center[at % 64] + value * 1e-4);
    const graph = await compute(rows, 64);
    const reference = referenceNeighbors(rows, 64, 15, "cosine");
    expect(closeShare(graph, reference)).toBe(1);
  });

  it("keeps rows of extreme lengths apart from their direction", async () => {
    const rows = normalRows(80, 24, 5);
    const scaled = rows.map((value, at) => value * 2 ** ((Math.floor(at / 24) % 5) * 50 - 100));
    const graph = await compute(scaled, 24, { k: 5 });
    expect(graph).toEqual(await compute(rows, 24, { k: 5 }));
  });

  it("handles no, one and two rows, and identical rows", async () => {
    expect(await compute(new Float32Array(0), 8)).toMatchObject({ n: 0, k: 0, recall: 1 });
    expect(await compute(normalRows(1, 8, 1), 8)).toMatchObject({ n: 1, k: 0 });
    const two = await compute(Float32Array.of(1, 0, 1, 1), 2);
    expect([...two.neighbors]).toEqual([1, 0]);
    expect(two.similarities[0]).toBe(Math.fround(Math.SQRT1_2));
    const same = await compute(new Float32Array(300 * 40).fill(0.3), 40, { k: 3 });
    expect([...same.neighbors.subarray(0, 6)]).toEqual([1, 2, 3, 0, 2, 3]);
    expect([...same.neighbors.subarray(897)]).toEqual([0, 1, 2]);
    expect(same.similarities.every((value) => value === 1)).toBe(true);
  });

  it("names the rows that hold NaN or infinities", async () => {
    const rows = normalRows(40, 8, 1);
    for (let i = 3; i < 40; i += 3) rows[i * 8 + 2] = i % 2 === 0 ? Number.NaN : -Infinity;
    await expect(compute(rows, 8)).rejects.toMatchObject({
      code: "non_finite_vector",
      details: { rows: [3, 6, 9, 12, 15, 18, 21, 24, 27, 30], count: 13 },
    });
  });

  it("refuses options out of range and passes on what the source throws", async () => {
    await expect(compute(normalRows(4, 2, 1), 2, { k: 0 })).rejects.toMatchObject({ code: "invalid_argument" });
    await expect(compute(normalRows(4, 2, 1), 2, { threads: 0 })).rejects.toMatchObject({ code: "invalid_argument" });
    const broken: VectorSource = { n: 10, dimension: 4, read: () => Promise.reject(new Error("disk")) };
    await expect(computeNeighbors(broken, { threads: 2 })).rejects.toThrow("disk");
  });

  it("stops when it is cancelled, and reports progress up to 1", async () => {
    const rows = normalRows(3000, 64, 1);
    const controller = new AbortController();
    const running = compute(rows, 64, { signal: controller.signal, onProgress: () => controller.abort() });
    await expect(running).rejects.toMatchObject({ code: "cancelled" });
    await expect(compute(rows, 64, { signal: controller.signal })).rejects.toMatchObject({ code: "cancelled" });
    const shares: number[] = [];
    await compute(rows, 64, { onProgress: (share) => shares.push(share) });
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
  });
});

describe("computeNeighbors by cells", () => {
  it("measures its recall, and gives the same bytes with any number of threads", async () => {
    const random = createRandom(4);
    const centers = normalRows(60, 64, 9);
    const rows = normalRows(5000, 64, 8);
    for (let i = 0; i < 5000; i++) {
      const center = random.integer(60) * 64;
      for (let j = 0; j < 64; j++) rows[i * 64 + j] = 0.6 * rows[i * 64 + j] + centers[center + j];
    }
    rows.fill(0, 0, 64);
    const graph = await compute(rows, 64, { method: "approximate", seed: 3, threads: 2 });
    const exact = await compute(rows, 64, { method: "exact" });
    const known = exact.neighbors.filter((row, at) => row === graph.neighbors[at]);
    expect(graph.recall).toBeGreaterThan(0.97);
    expect(known.length / exact.neighbors.length).toBeGreaterThan(0.9);
    expect([...graph.neighbors.subarray(0, 15)]).toEqual(new Array(15).fill(-1));
    expect(graph.neighbors.includes(0)).toBe(false);
    expect(await compute(rows, 64, { method: "approximate", seed: 3, threads: 1 })).toEqual(graph);
  });

  it("finds equal rows in a cell that holds all rows, and nothing among zero rows", async () => {
    const same = new Float32Array(9000 * 32).fill(0.3);
    const graph = await compute(same, 32, { method: "approximate", k: 4 });
    expect(graph.recall).toBe(1);
    expect(graph.similarities.every((value) => value === 1)).toBe(true);
    const zeros = new Float32Array(4200 * 32);
    zeros.fill(1, 100 * 32, 103 * 32);
    const found = await compute(zeros, 32, { method: "approximate", k: 2 });
    expect([...found.neighbors.subarray(200, 206)]).toEqual([101, 102, 100, 102, 100, 101]);
    expect(found.neighbors.filter((row) => row >= 0).length).toBe(6);
  });
});

/** Share of places whose similarity equals the reference's within float32 rounding: neighbours may differ only where they tie. */
function closeShare(graph: { similarities: Float32Array }, reference: { similarities: Float32Array }): number {
  const close = graph.similarities.filter((value, at) => Math.abs(value - reference.similarities[at]) < 2e-6);
  return close.length / reference.similarities.length;
}
