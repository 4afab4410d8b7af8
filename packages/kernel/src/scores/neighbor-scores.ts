import { checkGraph } from "../arguments.ts";
import type { Graph } from "../graph.ts";

/** Scores of every row of a graph, `n` each; NaN for rows without neighbours. */
export interface NeighborScores {
  /** Distance (1 - similarity) to the nearest neighbour, at least 0. */
  nearestDistance: Float32Array;
  /** Mean similarity to all k neighbours: high in the middle of dense regions (Hacohen et al. 2022, "Active Learning on a Budget", eq. 3 up to scale). */
  typicality: Float32Array;
  /**
   * How far out a row lies, 0..1: the share of rows whose mean neighbour distance is smaller. 0.99 means farther out than 99 % of all;
   * rows with equal distances share the middle of their ranks.
   */
  outlier: Float32Array;
  /**
   * Local intrinsic dimension by maximum likelihood over the k distances (Levina & Bickel 2004, eq. 8, with MacKay & Ghahramani's
   * unbiased 1/(k - 2)); NaN with fewer than three distinct distances.
   */
  intrinsicDimension: Float32Array;
}

/**
 * The scores that follow from the lists of neighbours alone. O(n k + n log n).
 * @throws KernelError `invalid_argument` when the lists do not have `n x k` places.
 */
export function neighborScores(graph: Graph): NeighborScores {
  checkGraph(graph);
  const { n, k, neighbors, similarities } = graph;
  const nearestDistance = new Float32Array(n).fill(Number.NaN);
  const typicality = new Float32Array(n).fill(Number.NaN);
  const intrinsicDimension = new Float32Array(n).fill(Number.NaN);
  const distances = new Float64Array(k);
  for (let row = 0; row < n; row++) {
    let count = 0;
    let sum = 0;
    for (let e = row * k; e < (row + 1) * k; e++) {
      if (neighbors[e] < 0) continue;
      sum += similarities[e];
      distances[count++] = Math.max(0, 1 - similarities[e]);
    }
    if (count === 0) continue;
    nearestDistance[row] = distances[0];
    typicality[row] = sum / count;
    intrinsicDimension[row] = levinaBickel(distances, count);
  }
  return { nearestDistance, typicality, intrinsicDimension, outlier: rankShare(typicality) };
}

/** `(count - 2) / sum ln(T_last / T_j)` over the distances `T_j` but the last; those of zero are left out. */
function levinaBickel(distances: Float64Array, count: number): number {
  const last = distances[count - 1];
  let sum = 0;
  let used = 0;
  for (let j = 0; j < count - 1; j++) {
    if (distances[j] <= 0) continue;
    sum += Math.log(last / distances[j]);
    used++;
  }
  return used >= 2 && sum > 0 ? (used - 1) / sum : Number.NaN;
}

/** For each value the share of values above it, ties at the middle of their ranks; NaN stays NaN. */
function rankShare(values: Float32Array): Float32Array {
  const share = new Float32Array(values.length).fill(Number.NaN);
  const order = Int32Array.from(values.keys())
    .filter((row) => !Number.isNaN(values[row]))
    .sort((a, b) => values[b] - values[a] || a - b);
  const last = Math.max(1, order.length - 1);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end]] === values[order[start]]) end++;
    for (let at = start; at < end; at++) share[order[at]] = (start + end - 1) / 2 / last;
    start = end;
  }
  return share;
}
