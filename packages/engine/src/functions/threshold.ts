import type { Expectation } from "@gleaner/schema";
import type { ScoreBins } from "./score-bins.ts";
import { expectation, matchProbability, type ScoreModel } from "./score-model.ts";

/** What is expected of the hits at a threshold. */
export interface Expected {
  precision: Expectation;
  recall: Expectation;
}

/** Precision and recall that are expected at a threshold, over all scored samples, with 90 % intervals. */
export function expectedAt(model: ScoreModel, bins: ScoreBins, threshold: number): Expected {
  return {
    precision: expectation(model, (drawn) => sharesAt(drawn, bins, threshold).precision),
    recall: expectation(model, (drawn) => sharesAt(drawn, bins, threshold).recall),
  };
}

function sharesAt(model: ScoreModel, { scores, counts }: ScoreBins, threshold: number) {
  let [hits, right, all] = [0, 0, 0];
  for (let bin = 0; bin < scores.length; bin++) {
    const matches = counts[bin] * matchProbability(model, scores[bin]);
    all += matches;
    if (scores[bin] < threshold) continue;
    hits += counts[bin];
    right += matches;
  }
  return { precision: hits > 0 ? right / hits : 1, recall: all > 0 ? right / all : 1 };
}

/**
 * The threshold with the highest expected F1, or with `precision` the lowest one whose hits are expected to reach it (null: none does).
 * It lies between the scores of two samples.
 */
export function bestThreshold(model: ScoreModel, bins: ScoreBins, precision?: number): number | null {
  const { scores, lows, counts } = bins;
  let all = 0;
  for (let bin = 0; bin < scores.length; bin++) all += counts[bin] * matchProbability(model, scores[bin]);
  let [hits, right, highest] = [0, 0, -1];
  let best: number | null = null;
  for (let bin = 0; bin < scores.length; bin++) {
    hits += counts[bin];
    right += counts[bin] * matchProbability(model, scores[bin]);
    const isBetter = precision === undefined ? (2 * right) / (hits + all) > highest : right / hits >= precision;
    if (!isBetter) continue;
    highest = (2 * right) / (hits + all);
    best = bin;
  }
  if (best === null) return null;
  return best + 1 < lows.length ? (lows[best] + scores[best + 1]) / 2 : lows[best];
}
