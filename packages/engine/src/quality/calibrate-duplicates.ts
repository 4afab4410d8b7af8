import { duplicateDistance, nearDuplicates } from "@gleaner/kernel";
import { GleanerError, type ParsedRequestOf } from "@gleaner/schema";
import type { DuplicateAnswer } from "@gleaner/store";
import type { EngineContext, UseCase } from "../context.ts";
import { completeSignatures } from "../duplicates/complete-signatures.ts";
import { pairSource } from "../duplicates/near-duplicates.ts";
import {
  cosineDistance,
  nearestDistances,
  type PairDistances,
  pairDistances,
  withPixels,
} from "../duplicates/pair-distances.ts";
import { chooseQuestions } from "../functions/questions.ts";
import { binScores, type ScoreBins } from "../functions/score-bins.ts";
import { fitScoreModel, type ScoreModel } from "../functions/score-model.ts";
import { bestThreshold, expectedAt } from "../functions/threshold.ts";
import type { LoadedIndex } from "../indexes/index-cache.ts";

/** Answers of each kind, and in all, from which a threshold can be set. */
const fewestOfEach = 3;
const fewestAnswers = 10;
/** Distances below this are rounding. */
const leastDistance = 1e-6;
const histogramBins = 48;

/**
 * Takes yes/no answers to pairs of samples and settles by them from which distance on pairs count as near-duplicates: a logistic
 * model of the logarithm of the distance over all pairs that may be some, and the largest distance whose pairs are expected to reach the wanted
 * precision. Proposes pairs to answer next: along the distances at first, later where the model is least sure.
 * @throws GleanerError `not_indexed`, `sample_not_found`, `bad_request` for a pair that is answered both ways
 */
export const calibrateDuplicates: UseCase<"calibrateDuplicates"> = async (context, request, work) => {
  const { workspace, indexes } = context;
  const { space, precision } = request;
  const loaded = await indexes.load(space, request.datasets);
  await takeAnswers(context, request);
  await completeSignatures(context, await workspace.samples.numbers({ within: loaded.numbers }), work);
  const answers = await workspace.duplicates.answers(space);
  const pairs = await pairDistances(workspace, pairSource(loaded));
  const closeness = pairs.distance.map(closenessOf);
  const bins = binScores(closeness);
  const model = await modelOf(context, space, answers);
  const usable = model && model.slope > 0 ? model : null;
  const best = usable && bestThreshold(usable, bins, precision);
  const settled = usable && best !== null ? settle(usable, bins, best) : null;
  await workspace.duplicates.set(
    space,
    settled && { distance: settled.distance, document: { precision: settled.precision, recall: settled.recall } },
  );
  const threshold = settled?.distance ?? duplicateDistance(nearestDistances(pairs, loaded.numbers.length));
  const found = nearDuplicates(loaded.numbers.length, pairs, threshold);
  return {
    space,
    threshold,
    source: settled ? "answers" : "default",
    precision: settled?.precision ?? null,
    recall: settled?.recall ?? null,
    answers: countAnswers(answers),
    pairs: found.places.length,
    duplicates: found.representative.reduce((count, row, at) => count + (row === at ? 0 : 1), 0),
    histogram: histogramOf(pairs.distance),
    questions: await questionsOf(context, loaded, { pairs, closeness, answers, model: usable }, request.questions),
    missing: missingAnswers(answers, model, settled !== null),
  };
};

/** What the model is fitted on: higher for closer pairs, and even in steps of distance that are even in proportion. */
function closenessOf(distance: number): number {
  return -Math.log10(Math.max(distance, leastDistance));
}

function settle(model: ScoreModel, bins: ScoreBins, closeness: number) {
  return { distance: 10 ** -closeness, ...expectedAt(model, bins, closeness) };
}

async function takeAnswers(
  { workspace }: EngineContext,
  { space, yes, no, forget }: ParsedRequestOf<"calibrateDuplicates">,
): Promise<void> {
  const ids = [...new Set([...yes, ...no, ...forget].flat())];
  if (ids.length === 0) return;
  const numbers = await workspace.samples.idsToNumbers(ids);
  const numberOf = new Map(ids.map((id, at) => [id, numbers[at]]));
  const numbered = (pairs: readonly [string, string][]) =>
    pairs.map(([a, b]): [number, number] => [numberOf.get(a) ?? -1, numberOf.get(b) ?? -1]);
  const keys = new Set(numbered(yes).map(keyOf));
  const both = no.find((_, at) => keys.has(keyOf(numbered(no)[at])));
  if (both)
    throw new GleanerError("bad_request", `The pair ${both.join(", ")} can't be answered with yes and no at once.`);
  const self = [...yes, ...no].find(([a, b]) => a === b);
  if (self) throw new GleanerError("bad_request", `A pair has two samples; ${self[0]} is given twice.`);
  const answers: DuplicateAnswer[] = [
    ...numbered(yes).map(([a, b]) => ({ a, b, isDuplicate: true })),
    ...numbered(no).map(([a, b]) => ({ a, b, isDuplicate: false })),
  ];
  await workspace.duplicates.answer(space, answers, numbered(forget));
}

const keyOf = ([a, b]: readonly [number, number]) => `${Math.min(a, b)} ${Math.max(a, b)}`;

/** The model of distances and answers; null while there are too few of either kind. */
async function modelOf(
  context: EngineContext,
  space: string,
  answers: readonly DuplicateAnswer[],
): Promise<ScoreModel | null> {
  const { yes, no } = countAnswers(answers);
  if (yes < fewestOfEach || no < fewestOfEach || yes + no < fewestAnswers) return null;
  const wanted = Int32Array.from(answers.flatMap(({ a, b }) => [a, b]));
  const vectors = await context.workspace.vectors.read(space, wanted);
  const dimension = vectors.length / wanted.length;
  const pairs = answers.map(({ a, b }, at) => {
    return { a, b, distance: cosineDistance(vectors, 2 * at * dimension, (2 * at + 1) * dimension, dimension) };
  });
  return fitScoreModel(
    (await withPixels(context.workspace, pairs)).map(closenessOf),
    answers.map(({ isDuplicate }) => isDuplicate),
  );
}

function countAnswers(answers: readonly DuplicateAnswer[]): { yes: number; no: number } {
  const yes = answers.filter(({ isDuplicate }) => isDuplicate).length;
  return { yes, no: answers.length - yes };
}

/** Bins whose edges grow by a constant factor, from the smallest distance that is no rounding to the largest; smaller ones are in the first. */
function histogramOf(distance: Float32Array): { edges: number[]; counts: number[] } {
  if (distance.length === 0) return { edges: [], counts: [] };
  const [low, high] = distance.reduce(
    ([least, most], value) => [
      Math.min(least, Math.max(value, leastDistance)),
      Math.max(most, value, 2 * leastDistance),
    ],
    [Number.POSITIVE_INFINITY, 0],
  );
  const step = Math.log(Math.max(high / low, 1.01)) / histogramBins;
  const counts = new Array<number>(histogramBins).fill(0);
  for (const value of distance) {
    const bin = Math.floor(Math.log(Math.max(value, low) / low) / step);
    counts[Math.min(histogramBins - 1, bin)]++;
  }
  return { edges: Array.from({ length: histogramBins + 1 }, (_, at) => low * Math.exp(at * step)), counts };
}

interface QuestionInputs {
  pairs: PairDistances;
  closeness: Float32Array;
  answers: readonly DuplicateAnswer[];
  model: ScoreModel | null;
}

/** Pairs to ask about; equal files need no question. */
async function questionsOf(
  { workspace }: EngineContext,
  { numbers }: LoadedIndex,
  { pairs, closeness, answers, model }: QuestionInputs,
  count: number,
) {
  if (count === 0) return [];
  const live = new Set(await workspace.samples.numbers({ within: numbers }));
  const hashes = await workspace.samples.texts(numbers, "content_hash");
  const answered = new Set(answers.map(({ a, b }) => keyOf([a, b])));
  const open = Int32Array.from(closeness.keys()).filter((pair) => {
    const [a, b] = [pairs.a[pair], pairs.b[pair]];
    return (
      hashes[a] !== hashes[b] &&
      live.has(numbers[a]) &&
      live.has(numbers[b]) &&
      !answered.has(keyOf([numbers[a], numbers[b]]))
    );
  });
  const population = { numbers: open, values: Float32Array.from(open, (pair) => closeness[pair]) };
  const chosen = chooseQuestions(population, new Set(), model, count).map((at) => open[at]);
  const rows = await workspace.samples.rows(chosen.flatMap((pair) => [numbers[pairs.a[pair]], numbers[pairs.b[pair]]]));
  const byNumber = new Map(rows.map((row) => [row.number, row]));
  return chosen.flatMap((pair) => {
    const [a, b] = [byNumber.get(numbers[pairs.a[pair]]), byNumber.get(numbers[pairs.b[pair]])];
    return a && b ? [{ a: a.id, b: b.id, pathA: a.path, pathB: b.path, distance: pairs.distance[pair] }] : [];
  });
}

function missingAnswers(
  answers: readonly DuplicateAnswer[],
  model: ScoreModel | null,
  isSettled: boolean,
): string | null {
  const { yes, no } = countAnswers(answers);
  if (model === null) {
    return `At least ${fewestAnswers} answers, ${fewestOfEach} of each kind; there are ${yes} yes and ${no} no.`;
  }
  if (model.slope <= 0) return "Closer pairs are answered with yes no more often: look at the answers again.";
  return isSettled ? null : "No distance is expected to reach that precision; more answers may help.";
}
