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

/** Up to so many picks every pick is compared with all others; of more, the graph's neighbours are. */
const searchedAtMost = 2048;

/** Adds to each pick its cluster and the pick most similar to it. */
export async function explainPicks(
  context: EngineContext,
  loaded: LoadedIndex,
  picks: Int32Array,
  { step, gain, displaced, details }: PickReasons,
): Promise<PickExplanation> {
  const { numbers, tree, cluster } = loaded;
  const node = picks.map((row) => cluster[row]);
  const { rows, similarity } =
    picks.length > searchedAtMost ? nearestByGraph(loaded, picks) : await nearestBySearch(context, loaded, picks);
  const numberOf = (row: number) => (row < 0 ? -1 : numbers[row]);
  return {
    cluster: node,
    clusterSize: node.map((at) => tree.size[at]),
    gain,
    nearest: rows.map(numberOf),
    nearestSimilarity: similarity,
    displaced: displaced.map(numberOf),
    step,
    details,
  };
}

/** The row of the nearest other pick (-1 for none) and its similarity, one a pick. */
interface NearestOther {
  rows: Int32Array;
  similarity: Float32Array;
}

/** The first pick in each pick's list of neighbours. */
function nearestByGraph({ graph }: LoadedIndex, picks: Int32Array): NearestOther {
  const picked = new Uint8Array(graph.n);
  for (const row of picks) picked[row] = 1;
  const rows = new Int32Array(picks.length).fill(-1);
  const similarity = new Float32Array(picks.length);
  picks.forEach((row, at) => {
    for (let edge = row * graph.k; edge < (row + 1) * graph.k; edge++) {
      const other = graph.neighbors[edge];
      if (other < 0 || picked[other] === 0) continue;
      rows[at] = other;
      similarity[at] = graph.similarities[edge];
      return;
    }
  });
  return { rows, similarity };
}

async function nearestBySearch(
  { workspace }: EngineContext,
  { index, numbers }: LoadedIndex,
  picks: Int32Array,
): Promise<NearestOther> {
  const rows = new Int32Array(picks.length).fill(-1);
  const similarity = new Float32Array(picks.length);
  if (picks.length < 2) return { rows, similarity };
  const source = await workspace.vectors.source(
    index.space,
    picks.map((row) => numbers[row]),
  );
  const searcher = await throughKernel(() => createSearcher(source, { metric: "cosine", method: "exact" }));
  try {
    const queries = new Float32Array(picks.length * source.dimension);
    await source.read(0, picks.length, queries);
    const found = await throughKernel(() => searcher.search(queries, { limit: 2 }));
    picks.forEach((_, at) => {
      const first = at * found.width;
      const other = found.rows[first] === at ? first + 1 : first;
      if (found.rows[other] < 0) return;
      rows[at] = picks[found.rows[other]];
      similarity[at] = found.scores[other];
    });
    return { rows, similarity };
  } finally {
    await searcher.close();
  }
}
