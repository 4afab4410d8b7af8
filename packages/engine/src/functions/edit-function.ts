import { GleanerError, type ParsedRequestOf, type Space } from "@gleaner/schema";
import type { ExampleInput, FunctionAnswers, FunctionDefinition, SpaceScores } from "@gleaner/store";
import type { EngineContext, UseCase } from "../context.ts";
import { requireDatasets } from "../datasets/datasets.ts";
import type { Work } from "../work.ts";
import { fewestOfEach, type TrainedClassifier, trainClassifier } from "./classifier.ts";
import { checkThreshold, functionResult, refuseDynamicSlice, scored } from "./create-function.ts";
import { checkExamples, makeExamples } from "./examples.ts";
import { answersModel, settleThreshold } from "./settle-threshold.ts";

/**
 * Changes a function. Where that changes its scores, they are computed anew, and the old ones stay in use until the new are complete.
 * A threshold that nobody set by hand follows the scores.
 */
export const editFunction: UseCase<"editFunction"> = async (context, request, work) => {
  const { workspace, actor } = context;
  const before = await workspace.functions.definition(request.name);
  const space = await workspace.spaces.get(before.space);
  const edited = await editedDefinition(context, before, space, request);
  const answers = await workspace.functions.answers(before.name);
  const kind = request.kind ?? (before.classifier ? "classifier" : "similarity");
  const trained = kind === "classifier" ? await learn(context, edited, space, answers, work) : null;
  const definition = { ...edited, classifier: trained?.classifier ?? null };
  if (request.threshold !== undefined) checkThreshold(definition, request.threshold);
  const isNewKind = (before.classifier === null) !== (trained === null);
  const rescores = changesScores(request) || trained !== null || isNewKind;
  const write = async (settled: FunctionDefinition, scores: SpaceScores | null) =>
    functionResult(await workspace.functions.replace(before.name, settled, scores, { actor }));
  if (!rescores && request.threshold === undefined) return write(definition, null);

  const scores = rescores ? await scored(context, definition, work) : null;
  const population = scores ?? (await workspace.functions.scores(before.name));
  const model = trained?.model ?? answersModel(population, answers);
  const kept = before.thresholdSource === "manual" && !isNewKind ? before.threshold : "auto";
  const wanted = request.threshold ?? kept;
  const evidence = { population, model, dimension: space.dimension };
  const settled = settleThreshold(definition, evidence, { manual: wanted === "auto" ? undefined : wanted });
  return write({ ...definition, ...settled }, scores);
};

type EditRequest = ParsedRequestOf<"editFunction">;

function changesScores({ samples, objects, not, images, text, remove, aggregate, datasets }: EditRequest): boolean {
  const listed = samples.length + objects.length + not.length + images.length + remove.length > 0;
  return listed || text !== undefined || aggregate !== undefined || datasets !== undefined;
}

async function editedDefinition(
  context: EngineContext,
  before: FunctionDefinition,
  space: Space,
  request: EditRequest,
): Promise<FunctionDefinition> {
  const { rename, description, datasets, not, remove, aggregate, actions, samples, objects, images, text } = request;
  if (datasets) await requireDatasets(context, datasets);
  await refuseDynamicSlice(context, actions?.slice ?? null);
  const known = [...before.positives, ...before.negatives];
  const unknown = remove.find((id) => !known.some((example) => example.id === id));
  if (unknown !== undefined) {
    throw new GleanerError("bad_request", `${unknown} is no example of the function "${before.name}".`, {
      hint: `Its examples: ${known.map(({ id }) => id).join(", ")}.`,
      details: { id: unknown },
    });
  }
  const added = await makeExamples(context, space, { samples, objects, images, text });
  const against = await makeExamples(context, space, { samples: not, objects: [], images: [] });
  const positives = merged(before.positives, added, [...remove, ...not]);
  const negatives = merged(before.negatives, against, [...remove, ...samples, ...objects]);
  checkExamples(positives, negatives);
  return {
    ...before,
    name: rename ?? before.name,
    description: description ?? before.description,
    datasets: datasets === undefined ? before.datasets : datasets,
    aggregate: aggregate ?? before.aggregate,
    actions: actions ?? before.actions,
    positives,
    negatives,
  };
}

/** Examples with new ones in the place of those of the same id, and without `gone` ones. */
function merged(
  examples: readonly ExampleInput[],
  added: readonly ExampleInput[],
  gone: readonly string[],
): ExampleInput[] {
  const byId = new Map(examples.filter(({ id }) => !gone.includes(id)).map((example) => [example.id, example]));
  for (const example of added) byId.set(example.id, example);
  return [...byId.values()];
}

/** @throws GleanerError `labels_missing` without enough vectors of each kind */
export async function learn(
  { workspace, threads }: EngineContext,
  { name, positives, negatives }: FunctionDefinition,
  space: Space,
  answers: FunctionAnswers,
  work: Work,
): Promise<TrainedClassifier> {
  const answered = async (numbers: Int32Array) => {
    const present = await workspace.vectors.present(space.name, numbers);
    return {
      ids: await workspace.samples.numbersToIds(present),
      data: await workspace.vectors.read(space.name, present),
    };
  };
  const [yes, no] = [await answered(answers.yes), await answered(answers.no)];
  const examplesOf = (examples: readonly ExampleInput[], ids: readonly string[]) =>
    examples.filter(({ id }) => !ids.includes(id)).map(({ vector }) => vector);
  const known = [...yes.ids, ...no.ids];
  const right = [...examplesOf(positives, known), ...rowsOf(yes.data, space.dimension)];
  const wrong = [...examplesOf(negatives, known), ...rowsOf(no.data, space.dimension)];
  if (right.length < fewestOfEach || wrong.length < fewestOfEach) {
    throw new GleanerError(
      "labels_missing",
      `A classifier needs at least ${fewestOfEach} samples of each kind; "${name}" has ${right.length} that belong and ${wrong.length} that don't.`,
      {
        hint: `Answer more questions: gleaner function calibrate "${name}"`,
        details: { yes: right.length, no: wrong.length },
      },
    );
  }
  const vectors = new Float32Array((right.length + wrong.length) * space.dimension);
  [...right, ...wrong].forEach((vector, row) => {
    vectors.set(vector, row * space.dimension);
  });
  const matches = [...right.map(() => true), ...wrong.map(() => false)];
  return trainClassifier({ vectors, dimension: space.dimension, matches }, { threads, signal: work.signal });
}

function rowsOf(data: Float32Array, dimension: number): Float32Array[] {
  return Array.from({ length: data.length / dimension }, (_, row) =>
    data.subarray(row * dimension, (row + 1) * dimension),
  );
}
