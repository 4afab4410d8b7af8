import { GleanerError } from "@gleaner/schema";
import type { UseCase } from "../context.ts";
import { functionResult, scored } from "./create-function.ts";
import { learn } from "./edit-function.ts";
import { chooseQuestions } from "./questions.ts";
import { answersModel, missingAnswers, settleThreshold } from "./settle-threshold.ts";

/**
 * Takes yes/no answers and sets the threshold by them, as soon as there are enough; proposes samples to answer next. A classifier learns
 * from them at once.
 */
export const calibrateFunction: UseCase<"calibrateFunction"> = async (context, request, work) => {
  const { workspace, actor } = context;
  const { name, precision } = request;
  const before = await workspace.functions.definition(name);
  const [yes, no, forget] = await Promise.all(
    [request.yes, request.no, request.forget].map((ids) => workspace.samples.idsToNumbers(ids)),
  );
  const both = request.yes.find((id) => request.no.includes(id));
  if (both) throw new GleanerError("bad_request", `The sample ${both} can't be answered with yes and no at once.`);
  const isAnswered = yes.length + no.length + forget.length > 0;
  const event = isAnswered ? await workspace.functions.answer(name, { yes, no, forget }, { actor }) : undefined;

  const space = await workspace.spaces.get(before.space);
  const answers = await workspace.functions.answers(name);
  const trained = before.classifier ? await learn(context, before, space, answers, work) : null;
  const definition = { ...before, classifier: trained?.classifier ?? null };
  const scores = trained && isAnswered ? await scored(context, definition, work) : null;
  const population = scores ?? (await workspace.functions.scores(name));
  const model = trained?.model ?? answersModel(population, answers);
  const settled = settleThreshold(definition, { population, model, dimension: space.dimension }, { precision });
  const isReached = settled.thresholdSource === "answers";
  const changes = isReached && (isAnswered || precision !== undefined || before.thresholdSource !== "answers");
  const saved =
    changes || scores
      ? await workspace.functions.replace(name, { ...definition, ...(isReached ? settled : {}) }, scores, {
          actor,
          event,
        })
      : await workspace.functions.get(name);

  const exampleIds = [...before.positives, ...before.negatives].flatMap(({ id, kind }) =>
    kind === "sample" || kind === "object" ? [id] : [],
  );
  const gone = new Set([...saved.positives, ...saved.negatives].filter((example) => example.gone).map(({ id }) => id));
  const examples = await workspace.samples.idsToNumbers(exampleIds.filter((id) => !gone.has(id)));
  const known = new Set<number>([...answers.yes, ...answers.no, ...examples]);
  const usable = model && model.slope > 0 ? model : null;
  const rows = chooseQuestions(population, known, usable, request.questions);
  const samples = await workspace.samples.rows(rows.map((row) => population.numbers[row]));
  const scoreOf = new Map(rows.map((row) => [population.numbers[row], population.values[row]]));
  return {
    ...functionResult(saved),
    questions: samples.map(({ id, path, number }) => ({ id, path, score: scoreOf.get(number) ?? 0 })),
    missing: missingAnswers(answers, model, isReached),
  };
};
