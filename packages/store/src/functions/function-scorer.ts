import { createVectorScorer } from "@gleaner/kernel";
import type { Scoring } from "../contract/functions.ts";
import type { ScoreBatch } from "../scoring/score-rows.ts";

/** Prepares the scores of a function. The same vector has the same score to the last bit, whenever it arrives. */
export function functionScorer(scoring: Scoring, dimension: number): ScoreBatch {
  if (scoring.classifier) return classifierScorer(scoring.classifier, dimension);
  const { aggregate } = scoring;
  const positives = joined(scoring.positives, dimension);
  const negatives = joined(scoring.negatives, dimension);
  const scorer = createVectorScorer({ positives, negatives, aggregate }, dimension);
  return (data) => scorer.score(data).map((score) => (Number.isFinite(score) ? score : Number.NaN));
}

/** The product with the weights is their length times a cosine. */
function classifierScorer({ weights, offset }: NonNullable<Scoring["classifier"]>, dimension: number): ScoreBatch {
  const length = Math.sqrt(weights.reduce((sum, weight) => sum + weight * weight, 0));
  const scorer = createVectorScorer({ positives: weights }, dimension);
  return (data) =>
    scorer
      .score(data)
      .map((cosine) => (Number.isFinite(cosine) ? 1 / (1 + Math.exp(-(length * cosine + offset))) : Number.NaN));
}

function joined(examples: Scoring["positives"], dimension: number): Float32Array {
  const vectors = new Float32Array(examples.length * dimension);
  examples.forEach(({ vector }, row) => {
    vectors.set(vector, row * dimension);
  });
  return vectors;
}
