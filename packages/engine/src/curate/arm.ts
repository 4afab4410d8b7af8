import { createRandom, type Graph, permutation } from "@gleaner/kernel";
import type { Work } from "../work.ts";
import { edgeCaseSize } from "./clusters.ts";
import type { OpenIndex } from "./open-index.ts";

/** Share of the pool that lies within the coverage radius: the few farthest outliers would make the maximum a lottery. */
const radiusShare = 0.99;
/** Pool samples that distances are measured from; all of a smaller pool. */
const queriesAtMost = 2000;

/** The figures of one selection, whatever made it. */
export interface ArmFigures {
  /** Clusters of the stored level that hold a pick. */
  covered: number;
  /** Of them, clusters of at most two samples. */
  edgeCases: number;
  /** Cosine distance to the nearest pick that 99 % of the pool stays within. */
  coverageRadius: number;
  /** Mean cosine distance of a pool sample to its nearest pick. */
  meanDistance: number;
  /** Pairs of picks that are near-duplicates of each other. */
  redundantPairs: number;
}

/** Measures selections from one pool, all at once; all rows are the index's. */
export async function measureArms(
  opened: OpenIndex,
  pool: Int32Array,
  arms: readonly Int32Array[],
  { seed, duplicateDistance }: { seed: number; duplicateDistance: number },
  work: Work,
): Promise<ArmFigures[]> {
  const { graph, tree, cluster } = opened.loaded;
  const queries = sampleRows(pool, queriesAtMost, seed);
  const nearest = await opened.nearest(queries, arms, work);
  return arms.map((picks, arm) => {
    const nodes = new Set(picks.map((row) => cluster[row]));
    const distances = nearest[arm].similarities.map((similarity) => Math.max(0, 1 - similarity)).sort();
    const sum = distances.reduce((total, distance) => total + distance, 0);
    return {
      covered: nodes.size,
      edgeCases: [...nodes].filter((node) => tree.size[node] <= edgeCaseSize).length,
      coverageRadius: distances[Math.min(distances.length - 1, Math.ceil(radiusShare * distances.length))],
      meanDistance: sum / distances.length,
      redundantPairs: nearPairs(graph, picks, 1 - duplicateDistance),
    };
  });
}

/** At most `most` rows of a pool, drawn by seed; all of a smaller pool. Ascending. */
function sampleRows(pool: Int32Array, most: number, seed: number): Int32Array {
  const order = permutation(pool.length, createRandom(seed));
  return Int32Array.from(order.subarray(0, most), (at) => pool[at]).sort();
}

/** Edges of the graph between picks at or above a similarity, each pair once. */
function nearPairs({ k, n, neighbors, similarities }: Graph, picks: Int32Array, threshold: number): number {
  const picked = new Uint8Array(n);
  for (const row of picks) picked[row] = 1;
  const pairs = new Set<number>();
  for (const row of picks) {
    for (let e = row * k; e < (row + 1) * k; e++) {
      const other = neighbors[e];
      if (other < 0 || !picked[other] || similarities[e] < threshold) continue;
      pairs.add(Math.min(row, other) * n + Math.max(row, other));
    }
  }
  return pairs.size;
}
