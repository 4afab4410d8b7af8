import { KernelError } from "../error.ts";
import type { Metric } from "../neighbors/metric.ts";

/**
 * How the similarities of a row to several examples become one score. `mean`, `max` and `min` aggregate over the positives;
 * a row that is nearer to a negative than that loses the difference: `score = P - max(0, N - P)`, N the largest similarity to a negative.
 * So rows that no negative is close to keep a plain similarity. `fiftyone` is the similarity to the vector
 * `normalise(2 mean(positives) - mean(negatives))` (relevance feedback after Rocchio 1971, with the weights of FiftyOne).
 */
export type Aggregate = "mean" | "max" | "min" | "fiftyone";

/** Examples to search with. */
export interface Anchors {
  /** `p x dimension`, at least one row. */
  positives: Float32Array;
  /** `q x dimension`. Default: none. */
  negatives?: Float32Array;
  /** Default `mean`. */
  aggregate?: Aggregate;
}

/** Anchors brought into the form that scoring needs: vectors to be near, vectors to be far from, and what to do with several. */
export interface ScoringPlan {
  readonly attracting: readonly Float32Array[];
  readonly repelling: readonly Float32Array[];
  readonly aggregate: "max" | "min";
  /** Whether the attracting vectors count as directions, whatever their length. */
  readonly normalised: boolean;
}

/** @throws KernelError `invalid_argument` without positives, `wrong_dimension`, `non_finite_vector` with `details.rows`. */
export function planScoring(
  { positives, negatives = new Float32Array(0), aggregate = "mean" }: Anchors,
  dimension: number,
  metric: Metric,
): ScoringPlan {
  if (positives.length === 0)
    throw new KernelError("invalid_argument", "A search needs at least one positive example.");
  const attracting = splitRows(positives, dimension);
  const repelling = splitRows(negatives, dimension);
  if (aggregate === "fiftyone") {
    const toward = meanRow(attracting, metric, dimension);
    const away = meanRow(repelling, metric, dimension);
    const target = toward.map((value, j) => (repelling.length > 0 ? 2 * value - away[j] : value));
    return { attracting: [target], repelling: [], aggregate: "max", normalised: true };
  }
  const normalised = metric === "cosine";
  if (aggregate !== "mean") return { attracting, repelling, aggregate, normalised };
  if (attracting.length === 1) return { attracting, repelling, aggregate: "max", normalised };
  return { attracting: [meanRow(attracting, metric, dimension)], repelling, aggregate: "max", normalised: false };
}

/** A score after the pull of negatives: a row that is nearer to one of them than `near` loses the difference. Zero rows keep -Infinity. */
export function penalized(near: number, repulsion: number): number {
  return near === -Infinity ? near : near - Math.max(0, repulsion - near);
}

/** Views of the rows of a `count x dimension` array. */
export function splitRows(values: Float32Array, dimension: number): Float32Array[] {
  if (values.length % dimension !== 0) {
    throw new KernelError("wrong_dimension", `${values.length} values are no whole number of rows of ${dimension}.`, {
      dimension,
      values: values.length,
    });
  }
  const rows: Float32Array[] = [];
  for (let at = 0; at < values.length; at += dimension) rows.push(values.subarray(at, at + dimension));
  return rows;
}

/** The mean of rows, each of unit length under cosine. Zero rows add nothing. */
function meanRow(rows: readonly Float32Array[], metric: Metric, dimension: number): Float32Array {
  const sums = new Float64Array(dimension);
  for (const row of rows) {
    const length = metric === "cosine" ? Math.sqrt(row.reduce((sum, value) => sum + value * value, 0)) : 1;
    if (length > 0) for (let j = 0; j < dimension; j++) sums[j] += row[j] / length / rows.length;
  }
  return Float32Array.from(sums);
}
