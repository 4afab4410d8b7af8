import { createSearcher } from "@gleaner/kernel";
import type { EngineContext } from "../context.ts";
import type { LoadedIndex } from "../index-cache.ts";
import { throughKernel } from "../kernel-errors.ts";
import type { PickExplanation } from "./pick-record.ts";

/** What a strategy says of its picks; rows are the index's. */
export interface PickReasons {
  /** Index into `stepSentences`, one a pick. */
  step: Uint8Array;
  /** What each pick added to the objective; NaN for none. */
  gain: Float32Array;
  /** Row of the best candidate that was passed over for each pick, -1 for none. */
  displaced: Int32Array;
  /** A few words of the goal on each pick; null for none. */
  details: readonly string[] | null;
}

/** The same reason for every pick. */
export function sameReason(count: number, step: number, details: readonly string[] | null = null): PickReasons {
  return {
    step: new Uint8Array(count).fill(step),
    gain: new Float32Array(count).fill(Number.NaN),
    displaced: new Int32Array(count).fill(-1),
    details,
  };
}

/** Adds to each pick its cluster and the pick most similar to it. One batch search over the picks. */
export async function explainPicks(
  { workspace }: EngineContext,
  { index, numbers, tree, cluster }: LoadedIndex,
  picks: Int32Array,
  { step, gain, displaced, details }: PickReasons,
): Promise<PickExplanation> {
  const node = picks.map((row) => cluster[row]);
  const nearest = new Int32Array(picks.length).fill(-1);
  const nearestSimilarity = new Float32Array(picks.length);
  if (picks.length > 1) {
    const picked = picks.map((row) => numbers[row]);
    const source = await workspace.vectors.source(index.space, picked);
    const searcher = await throughKernel(() => createSearcher(source, { metric: "cosine" }));
    try {
      const part = 2048;
      for (let start = 0; start < picks.length; start += part) {
        const count = Math.min(part, picks.length - start);
        const queries = new Float32Array(count * source.dimension);
        await source.read(start, count, queries);
        const { rows, scores, width } = await throughKernel(() => searcher.search(queries, { limit: 2 }));
        for (let i = 0; i < count; i++) {
          const other = rows[i * width] === start + i ? 1 : 0;
          if (rows[i * width + other] < 0) continue;
          nearest[start + i] = picked[rows[i * width + other]];
          nearestSimilarity[start + i] = scores[i * width + other];
        }
      }
    } finally {
      await searcher.close();
    }
  }
  return {
    cluster: node,
    clusterSize: node.map((at) => tree.size[at]),
    gain,
    nearest,
    nearestSimilarity,
    displaced: displaced.map((row) => (row < 0 ? -1 : numbers[row])),
    step,
    details,
  };
}
