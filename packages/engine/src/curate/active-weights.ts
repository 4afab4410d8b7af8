import { predictProbe, trainProbe } from "@gleaner/kernel";
import type { EngineContext } from "../context.ts";
import type { LoadedIndex } from "../index-cache.ts";
import { kernelTask, throughKernel } from "../kernel-errors.ts";
import type { Work } from "../work.ts";

/** Fewer labels teach the probe too little to be listened to. */
const labelsAtLeast = 20;
/** What a sample counts that the probe is sure of, where one that it can't decide counts 1: certain regions are thinned, not left out. */
const leastWeight = 0.1;

/** What labels say of the samples that have none. */
export interface KnownLabels {
  /** Labelled rows of the index, and the class of each row of the index. */
  labeled: Int32Array;
  classOf: Int32Array;
  classes: number;
  /** Rows to weigh. */
  candidates: Int32Array;
}

/**
 * Weights of candidates by how undecided a probe trained on the labels is: 0.1 + 0.9 (1 - (p1 - p2)), p1 and p2 being its two largest class
 * probabilities (margin sampling, Scheffer et al. 2001). A selection of weighted clusters then mixes uncertainty with diversity
 * (Prabhu et al. 2021, "CLUE"). `n` weights, 0 for other rows; null with fewer than 20 labels or two classes.
 */
export async function activeWeights(
  { workspace, threads }: EngineContext,
  { index, numbers }: LoadedIndex,
  { labeled, classOf, classes, candidates }: KnownLabels,
  work: Work,
): Promise<Float32Array | null> {
  const labels = labeled.map((row) => classOf[row]);
  if (labeled.length < labelsAtLeast || new Set(labels).size < 2) return null;
  const sourceOf = (rows: Int32Array) =>
    workspace.vectors.source(
      index.space,
      rows.map((row) => numbers[row]),
    );
  const options = { ...kernelTask(work, "fit", labeled.length), threads };
  const [taught, open] = [await sourceOf(labeled), await sourceOf(candidates)];
  const probe = await throughKernel(() => trainProbe(taught, labels, classes, options));
  const probabilities = await throughKernel(() => predictProbe(probe, open, options));
  const weights = new Float32Array(numbers.length);
  candidates.forEach((row, at) => {
    const margin = marginOf(probabilities.subarray(at * classes, (at + 1) * classes));
    weights[row] = leastWeight + (1 - leastWeight) * (1 - margin);
  });
  return weights;
}

/** The largest probability minus the second largest; 0 for rows that have none. */
function marginOf(probabilities: Float32Array): number {
  let [first, second] = [0, 0];
  for (const value of probabilities) {
    if (value > first) [first, second] = [value, first];
    else if (value > second) second = value;
  }
  return first - second;
}
