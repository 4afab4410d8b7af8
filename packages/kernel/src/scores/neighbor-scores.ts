import { checkGraph } from "../arguments.ts";
import type { Graph } from "../graph.ts";
import { shareGraph } from "../shared-memory.ts";
import { runTask, type TaskOptions } from "../task.ts";

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
 * The scores that follow from the lists of neighbours alone. O(n k + n log n), in a worker thread.
 * @throws KernelError `invalid_argument` when the lists do not have `n x k` places, `cancelled` after an abort.
 */
export async function neighborScores(graph: Graph, options: TaskOptions = {}): Promise<NeighborScores> {
  checkGraph(graph);
  const input = await shareGraph(graph);
  return runTask<Graph, NeighborScores>(new URL("./neighbor-scores.worker.ts", import.meta.url), input, options);
}
