/**
 * A directed k-nearest-neighbour graph. Row i lists the neighbours of i, nearest first, without i itself.
 * Ties are broken by the smaller index, so identical input gives identical bytes.
 */
export interface Graph {
  readonly n: number;
  /** Neighbours a row: min(k asked for, n - 1). */
  readonly k: number;
  /** `n x k`, row-major; -1 pads rows that have fewer neighbours (zero vectors have none). */
  readonly neighbors: Int32Array;
  /** `n x k`, row-major; cosine or inner product of the pair in float32; padding is -Infinity. */
  readonly similarities: Float32Array;
  /** Share of true neighbours found: 1 for an exact graph up to rounding, else measured on a sample of rows. */
  readonly recall: number;
}
