import type { Constraints } from "./constraints.ts";
import type { VectorRows } from "./farthest-calls.ts";
import type { Picks } from "./pick-list.ts";

/**
 * How rows are selected:
 * - `adaptive` (default): as `coverage` where the budget allows a pick in every cluster; below that typical rows, and far-out
 *   rows in a share that grows with the unevenness of the pool, each in a cluster of its own; see `adaptive-picks.ts`; needs vectors
 *   unless the share is 0;
 * - `coverage`: below the number of clusters of the level typical rows of the heaviest groups of a coarser cut, each in a cluster of its
 *   own; else one row in every cluster first, then those that add most to what the picks represent;
 * - `typical`: the tree cut at one and a half times the budget, the most typical row of each of the heaviest clusters;
 * - `facility`: facility location on the graph, greedy (Mirzasoleiman et al. 2013; Minoux 1978);
 * - `farthest`: k-center, greedy (Gonzalez 1985), from the most typical row on; needs vectors;
 * - `random`, `stratified`: random draws, the latter within `strata`.
 */
export type Strategy = "adaptive" | "coverage" | "typical" | "facility" | "farthest" | "random" | "stratified";

/** What one selection is asked for. */
export interface SelectionInput {
  strategy: Strategy;
  budget: number;
  seed: number;
  edgeShare: number | null;
  constraints: Constraints;
  strata: Int32Array | null;
  allocation: "proportional" | "equal";
}

/** Vectors of some rows of the graph: `rowOf`, ascending, says which. */
export interface KnownVectors {
  readonly rows: VectorRows;
  readonly rowOf: Int32Array;
}

/** The rows that were picked, in order, each with its reason. One entry a pick in every array. */
export interface RowSelection extends Picks {
  /** Tree node of the pick's cluster at the stored level. */
  readonly cluster: Int32Array;
  /** The most similar neighbour in the graph that was chosen before or picked earlier; -1 for none. */
  readonly nearest: Int32Array;
  /** Its similarity, -Infinity for none. */
  readonly nearestSimilarity: Float32Array;
  /** `adaptive`: the share of far-out rows that was used; null for other strategies and where every cluster was covered. */
  readonly edgeShare: number | null;
  /** `adaptive`: how evenly the pool fills its space, 0..1; NaN where that was not needed, null where `edgeShare` is. */
  readonly evenness: number | null;
}
