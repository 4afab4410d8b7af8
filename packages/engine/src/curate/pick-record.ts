import type { ResultOf } from "@gleaner/schema";
import type { Workspace } from "@gleaner/store";

/** Why each pick was taken; arrays have one entry a pick, in the order of selection. Rows are the index's. */
export interface PickExplanation {
  /** Tree node of the pick's cluster at the stored level. */
  cluster: Int32Array;
  clusterSize: Int32Array;
  /** What the pick added to the objective; NaN where the strategy has none. */
  gain: Float32Array;
  /** Sample number of the most similar earlier pick, -1 for none, and its similarity. */
  nearest: Int32Array;
  nearestSimilarity: Float32Array;
  /** Sample number of the best candidate that was passed over for this pick, -1 for none. */
  displaced: Int32Array;
  /** Which step took it: a key of the sentences. */
  step: Uint8Array;
}

/** The steps of a selection, and the sentence that each gives as the reason. `{…}` are filled in. */
export const stepSentences = [
  "typical member of a cluster of {size}",
  "the only member of its cluster: an edge case",
  "one of {size} in a small cluster: an edge case",
  "adds most to what the picks so far represent",
  "farthest from the picks so far",
  "drawn at random",
  "drawn at random within its class",
  "chosen by hand or by a rule",
] as const;

/** Fills a step's sentence in for one pick. */
export function reasonOf(step: number, clusterSize: number): string {
  return stepSentences[step].replace("{size}", String(clusterSize));
}

type Encoded = Record<keyof PickExplanation | "numbers", string>;

/** The record of a run's picks for the catalog: typed arrays as base64. */
export function encodePicks(numbers: Int32Array, explanation: PickExplanation): Encoded {
  const { cluster, clusterSize, gain, nearest, nearestSimilarity, displaced, step } = explanation;
  return {
    numbers: base64(numbers),
    cluster: base64(cluster),
    clusterSize: base64(clusterSize),
    gain: base64(gain),
    nearest: base64(nearest),
    nearestSimilarity: base64(nearestSimilarity),
    displaced: base64(displaced),
    step: base64(step),
  };
}

/** A page of a run's picks with their reasons. Samples that were deleted since are left out. */
export async function readPicks(
  workspace: Workspace,
  outcome: Record<string, unknown>,
  start: number,
  count: number,
): Promise<ResultOf<"curationPicks">> {
  const encoded = outcome.picks;
  if (!isEncoded(encoded)) return { total: 0, picks: [] };
  const numbers = new Int32Array(bytes(encoded.numbers));
  const cluster = new Int32Array(bytes(encoded.cluster));
  const clusterSize = new Int32Array(bytes(encoded.clusterSize));
  const gain = new Float32Array(bytes(encoded.gain));
  const nearest = new Int32Array(bytes(encoded.nearest));
  const similarity = new Float32Array(bytes(encoded.nearestSimilarity));
  const displaced = new Int32Array(bytes(encoded.displaced));
  const step = new Uint8Array(bytes(encoded.step));
  const end = Math.min(numbers.length, start + count);
  const others = [...nearest.subarray(start, end), ...displaced.subarray(start, end)].filter((number) => number >= 0);
  const rows = await workspace.samples.rows([...numbers.subarray(start, end), ...others]);
  const samples = new Map(rows.map((row) => [row.number, row]));
  const picks: ResultOf<"curationPicks">["picks"] = [];
  for (let i = start; i < end; i++) {
    const sample = samples.get(numbers[i]);
    if (!sample) continue;
    const near = samples.get(nearest[i]);
    picks.push({
      id: sample.id,
      path: sample.path,
      order: i + 1,
      cluster: cluster[i],
      clusterSize: clusterSize[i],
      gain: Number.isNaN(gain[i]) ? null : gain[i],
      nearestPick: near ? { id: near.id, similarity: similarity[i] } : null,
      displaced: samples.get(displaced[i])?.id ?? null,
      reason: reasonOf(step[i], clusterSize[i]),
    });
  }
  return { total: numbers.length, picks };
}

function isEncoded(value: unknown): value is Encoded {
  return typeof value === "object" && value !== null && "numbers" in value;
}

function base64(array: ArrayBufferView): string {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString("base64");
}

function bytes(text: string): ArrayBuffer {
  return Uint8Array.from(Buffer.from(text, "base64")).buffer;
}
