import { createVectorScorer } from "@gleaner/kernel";
import type { Scoring } from "@gleaner/store";
import { binScores, type ScoreBins } from "./score-bins.ts";

/** The share of hits where nothing is known of how examples score by each other. */
const blindShare = 0.01;
/** Scores of what does not belong have heavier tails than a normal curve: its deviation counts so many times. */
const tailFactor = 1.2;
/** Turns a median absolute deviation into the standard deviation of a normal curve. */
const deviationOfMedian = 1.4826;

/**
 * A first threshold from the examples alone, until answers replace it. Scores are taken for a mixture of two normal curves: what does not
 * belong around the median of all, what belongs around what examples score by the other ones (each left out in turn). How much belongs is
 * estimated by expectation maximisation (Dempster, Laird and Rubin 1977); the threshold is where both are equally likely.
 * With a single example, the best 1 % are hits.
 */
export function examplesThreshold(scoring: Scoring, dimension: number, values: Float32Array): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length === 0) return 1;
  const middle = sorted[sorted.length >> 1];
  const own = leftOutScores(scoring, dimension);
  const usual = own.reduce((sum, score) => sum + score, 0) / own.length;
  if (own.length === 0 || usual <= middle) {
    return rounded(sorted[Math.ceil(sorted.length * (1 - blindShare)) - 1]);
  }
  const away = sorted.map((value) => Math.abs(value - middle)).sort();
  const deviation = deviationOfMedian * away[away.length >> 1] || (usual - middle) / 4;
  return rounded(crossing(binScores(values), { middle, usual, deviation }));
}

interface Curves {
  middle: number;
  usual: number;
  deviation: number;
}

/** Between the two middles, the score below which not belonging is likelier. */
function crossing({ scores, counts }: ScoreBins, { middle, usual, deviation }: Curves): number {
  const density = (distance: number, width: number) => Math.exp(-0.5 * (distance / width) ** 2) / width;
  const belongs = (score: number) => density(Math.max(0, usual - score), deviation);
  const rest = (score: number) => density(score - middle, tailFactor * deviation);
  const all = counts.reduce((sum, count) => sum + count, 0);
  let share = 0.05;
  for (let step = 0; step < 40; step++) {
    let expected = 0;
    for (let bin = 0; bin < scores.length; bin++) {
      const right = share * belongs(scores[bin]);
      expected += (counts[bin] * right) / (right + (1 - share) * rest(scores[bin]) + Number.MIN_VALUE);
    }
    share = Math.min(0.5, Math.max(1 / all, expected / all));
  }
  const steps = 400;
  for (let step = 0; step < steps; step++) {
    const score = usual - ((usual - middle) * step) / steps;
    if (share * belongs(score) < (1 - share) * rest(score)) return score;
  }
  return middle;
}

/** The score of each positive example by the other positives and the negatives. */
function leftOutScores({ positives, negatives, aggregate }: Scoring, dimension: number): number[] {
  if (positives.length < 2) return [];
  const joined = (examples: Scoring["positives"]) => {
    const vectors = new Float32Array(examples.length * dimension);
    examples.forEach(({ vector }, row) => {
      vectors.set(vector, row * dimension);
    });
    return vectors;
  };
  return positives.flatMap(({ vector }, left) => {
    const others = joined(positives.filter((_, at) => at !== left));
    const scorer = createVectorScorer({ positives: others, negatives: joined(negatives), aggregate }, dimension);
    const [score] = scorer.score(vector);
    return Number.isFinite(score) ? [score] : [];
  });
}

/** Thresholds are read by people; four decimals are finer than any difference that they see. */
function rounded(score: number): number {
  return Math.min(1, Math.max(-1, Number(score.toFixed(4))));
}
