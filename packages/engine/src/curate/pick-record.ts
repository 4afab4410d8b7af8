import type { ResultOf } from "@gleaner/schema";
import type { Workspace } from "@gleaner/store";

/** Why each pick was taken; arrays have one entry a pick, in the order of selection. Rows are the index's. */
export interface PickExplanation {
  /** Tree node of the pick's cluster at the stored level. */
  cluster: Int32Array;
  clusterSize: Int32Array;
  /** What the pick added to the objective; NaN where the strategy has none. */
  gain: Float32Array;
  /** Sample number of the most similar other pick, -1 for none, and its similarity. */
  nearest: Int32Array;
  nearestSimilarity: Float32Array;
  /** Sample number of the best candidate that was passed over for this pick, -1 for none. */
  displaced: Int32Array;
  /** Index of the step that took it in `stepSentences`. */
  step: Uint8Array;
  /** What the goal has to say of each pick beyond its step; null where it has nothing. */
  details: readonly string[] | null;
}

/** The steps of a selection, and the sentence that each gives as the reason. `{size}` is filled in. Stored by position: append only. */
export const stepSentences = [
  "typical member of a cluster of {size}",
  "the only member of its cluster: an edge case",
  "one of {size} in a small cluster: an edge case",
  "adds most to what the picks so far represent",
  "farthest from the picks so far",
  "drawn at random",
  "drawn at random within its class",
  "chosen by hand or by a rule",
  "one of {size} in a cluster that is small, but no edge case",
  "taken at an even step along the cluster tree",
  "taken with its near-duplicates or its group",
  "kept",
  "its label disagrees with what its neighbours say",
  "needed for the target distribution",
  "needed for a minimum",
  "assigned to keep classes in proportion",
] as const;

/** The step's position in `stepSentences`. */
export const steps = {
  typical: 0,
  alone: 1,
  small: 2,
  represents: 3,
  far: 4,
  random: 5,
  stratified: 6,
  given: 7,
  smallish: 8,
  systematic: 9,
  together: 10,
  kept: 11,
  mislabeled: 12,
  target: 13,
  minimum: 14,
  assigned: 15,
} as const;

/** Fills a step's sentence in for one pick, and adds what the goal says of it. */
export function reasonOf(step: number, clusterSize: number, detail = ""): string {
  const sentence = stepSentences[step].replace("{size}", String(clusterSize));
  return detail === "" ? sentence : `${sentence}: ${detail}`;
}

type Encoded = Record<Exclude<keyof PickExplanation, "details"> | "numbers", string> & { details?: readonly string[] };

/** The record of a run's picks for the catalog: typed arrays as base64. */
export function encodePicks(numbers: Int32Array, explanation: PickExplanation): Encoded {
  const { cluster, clusterSize, gain, nearest, nearestSimilarity, displaced, step, details } = explanation;
  return {
    ...(details ? { details } : {}),
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

/** The sample numbers of a run's picks, in the order of selection. */
export function pickedNumbers({ picks }: Record<string, unknown>): Int32Array {
  return isEncoded(picks) ? new Int32Array(bytes(picks.numbers)) : new Int32Array(0);
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
      reason: reasonOf(step[i], clusterSize[i], encoded.details?.[i]),
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
