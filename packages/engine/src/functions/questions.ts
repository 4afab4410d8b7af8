import { type ScoreModel, scoreAt } from "./score-model.ts";

/** Likelihoods whose samples say most about where yes turns to no. */
const tellingProbabilities = [0.5, 0.35, 0.65, 0.2, 0.8];

/** Scored samples; NaN: no score. */
export interface Population {
  numbers: Int32Array;
  values: Float32Array;
}

/**
 * Chooses samples to ask about, by their score alone: at first along the ranks, which are halved again and again from the middle
 * to the best; once there are answers of both kinds, around the scores where the model is least sure. Rows of the population, without
 * `known` ones.
 */
export function chooseQuestions(
  population: Population,
  known: ReadonlySet<number>,
  model: ScoreModel | null,
  count: number,
): number[] {
  const wanted = model === null ? alongRanks(population.values, count) : aroundBoundary(model, count);
  const taken = new Set<number>();
  for (const score of wanted) {
    const row = nearestRow(population, score, (at) => known.has(population.numbers[at]) || taken.has(at));
    if (row >= 0) taken.add(row);
  }
  return [...taken];
}

/** Scores at ranks 1 .. n / 2, evenly spaced on a logarithmic scale, best first. */
function alongRanks(values: Float32Array, count: number): number[] {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const last = Math.max(1, sorted.length / 2);
  return Array.from({ length: count }, (_, at) => {
    const rank = Math.round(last ** (count > 1 ? at / (count - 1) : 0));
    return sorted[Math.max(0, sorted.length - rank)];
  });
}

function aroundBoundary(model: ScoreModel, count: number): number[] {
  return Array.from({ length: count }, (_, at) =>
    scoreAt(model, tellingProbabilities[at % tellingProbabilities.length]),
  );
}

/** The row whose score is nearest to one; ties by the smaller row, -1 when all are excluded. */
function nearestRow({ values }: Population, score: number, isExcluded: (row: number) => boolean): number {
  let [nearest, distance] = [-1, Number.POSITIVE_INFINITY];
  for (let row = 0; row < values.length; row++) {
    const away = Math.abs(values[row] - score);
    if (away < distance && !isExcluded(row)) [nearest, distance] = [row, away];
  }
  return nearest;
}
