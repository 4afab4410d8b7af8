import type { FunctionAnswers, FunctionDefinition } from "@gleaner/store";
import { examplesThreshold } from "./examples-threshold.ts";
import type { Population } from "./questions.ts";
import { binScores } from "./score-bins.ts";
import { fitScoreModel, type ScoreModel } from "./score-model.ts";
import { bestThreshold, expectedAt } from "./threshold.ts";

/** Answers of each kind, and in all, from which a threshold can be set. */
const fewestOfEach = 3;
const fewestAnswers = 10;

/** The part of a definition that follows from scores and answers. */
export type SettledThreshold = Pick<FunctionDefinition, "threshold" | "thresholdSource" | "precision" | "recall">;

/** What is known when a threshold is settled. */
export interface ThresholdEvidence {
  population: Population;
  /** From the answers; null while there are too few. */
  model: ScoreModel | null;
  dimension: number;
}

/**
 * Settles the threshold of a function: as a person wants it, else by the answers, else a first guess from the examples. What precision
 * and recall it gives is stated wherever there are enough answers.
 */
export function settleThreshold(
  definition: FunctionDefinition,
  { population, model, dimension }: ThresholdEvidence,
  wanted: { manual?: number; precision?: number },
): SettledThreshold {
  const usable = model && model.slope > 0 ? model : null;
  const bins = usable && binScores(population.values);
  const byAnswers =
    usable && bins && wanted.manual === undefined ? bestThreshold(usable, bins, wanted.precision) : null;
  const threshold =
    wanted.manual ??
    byAnswers ??
    (definition.classifier ? 0.5 : examplesThreshold(definition, dimension, population.values));
  const thresholdSource = wanted.manual !== undefined ? "manual" : byAnswers !== null ? "answers" : "examples";
  const expected = usable && bins && expectedAt(usable, bins, threshold);
  return { threshold, thresholdSource, precision: expected?.precision ?? null, recall: expected?.recall ?? null };
}

/** The model of similarity scores and answers; null while there are too few of either kind. */
export function answersModel(population: Population, { yes, no }: FunctionAnswers): ScoreModel | null {
  const answered = new Map<number, boolean>([
    ...Array.from(yes, (number): [number, boolean] => [number, true]),
    ...Array.from(no, (number): [number, boolean] => [number, false]),
  ]);
  const scores: number[] = [];
  const matches: boolean[] = [];
  population.numbers.forEach((number, row) => {
    const isMatch = answered.get(number);
    if (isMatch === undefined || Number.isNaN(population.values[row])) return;
    scores.push(population.values[row]);
    matches.push(isMatch);
  });
  const right = matches.filter(Boolean).length;
  const enough = right >= fewestOfEach && matches.length - right >= fewestOfEach && matches.length >= fewestAnswers;
  return enough ? fitScoreModel(scores, matches) : null;
}

/** What is missing before answers can set a threshold; null when nothing is. */
export function missingAnswers(
  { yes, no }: FunctionAnswers,
  model: ScoreModel | null,
  isReached: boolean,
): string | null {
  if (model === null) {
    return `At least ${fewestAnswers} answers, ${fewestOfEach} of each kind; there are ${yes.length} yes and ${no.length} no.`;
  }
  if (model.slope <= 0) {
    return "Samples that score higher are answered with yes no more often: add examples, or counter-examples.";
  }
  return isReached ? null : "No threshold is expected to reach that precision; more answers or examples may help.";
}
