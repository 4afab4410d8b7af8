import { createRandom, createSearcher, type Graph, permutation } from "@gleaner/kernel";
import type { EngineContext } from "../context.ts";
import type { LoadedIndex } from "../index-cache.ts";
import { throughKernel } from "../kernel-errors.ts";

/** Pool samples that distances are measured from; all of a smaller pool. */
const queriesAtMost = 4000;
/** Share of the pool that lies within the coverage radius: the few farthest outliers would make the maximum a lottery. */
const radiusShare = 0.99;

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

/** Prepares the measurement of selections from a pool: `rows` and later picks are rows of the index. */
export async function createArmMeter(
  { workspace }: EngineContext,
  { index, numbers, graph, tree, cluster }: LoadedIndex,
  rows: Int32Array,
  options: { seed: number; duplicateDistance: number; edgeCaseSize: number },
): Promise<ArmMeter> {
  const order = permutation(rows.length, createRandom(options.seed));
  const sampled = Int32Array.from(order.subarray(0, queriesAtMost), (at) => rows[at]).sort();
  const queries = normalized(
    await workspace.vectors.read(
      index.space,
      sampled.map((row) => numbers[row]),
    ),
    sampled.length,
  );

  async function distances(picks: Int32Array): Promise<Float32Array> {
    const source = await workspace.vectors.source(
      index.space,
      picks.map((row) => numbers[row]),
    );
    const searcher = await throughKernel(() => createSearcher(source, { metric: "cosine" }));
    try {
      const { scores } = await throughKernel(() => searcher.search(queries, { limit: 1 }));
      return scores.map((score) => Math.max(0, 1 - score)).sort();
    } finally {
      await searcher.close();
    }
  }

  return {
    async measure(picks) {
      const nodes = new Set(picks.map((row) => cluster[row]));
      const sorted = await distances(picks);
      const sum = sorted.reduce((total, distance) => total + distance, 0);
      return {
        covered: nodes.size,
        edgeCases: [...nodes].filter((node) => tree.size[node] <= options.edgeCaseSize).length,
        coverageRadius: sorted[Math.min(sorted.length - 1, Math.ceil(radiusShare * sorted.length))],
        meanDistance: sum / sorted.length,
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

function normalized(data: Float32Array, rows: number): Float32Array {
  const dimension = rows > 0 ? data.length / rows : 0;
  for (let row = 0; row < rows; row++) {
    const vector = data.subarray(row * dimension, (row + 1) * dimension);
    let squares = 0;
    for (const value of vector) squares += value * value;
    const length = Math.sqrt(squares);
    if (length > 0) for (let i = 0; i < dimension; i++) vector[i] /= length;
  }
  return data;
}
