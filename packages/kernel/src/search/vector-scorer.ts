import { KernelError } from "../error.ts";
import type { Metric } from "../neighbors/metric.ts";
import { enterRow } from "../neighbors/quantize.ts";
import { createRowTable } from "../neighbors/row-table.ts";
import { createDot } from "../simd/dot.ts";
import { createSharedMemory } from "../simd/web-assembly.ts";
import { type Anchors, penalized, planScoring } from "./anchors.ts";
import { prepareQuery, type QueryVector, similarityToRow } from "./query-vector.ts";

/** Rows that lie in the memory of the dot product at once. */
const windowRows = 256;

/** Scores vectors against the same examples as they come, a batch at a time. */
export interface VectorScorer {
  readonly dimension: number;
  /**
   * The score of each row of `data` (`count x dimension`, row-major), the same to the last bit as `Searcher.scoreAll` gives;
   * -Infinity for zero rows.
   * @throws KernelError `wrong_dimension`, `non_finite_vector` with `details.rows`
   */
  score(data: Float32Array): Float32Array;
}

/**
 * Prepares the scoring of vectors against examples on the calling thread: no workers and no copy of the rows, for rows that are read
 * once. About one dot product a row and example, and one a row.
 * @throws KernelError `invalid_argument` without positives, `wrong_dimension`, `non_finite_vector`
 */
export function createVectorScorer(anchors: Anchors, dimension: number, metric: Metric = "cosine"): VectorScorer {
  const plan = planScoring(anchors, dimension, metric);
  const vectors = [...plan.attracting, ...plan.repelling];
  const rowBytes = 4 * dimension;
  const memory = createSharedMemory(rowBytes * (windowRows + vectors.length));
  const dot = createDot(memory);
  const slot = (index: number) => new Float32Array(memory.buffer, index * rowBytes, dimension);
  const queries = vectors.map((vector, position) => {
    const index = windowRows + position;
    const normalise = position < plan.attracting.length ? plan.normalised : metric === "cosine";
    const query = prepareQuery(normalise, vector, position, dot, { values: slot(index), address: index * rowBytes });
    return { ...query, address: index * rowBytes };
  });
  const placed = (list: typeof queries) => list.filter(({ length }) => length > 0);
  const attracting = placed(queries.slice(0, plan.attracting.length));
  const repelling = placed(queries.slice(plan.attracting.length));
  const table = createRowTable(windowRows, dimension, metric, 0, false);
  const nothing = new Int8Array(0);

  /** False for a row that is not finite. No value of a row of usual length is far from 1, which saves looking at each. */
  const enter = (row: number): boolean => {
    const address = row * rowBytes;
    const squared = dot(address, address, dimension);
    if (!(squared >= 2 ** -46 * dimension && squared <= 2 ** 46)) {
      return enterRow(table, dot, () => 0, { number: row, values: slot(row), address }, nothing, 0);
    }
    table.exponent[row] = 0;
    table.inverseLength[row] = 1 / Math.sqrt(squared);
    return true;
  };

  const aggregated = (row: number, list: readonly (QueryVector & { address: number })[], aggregate: "max" | "min") => {
    if (list.length === 0) return -Infinity;
    const choose = aggregate === "max" ? Math.max : Math.min;
    let score = aggregate === "max" ? -Infinity : Infinity;
    for (const { factor, address } of list) {
      score = choose(score, similarityToRow(table, factor, row, dot(address, row * rowBytes, dimension)));
    }
    return score;
  };

  return {
    dimension,
    score(data) {
      if (data.length % dimension !== 0) {
        throw new KernelError("wrong_dimension", `${data.length} values are no whole number of rows of ${dimension}.`, {
          dimension,
          values: data.length,
        });
      }
      const n = data.length / dimension;
      const scores = new Float32Array(n);
      for (let start = 0; start < n; start += windowRows) {
        const count = Math.min(windowRows, n - start);
        new Float32Array(memory.buffer, 0, count * dimension).set(
          data.subarray(start * dimension, (start + count) * dimension),
        );
        for (let row = 0; row < count; row++) {
          if (!enter(row)) {
            throw new KernelError("non_finite_vector", `Row ${start + row} holds NaN or infinite values.`, {
              rows: [start + row],
            });
          }
          const near = aggregated(row, attracting, plan.aggregate);
          scores[start + row] = repelling.length > 0 ? penalized(near, aggregated(row, repelling, "max")) : near;
        }
      }
      return scores;
    },
  };
}
