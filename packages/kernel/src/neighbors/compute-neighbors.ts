import { availableParallelism } from "node:os";
import { checkSource, checkWhole } from "../arguments.ts";
import type { Graph } from "../graph.ts";
import { sharedFloat32, sharedInt32 } from "../shared-memory.ts";
import type { TaskOptions } from "../task.ts";
import type { VectorSource } from "../vectors.ts";
import { findApproximateNeighbors } from "./approximate-neighbors.ts";
import { Comparison } from "./comparison.ts";
import { findExactNeighbors, type NeighborTarget } from "./exact-neighbors.ts";
import type { Metric } from "./metric.ts";

export interface NeighborOptions extends TaskOptions {
  /** Neighbours a row. Default 15. */
  k?: number;
  /** Default `cosine`. */
  metric?: Metric;
  /**
   * `exact` compares all pairs; `approximate` compares rows of neighbouring cells, for a recall of about .98 or more;
   * `auto` (default) is exact up to n^2 x (dimension + 1,024) = 2.2e13 (about 100,000 rows of 1,024 values, 140,000 of 64), then
   * approximate: reading a product costs about as much as 1,024 multiplications. The limit is the same on processors without VNNI, where
   * approximate is 5 times cheaper at 70,000 rows already: which graph one gets must not depend on the machine.
   */
  method?: "auto" | "exact" | "approximate";
  /** Seed of the approximate method's sample. Default 0. */
  seed?: number;
  /** Worker threads. Default: as many as the machine runs at once. Has no influence on the result. */
  threads?: number;
  /**
   * The arithmetic that finds candidates: `int8` is the fastest, `int7` is for x86 processors without VNNI, `float32` for all others.
   * Default: measured at the start of the call. Scores are float32 in every case.
   */
  arithmetic?: "int8" | "int7" | "float32";
}

/** Rows below which cells save nothing, and multiplications above which `auto` no longer compares all pairs. */
const fewestApproximateRows = 4096;
const mostExactWork = 2.2e13;
/** What a pair costs beside its product, in multiplications: 20,000 rows of 64, 512 and 1,024 values took 3.9, 5.2 and 7.1 CPU seconds. */
const workOfPair = 1024;

/**
 * The k nearest neighbours of every row among all others: exact up to float32 rounding, or approximate with a measured recall.
 *
 * Candidates come from eight-bit products of randomly rotated rows and are rescored with the float32 rows; lists in which the rounding
 * to eight bits could have hidden a neighbour are recognised by their margin and computed again in float32.
 * Ties go to the smaller row. Equal rows are neighbours of each other with similarity 1. Zero rows have no neighbours and are nobody's
 * neighbour. The result depends on the rows and the options alone, not on `threads` (cells of the approximate graph also on `arithmetic`), and both its arrays are in shared memory.
 *
 * Reads the source about `2 + n x dimension x 4 bytes / 100 to 500 MB` times in chunks of 4 MB; memory: `n x (dimension + 300)` bytes
 * plus 100 to 600 MB. Time: n^2 x dimension / 2 eight-bit multiplications.
 *
 * @throws KernelError `invalid_argument` for options out of range, `non_finite_vector` (`details.rows`: the first ten row numbers)
 * when rows hold NaN or infinities, `cancelled`, `worker_failed`, and whatever `source.read` throws.
 */
export async function computeNeighbors(source: VectorSource, options: NeighborOptions = {}): Promise<Graph> {
  const { k: wanted = 15, metric = "cosine", threads = availableParallelism(), method = "auto", seed = 0 } = options;
  checkSource(source);
  checkWhole("k", wanted, 1, 1024);
  checkWhole("threads", threads, 1, 1024);
  const { n } = source;
  const k = Math.max(0, Math.min(wanted, n - 1));
  const graph = { n, k, neighbors: sharedInt32(n * k), similarities: sharedFloat32(n * k), recall: 1 };
  if (n === 0) return graph;
  const comparison = await Comparison.open(source, { ...options, metric, threads }, 0.05);
  try {
    const recall = k === 0 ? 1 : await findNeighbors(comparison, graph, method, seed);
    options.onProgress?.(1, "done");
    return { ...graph, recall };
  } finally {
    await comparison.close();
  }
}

/** Fills the target for all rows; gives the recall. */
async function findNeighbors(
  comparison: Comparison,
  target: NeighborTarget,
  method: NeighborOptions["method"],
  seed: number,
): Promise<number> {
  const rest = { from: 0.05, to: 1 };
  const exact = method === "exact" || (method === "auto" && isExactByDefault(comparison.source));
  if (comparison.table.range > 0 && !exact && comparison.source.n >= fewestApproximateRows) {
    return findApproximateNeighbors(comparison, target, seed, rest);
  }
  await findExactNeighbors(comparison, null, target, rest);
  return 1;
}

/** Whether the method `auto` compares all pairs of that many rows. */
export const isExactByDefault = ({ n, dimension }: Pick<VectorSource, "n" | "dimension">): boolean =>
  n < fewestApproximateRows || n * n * (dimension + workOfPair) <= mostExactWork;
