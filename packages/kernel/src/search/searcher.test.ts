import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRandom } from "../random.ts";
import { vectorsInMemory } from "../vectors.ts";
import type { Aggregate } from "./anchors.ts";
import { createSearcher, type Searcher } from "./searcher.ts";

const dimension = 40;
const n = 700;

/** Whole numbers, so that dot products are exact in float32; every seventh row is a copy of row 0, row 5 is zero. */
function wholeRows(): Float32Array {
  const random = createRandom(11);
  const rows = Float32Array.from({ length: n * dimension }, () => random.integer(19) - 9);
  for (let i = 7; i < n; i += 7) rows.copyWithin(i * dimension, 0, dimension);
  rows.fill(0, 5 * dimension, 6 * dimension);
  return rows;
}

const rows = wholeRows();
const rowOf = (i: number) => rows.slice(i * dimension, (i + 1) * dimension);

function product(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j] * b[j];
  return sum;
}

/** Similarities of all rows to a vector by the definition. */
function referenceScores(query: Float32Array, metric: "cosine" | "inner-product"): number[] {
  return Array.from({ length: n }, (_, i) => {
    const row = rowOf(i);
    const inverse = 1 / Math.sqrt(product(row, row));
    if (inverse === Infinity) return -Infinity;
    const dot = product(query, row);
    if (metric === "inner-product") return Math.fround(dot);
    return Math.fround(Math.min(1, Math.max(-1, dot * (1 / Math.sqrt(product(query, query))) * inverse)));
  });
}

function sorted(
  scores: readonly number[],
  limit: number,
  allowed: (row: number) => boolean,
): { row: number; score: number }[] {
  return scores
    .map((score, row) => ({ row, score }))
    .filter(({ row, score }) => score > -Infinity && allowed(row))
    .sort((a, b) => b.score - a.score || a.row - b.row)
    .slice(0, limit);
}

const metrics = ["cosine", "inner-product"] as const;

describe.each(metrics)("a searcher by %s", (metric) => {
  let searcher: Searcher;
  beforeAll(async () => {
    searcher = await createSearcher(vectorsInMemory(rows, dimension), { metric, threads: 2 });
  });
  afterAll(() => searcher.close());

  it("finds what a comparison with every row finds, under any filter and limit", async () => {
    const cases = fc.record({
      limit: fc.integer({ min: 1, max: n + 10 }),
      share: fc.constantFrom(0, 0.01, 0.1, 0.5, 1),
      queries: fc.array(fc.integer({ min: 0, max: n - 1 }), { minLength: 1, maxLength: 4 }),
      seed: fc.integer(),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ limit, share, queries, seed }) => {
        const random = createRandom(seed);
        const allow = new Uint8Array(Math.ceil(n / 8));
        for (let row = 0; row < n; row++) if (random.uniform() < share) allow[row >> 3] |= 1 << (row & 7);
        const found = await searcher.search(Float32Array.from(queries.flatMap((i) => [...rowOf(i)])), { limit, allow });
        expect(found.width).toBe(Math.min(limit, n));
        for (const [q, i] of queries.entries()) {
          const isZero = i === 5;
          const expected = isZero
            ? []
            : sorted(referenceScores(rowOf(i), metric), limit, (row) => ((allow[row >> 3] >> (row & 7)) & 1) === 1);
          const places = [...found.rows.subarray(q * found.width, (q + 1) * found.width)];
          expect(places.filter((row) => row >= 0)).toEqual(expected.map(({ row }) => row));
          expect([...found.scores.subarray(q * found.width, q * found.width + expected.length)]).toEqual(
            expected.map(({ score }) => score),
          );
          expect(places.slice(expected.length).every((row) => row === -1)).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("scores all rows as single searches do", async () => {
    const scores = await searcher.scoreAll({ positives: rowOf(3) });
    expect([...scores]).toEqual(referenceScores(rowOf(3), metric));
  });

  it.each(["mean", "max", "min", "fiftyone"] as Aggregate[])("searches by %s as it scores", async (aggregate) => {
    const positives = Float32Array.from([...rowOf(1), ...rowOf(2), ...rowOf(9)]);
    for (const negatives of [undefined, rowOf(4)]) {
      const anchors = { positives, negatives, aggregate };
      const scores = await searcher.scoreAll(anchors);
      const found = await searcher.searchAnchors(anchors, { limit: 30 });
      const expected = sorted([...scores], 30, () => true);
      expect([...found.rows]).toEqual(expected.map(({ row }) => row));
      expect([...found.scores]).toEqual(expected.map(({ score }) => score));
    }
  });
});

describe("a searcher that looks into the nearest cells", () => {
  const clusters = 50;
  const count = 3000;
  const random = createRandom(8);
  const centers = Float32Array.from({ length: clusters * dimension }, () => random.normal());
  const data = Float32Array.from({ length: count * dimension }, (_, at) => {
    const cluster = Math.floor(at / dimension) % clusters;
    return centers[cluster * dimension + (at % dimension)] + 0.5 * random.normal();
  });
  data.fill(0, 9 * dimension, 10 * dimension);
  const { read } = vectorsInMemory(data, dimension);
  const source = { n: count, dimension, read };
  const queries = data.slice(100 * dimension, 140 * dimension);
  let exact: Searcher;
  let fast: Searcher;
  beforeAll(async () => {
    exact = await createSearcher(source, { threads: 1 });
    fast = await createSearcher(source, { threads: 2, method: "approximate" });
  });
  afterAll(() => Promise.all([exact.close(), fast.close()]));

  it("finds the promised share of the nearest rows, with their true scores", async () => {
    const truth = await exact.search(queries, { limit: 20 });
    expect(truth.recall).toBe(1);
    const found = await Promise.all(
      Array.from({ length: 40 }, (_, q) =>
        fast.search(queries.slice(q * dimension, (q + 1) * dimension), { limit: 20 }),
      ),
    );
    const { recall } = found[0];
    expect(recall).toBeGreaterThanOrEqual(0.98);
    let known = 0;
    for (const [q, { rows, scores }] of found.entries()) {
      const places = [...truth.rows.subarray(q * 20, (q + 1) * 20)];
      rows.forEach((row, at) => {
        const place = places.indexOf(row);
        if (place < 0) return;
        known++;
        expect(scores[at]).toBe(truth.scores[q * 20 + place]);
      });
    }
    expect(known / truth.rows.length).toBeGreaterThan(0.9);
  });

  it("is exact where that is asked for, under filters, and for scores", async () => {
    const allow = new Uint8Array(Math.ceil(count / 8)).fill(0x5a);
    for (const options of [
      { limit: 20, exact: true },
      { limit: 20, allow },
    ]) {
      expect(await fast.search(queries, options)).toEqual(await exact.search(queries, options));
    }
    const anchors = { positives: queries.slice(0, dimension), negatives: queries.slice(dimension, 2 * dimension) };
    expect(await fast.scoreAll(anchors)).toEqual(await exact.scoreAll(anchors));
    expect(await fast.searchAnchors(anchors, { limit: 9 })).toEqual(await exact.searchAnchors(anchors, { limit: 9 }));
  });
});

it("opens over no rows, and over rows without a direction, in every mode", async () => {
  for (const method of ["exact", "approximate"] as const) {
    for (const n of [0, 1, 5]) {
      const searcher = await createSearcher(vectorsInMemory(new Float32Array(n * dimension), dimension), { method });
      const { rows, recall } = await searcher.search(rowOf(1), { limit: 3 });
      expect([...rows].every((row) => row === -1)).toBe(true);
      expect(recall).toBe(1);
      await searcher.close();
    }
  }
});
