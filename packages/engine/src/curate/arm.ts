import type { Graph } from "@gleaner/kernel";
import type { EngineContext } from "../context.ts";
import type { LoadedIndex } from "../index-cache.ts";
import { edgeCaseSize } from "./clusters.ts";
import { prepareNearest, sampleRows } from "./nearest-picks.ts";

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

/** Measures selections of one pool. */
export interface ArmMeter {
  measure(picks: Int32Array): Promise<ArmFigures>;
}

/** Prepares the measurement of selections of about `budget` from a pool; all rows are the index's. */
export async function createArmMeter(
  context: EngineContext,
  loaded: LoadedIndex,
  pool: Int32Array,
  options: { budget: number; seed: number; duplicateDistance: number },
): Promise<ArmMeter> {
  const { graph, tree, cluster } = loaded;
  const queries = sampleRows(pool, queriesAtMost, options.seed);
  const nearest = await prepareNearest(context, loaded, queries, options.budget);
  return {
    async measure(picks) {
      const nodes = new Set(picks.map((row) => cluster[row]));
      const distances = (await nearest(picks)).distances.sort();
      const sum = distances.reduce((total, distance) => total + distance, 0);
      return {
        covered: nodes.size,
        edgeCases: [...nodes].filter((node) => tree.size[node] <= edgeCaseSize).length,
        coverageRadius: distances[Math.min(distances.length - 1, Math.ceil(radiusShare * distances.length))],
        meanDistance: sum / distances.length,
        redundantPairs: nearPairs(graph, picks, 1 - options.duplicateDistance),
      };
    },
  };
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
