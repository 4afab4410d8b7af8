import type { Work } from "../work.ts";
import { nearestInGraph, type OpenIndex } from "./open-index.ts";
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
const comparedAtMost = 2048;

/** Adds to each pick its cluster and the pick most similar to it. */
export async function explainPicks(
  opened: OpenIndex,
  picks: Int32Array,
  { step, gain, displaced, details }: PickReasons,
  work: Work,
): Promise<PickExplanation> {
  const { loaded } = opened;
  const { numbers, tree, cluster } = loaded;
  const node = picks.map((row) => cluster[row]);
  const { rows, similarities } =
    picks.length > comparedAtMost
      ? nearestInGraph(loaded.graph, picks, picks, true)
      : (await opened.nearest(picks, [picks], work, { excludeSelf: true }))[0];
  const numberOf = (row: number) => (row < 0 ? -1 : numbers[row]);
  return {
    cluster: node,
    clusterSize: node.map((at) => tree.size[at]),
    gain,
    nearest: rows.map(numberOf),
    nearestSimilarity: similarities.map((similarity, at) => (rows[at] < 0 ? 0 : similarity)),
    displaced: displaced.map(numberOf),
    step,
    details,
  };
}
