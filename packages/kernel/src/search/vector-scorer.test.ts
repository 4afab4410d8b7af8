import { describe, expect, it } from "vitest";
import { KernelError } from "../error.ts";
import { createRandom } from "../random.ts";
import { vectorsInMemory } from "../vectors.ts";
import type { Aggregate } from "./anchors.ts";
import { createSearcher } from "./searcher.ts";
import { createVectorScorer } from "./vector-scorer.ts";

const dimension = 37;
const n = 600;

/** Rows of very different lengths; rows 5 and 300 are zero. */
function mixedRows(): Float32Array {
  const random = createRandom(3);
  const rows = Float32Array.from({ length: n * dimension }, () => random.uniform() - 0.4);
  for (let row = 0; row < n; row += 11) {
    const length = 10 ** (random.integer(60) - 30);
    for (let j = 0; j < dimension; j++) rows[row * dimension + j] *= length;
  }
  for (const row of [5, 300]) rows.fill(0, row * dimension, (row + 1) * dimension);
  return rows;
}

const rows = mixedRows();
const some = (...which: number[]) =>
  Float32Array.from(which.flatMap((i) => [...rows.subarray(i * dimension, (i + 1) * dimension)]));

describe.each(["cosine", "inner-product"] as const)("a vector scorer by %s", (metric) => {
  it("gives the bits of a searcher for every aggregate", async () => {
    await using stack = new AsyncDisposableStack();
    const searcher = await createSearcher(vectorsInMemory(rows, dimension), { metric, threads: 2 });
    stack.defer(() => searcher.close());
    for (const aggregate of ["mean", "max", "min", "fiftyone"] satisfies Aggregate[]) {
      for (const negatives of [undefined, some(4, 9), some(5)]) {
        const anchors = { positives: some(1, 2, 5, 8), negatives, aggregate };
        const scores = createVectorScorer(anchors, dimension, metric).score(rows);
        expect([...scores]).toEqual([...(await searcher.scoreAll(anchors))]);
        expect(scores[5]).toBe(-Infinity);
      }
    }
  });

  it("scores a batch as it scores its rows one by one", () => {
    const scorer = createVectorScorer({ positives: some(7), negatives: some(8) }, dimension, metric);
    const batch = scorer.score(some(0, 300, 20));
    expect([...batch]).toEqual([0, 300, 20].map((row) => scorer.score(some(row))[0]));
    expect(scorer.score(new Float32Array(0))).toHaveLength(0);
  });
});

it("refuses vectors of another dimension, and NaN with its row", () => {
  const scorer = createVectorScorer({ positives: some(1) }, dimension);
  expect(() => scorer.score(new Float32Array(dimension + 1))).toThrow(KernelError);
  const broken = some(1, 2, 3);
  broken[2 * dimension + 4] = Number.NaN;
  expect(() => scorer.score(broken)).toThrow(expect.objectContaining({ details: { rows: [2] } }));
});
