import { createRandom } from "@gleaner/kernel";
import type { Expectation } from "@gleaner/schema";

/**
 * How likely a sample belongs to a function, from its score: 1 / (1 + exp(-(slope x + intercept))), x being the score brought to the
 * answers' scale.
 */
export interface ScoreModel {
  /** x of a score: mean 0 and deviation 1 over the answers. */
  standardized(score: number): number;
  /** The score of an x. */
  scoreOf(value: number): number;
  slope: number;
  intercept: number;
  /** Covariance of intercept and slope: [var(intercept), cov, var(slope)]. */
  covariance: [number, number, number];
}

/** Precision of a normal prior on the slope: with few answers that a line separates the likelihood alone would make it endless. */
const slopePenalty = 0.05;

/** Draws from the posterior for an interval. */
const draws = 200;

/**
 * Fits yes/no answers by logistic regression on the score with a weak normal prior on the slope, by Newton's method; the covariance is
 * Laplace's approximation (Bishop 2006, section 4.5). As long as samples are chosen for a question by their score alone, that
 * choice does not bias the fit. `scores[i]` belongs to `matches[i]`; both kinds of answers must be there.
 */
export function fitScoreModel(scores: readonly number[], matches: readonly boolean[]): ScoreModel {
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length;
  const deviation = Math.sqrt(variance) || 1;
  const standardized = (score: number) => (score - mean) / deviation;
  const values = scores.map(standardized);
  let [intercept, slope] = [0, 0];
  for (let step = 0; step < 100; step++) {
    const { gradient, hessian } = derivatives(values, matches, intercept, slope);
    const [a, b, c] = hessian;
    const determinant = a * c - b * b;
    const move = [(c * gradient[0] - b * gradient[1]) / determinant, (a * gradient[1] - b * gradient[0]) / determinant];
    const longest = Math.max(Math.abs(move[0]), Math.abs(move[1]));
    const damping = Math.min(1, 2 / longest);
    intercept += move[0] * damping;
    slope += move[1] * damping;
    if (longest < 1e-9) break;
  }
  const [a, b, c] = derivatives(values, matches, intercept, slope).hessian;
  const determinant = a * c - b * b;
  const covariance: [number, number, number] = [c / determinant, -b / determinant, a / determinant];
  const scoreOf = (value: number) => mean + value * deviation;
  return { standardized, scoreOf, slope, intercept, covariance };
}

/** Gradient and negative Hessian [aa, ab, bb] of the penalised log-likelihood in intercept and slope. */
function derivatives(values: readonly number[], matches: readonly boolean[], intercept: number, slope: number) {
  const gradient = [0, -slopePenalty * slope];
  const hessian = [1e-9, 0, slopePenalty];
  values.forEach((value, at) => {
    const probability = logistic(slope * value + intercept);
    const residual = (matches[at] ? 1 : 0) - probability;
    const weight = probability * (1 - probability);
    gradient[0] += residual;
    gradient[1] += residual * value;
    hessian[0] += weight;
    hessian[1] += weight * value;
    hessian[2] += weight * value * value;
  });
  return { gradient, hessian };
}

/** The inverse of {@link logistic}. */
export function logit(probability: number): number {
  return Math.log(probability / (1 - probability));
}

export function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

/** How likely a sample with this score belongs to the function. */
export function matchProbability({ standardized, slope, intercept }: ScoreModel, score: number): number {
  return logistic(slope * standardized(score) + intercept);
}

/** The score at which that likelihood is reached; the slope must not be 0. */
export function scoreAt({ scoreOf, slope, intercept }: ScoreModel, probability: number): number {
  return scoreOf((logit(probability) - intercept) / slope);
}

/** The 90 % interval of a figure that depends on the model, over draws from its posterior. The same for the same model. */
export function expectation(model: ScoreModel, figure: (model: ScoreModel) => number): Expectation {
  const [first, both, second] = model.covariance;
  const random = createRandom(0);
  const deviation = Math.sqrt(first);
  const rest = Math.sqrt(Math.max(0, second - both ** 2 / first));
  const figures = Array.from({ length: draws }, () => {
    const [u, v] = [random.normal(), random.normal()];
    return figure({
      ...model,
      intercept: model.intercept + deviation * u,
      slope: model.slope + (both / deviation) * u + rest * v,
    });
  }).sort((a, b) => a - b);
  const value = figure(model);
  const at = (share: number) => figures[Math.round(share * (draws - 1))];
  return { value, low: Math.min(value, at(0.05)), high: Math.max(value, at(0.95)) };
}
