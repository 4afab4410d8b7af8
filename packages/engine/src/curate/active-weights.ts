import { labelWeights, predictProbe, trainProbe } from "@gleaner/kernel";
import type { EngineContext } from "../context.ts";
import type { LoadedIndex } from "../indexes/index-cache.ts";
import { kernelTask, throughKernel } from "../kernel-errors.ts";
import type { Work } from "../work.ts";

/** Fewer labels teach the probe too little to be listened to. */
const labelsAtLeast = 20;

/** What labels say of the samples that have none. */
export interface KnownLabels {
  /** Labelled rows of the index, and the class of each row of the index. */
  labeled: Int32Array;
  classOf: Int32Array;
  classes: number;
  /** Rows to weigh. */
  candidates: Int32Array;
  /** Labels that will be bought. */
  budget: number;
}

/**
 * Weights of candidates by what a probe trained on the labels believes of them: undecided ones count more, and so do those of classes that
 * lack labels (`labelWeights`). A selection of weighted clusters then mixes uncertainty with diversity (Prabhu et al. 2021, "CLUE").
 * `n` weights, 0 for other rows; null with fewer than 20 labels or two classes.
 */
export async function activeWeights(
  { workspace, threads }: EngineContext,
  { index, numbers }: LoadedIndex,
  { labeled, classOf, classes, candidates, budget }: KnownLabels,
  work: Work,
): Promise<Float32Array | null> {
  const present = [...new Set(labeled.map((row) => classOf[row]))].sort((a, b) => a - b);
  if (labeled.length < labelsAtLeast || present.length < 2) return null;
  const codeOf = new Int32Array(classes).fill(-1);
  for (const [code, name] of present.entries()) codeOf[name] = code;
  const labels = labeled.map((row) => codeOf[classOf[row]]);
  const sourceOf = (rows: Int32Array) =>
    workspace.vectors.source(
      index.space,
      rows.map((row) => numbers[row]),
    );
  const options = { ...kernelTask(work, "fit", labeled.length), threads };
  const [taught, open] = [await sourceOf(labeled), await sourceOf(candidates)];
  const probe = await throughKernel(() => trainProbe(taught, labels, present.length, options));
  const probabilities = await throughKernel(() => predictProbe(probe, open, options));
  const counts = new Int32Array(present.length);
  for (const label of labels) counts[label]++;
  const weights = new Float32Array(numbers.length);
  labelWeights({ probabilities, labeled: counts, budget }).forEach((weight, at) => {
    weights[candidates[at]] = weight;
  });
  return weights;
}
