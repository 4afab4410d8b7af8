import { createRandom } from "@gleaner/kernel";
import { describe, expect, it } from "vitest";
import { chooseQuestions } from "./questions.ts";
import { binScores } from "./score-bins.ts";
import { fitScoreModel, logistic, matchProbability, scoreAt } from "./score-model.ts";
import { bestThreshold, expectedAt } from "./threshold.ts";

/** A population whose likelihood of a match is logistic in the score. */
function population(n: number, slope: number, middle: number) {
  const random = createRandom(5);
  const values = Float32Array.from({ length: n }, () => random.uniform());
  const matches = Array.from(values, (value) => random.uniform() < logistic(slope * (value - middle)));
  return { values, matches };
}

describe("the model of scores and answers", () => {
  it("finds the curve that the answers came from", () => {
    const { values, matches } = population(4000, 12, 0.6);
    const model = fitScoreModel([...values], matches);
    for (const score of [0.4, 0.6, 0.8]) {
      expect(Math.abs(matchProbability(model, score) - logistic(12 * (score - 0.6)))).toBeLessThan(0.03);
      expect(scoreAt(model, matchProbability(model, score))).toBeCloseTo(score, 6);
    }
  });

  it("stays finite where a line separates the answers, and turns round where they do", () => {
    const scores = [0.1, 0.2, 0.3, 0.7, 0.8, 0.9];
    const model = fitScoreModel(scores, [false, false, false, true, true, true]);
    expect(model.slope).toBeGreaterThan(1);
    expect(model.slope).toBeLessThan(20);
    expect(scoreAt(model, 0.5)).toBeCloseTo(0.5, 6);
    expect(fitScoreModel(scores, [true, true, true, false, false, false]).slope).toBeLessThan(0);
    expect(fitScoreModel([0.5, 0.5], [true, false]).slope).toBeCloseTo(0, 6);
  });
});

describe("bins of scores", () => {
  it("hold every score once, in order, and the best by themselves", () => {
    const { values } = population(50_000, 1, 0);
    values[7] = Number.NaN;
    const { scores, lows, counts } = binScores(values);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(49_999);
    expect(scores.length).toBeLessThan(2000);
    expect(counts.subarray(0, 1000).every((count) => count === 1)).toBe(true);
    expect(lows.every((low, bin) => low <= scores[bin] && (bin === 0 || low < lows[bin - 1] + 1e-9))).toBe(true);
    expect(binScores(new Float32Array(0)).counts).toHaveLength(0);
  });
});

describe("the threshold", () => {
  it("has about the best F1 and the precision that is expected, from 20 answers", () => {
    const { values, matches } = population(20_000, 25, 0.8);
    const asked = Array.from({ length: 20 }, (_, at) => at * 997);
    const rows = asked.map((row) => row % values.length);
    const model = fitScoreModel(
      rows.map((row) => values[row]),
      rows.map((row) => matches[row]),
    );
    const bins = binScores(values);
    const threshold = bestThreshold(model, bins) ?? 2;
    const figures = (at: number) => {
      const hits = matches.filter((_, row) => values[row] >= at);
      const right = hits.filter(Boolean).length;
      return { precision: right / hits.length, f1: (2 * right) / (hits.length + matches.filter(Boolean).length) };
    };
    const best = Math.max(...Array.from({ length: 100 }, (_, at) => figures(at / 101).f1));
    expect(figures(threshold).f1).toBeGreaterThan(best * 0.9);
    const { precision } = expectedAt(model, bins, threshold);
    expect(precision.low).toBeLessThan(figures(threshold).precision);
    expect(precision.high).toBeGreaterThan(figures(threshold).precision);
    expect(expectedAt(model, bins, threshold)).toEqual(expectedAt(model, bins, threshold));
  });

  it("is the lowest that reaches a wanted precision, or none", () => {
    const { values, matches } = population(5000, 10, 0.7);
    const model = fitScoreModel([...values], matches);
    const bins = binScores(values);
    const threshold = bestThreshold(model, bins, 0.8) ?? 2;
    expect(expectedAt(model, bins, threshold).precision.value).toBeGreaterThanOrEqual(0.79);
    expect(expectedAt(model, bins, threshold - 0.05).precision.value).toBeLessThan(0.8);
    expect(bestThreshold(model, bins, 0.99)).toBeNull();
  });
});

describe("questions", () => {
  const numbers = Int32Array.from({ length: 1000 }, (_, at) => at + 100);
  const values = Float32Array.from(numbers, (_, at) => at / 1000);

  it("go along the ranks at first, each sample once, and leave known samples out", () => {
    const rows = chooseQuestions({ numbers, values }, new Set([1099, 1098]), null, 10);
    expect(new Set(rows).size).toBe(10);
    expect(rows[0]).toBe(997);
    expect(rows.at(-1)).toBe(500);
    expect([...rows].sort((a, b) => b - a)).toEqual(rows);
  });

  it("lie around the boundary once it is known", () => {
    const model = fitScoreModel([0.7, 0.75, 0.79, 0.81, 0.85, 0.9], [false, false, false, true, true, true]);
    const rows = chooseQuestions({ numbers, values }, new Set(), model, 10);
    expect(new Set(rows).size).toBe(10);
    expect(rows.every((row) => values[row] > 0.7 && values[row] < 0.9)).toBe(true);
  });

  it("end with the samples", () => {
    const few = { numbers: numbers.subarray(0, 3), values: Float32Array.of(0.1, Number.NaN, 0.3) };
    expect(chooseQuestions(few, new Set([100]), null, 5)).toEqual([2]);
    expect(chooseQuestions({ numbers: new Int32Array(0), values: new Float32Array(0) }, new Set(), null, 5)).toEqual(
      [],
    );
  });
});
