import type { Graph } from "../graph.ts";
import type { SimilarityCurve } from "./curve.ts";
import type { Descent } from "./umap-epochs.ts";

/** What {@link computeMap} asks for when it makes a UMAP layout. */
export interface UmapSettings {
  readonly seed: number;
  readonly epochs: number;
  readonly curve: SimilarityCurve;
}

/** A descent ready to run, and how its vertices map back to the rows of the graph. */
export interface PreparedLayout {
  readonly descent: Descent;
  /** `n`: vertex r of the descent is row `order[r]` of the graph. */
  readonly order: Int32Array;
}

/** Shared counters of one descent, one of each an epoch. */
export interface EpochCounters {
  /** Partitions that a thread has taken. */
  readonly taken: Int32Array;
  /** Partitions that are finished. */
  readonly finished: Int32Array;
}

/** The calls between the UMAP layout and its workers. */
export type UmapCalls = {
  /** Fuzzy set, spectral start and the order of the vertices. */
  prepare: { input: { graph: Graph; settings: UmapSettings }; output: PreparedLayout };
  /** All epochs; all workers run it together. Counts finished partitions. */
  descend: { input: { descent: Descent; curve: SimilarityCurve; counters: EpochCounters }; output: undefined };
  /** The positions in the order of the graph's rows, centred; `n x 2` in shared memory. */
  finish: { input: PreparedLayout; output: Float32Array };
};
