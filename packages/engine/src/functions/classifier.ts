import { crossValidateProbe, trainProbe, vectorsInMemory } from "@gleaner/kernel";
import type { LinearClassifier } from "@gleaner/store";
import { throughKernel } from "../kernel-errors.ts";
import { fitScoreModel, logit, type ScoreModel } from "./score-model.ts";

/** Vectors that belong to a function and vectors that don't. */
export interface TrainingVectors {
  /** `matches.length x dimension`, row-major. */
  vectors: Float32Array;
  dimension: number;
  matches: readonly boolean[];
}

/** A classifier whose score is the likelihood of a match, and the model of how sure that is. */
export interface TrainedClassifier {
  classifier: LinearClassifier;
  model: ScoreModel;
}

/** Learning needs at least so many vectors of each kind. */
export const fewestOfEach = 10;

/**
 * Learns a ridge probe (least squares on the two classes) and makes its output a likelihood: a logistic fit of the answers on what
 * probes say that have not seen them (Platt 1999, with cross-validation). Deterministic.
 */
export async function trainClassifier(
  { vectors, dimension, matches }: TrainingVectors,
  options: { threads: number; signal: AbortSignal },
): Promise<TrainedClassifier> {
  const source = vectorsInMemory(vectors, dimension);
  const labels = Int32Array.from(matches, (isMatch) => (isMatch ? 1 : 0));
  const probeOptions = { ...options, kind: "ridge" as const };
  const probe = await throughKernel(() => trainProbe(source, labels, 2, probeOptions));
  const folds = Math.min(10, matches.length);
  const { probabilities } = await throughKernel(() =>
    crossValidateProbe(source, labels, 2, { ...probeOptions, folds }),
  );
  const outputs = matches.map((_, row) => probabilities[2 * row + 1]);
  const fitted = fitScoreModel(outputs, matches);
  const unit = fitted.standardized(1) - fitted.standardized(0);
  // A ridge probe gives (1 + (w1 - w0) . x + b1 - b0) / 2 for class 1, which the logistic fit takes for its input.
  const factor = (fitted.slope * unit) / 2;
  const weights = probe.weights
    .slice(0, dimension)
    .map((weight, j) => factor * (probe.weights[dimension + j] - weight));
  const offset =
    factor * (1 + probe.bias[1] - probe.bias[0]) + fitted.slope * fitted.standardized(0) + fitted.intercept;
  return { classifier: { weights, offset }, model: likelihoodModel(fitted) };
}

/** The same model for scores that are likelihoods already. */
function likelihoodModel(fitted: ScoreModel): ScoreModel {
  const { slope, intercept } = fitted;
  return {
    ...fitted,
    standardized: (score) => (logit(Math.min(1 - 1e-7, Math.max(1e-7, score))) - intercept) / slope,
    scoreOf: (value) => 1 / (1 + Math.exp(-(slope * value + intercept))),
  };
}
