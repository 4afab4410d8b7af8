import { GleanerError, type SavedFunction } from "@gleaner/schema";
import type { FunctionDefinition } from "@gleaner/store";
import type { EngineContext, UseCase } from "../context.ts";
import { requireDatasets } from "../datasets/datasets.ts";
import type { Work } from "../work.ts";
import { checkExamples, makeExamples } from "./examples.ts";
import { settleThreshold } from "./settle-threshold.ts";

/** Saves a similarity search and scores every sample with a vector; from then on new vectors are scored as they arrive. */
export const createFunction: UseCase<"createFunction"> = async (context, request, work) => {
  const { workspace, actor } = context;
  const { name, description, datasets, aggregate, threshold, not, ...examples } = request;
  const actions = request.actions ?? { tags: [], slice: null };
  if (await workspace.functions.has(name)) {
    throw new GleanerError("function_exists", `There is a function named "${name}" already.`, {
      hint: "Choose another name, or change it with `gleaner function edit`.",
    });
  }
  await requireDatasets(context, datasets);
  await refuseDynamicSlice(context, actions.slice);
  const space = await workspace.spaces.get(request.space);
  const positives = await makeExamples(context, space, examples);
  const negatives = await makeExamples(context, space, { samples: not, objects: [], images: [] });
  checkExamples(positives, negatives);
  const definition: FunctionDefinition = {
    ...{ name, description, space: space.name, datasets: datasets.length > 0 ? datasets : null, aggregate },
    ...{ positives, negatives, classifier: null, actions, precision: null, recall: null },
    threshold: threshold === "auto" ? 1 : threshold,
    thresholdSource: "manual",
  };
  checkThreshold(definition, threshold);
  const population = await scored(context, definition, work);
  const settled = settleThreshold(
    definition,
    { population, model: null, dimension: space.dimension },
    { manual: threshold === "auto" ? undefined : threshold },
  );
  return functionResult(await workspace.functions.create({ ...definition, ...settled }, population, { actor }));
};

/** Scores a definition over its space, with progress. */
export function scored(context: EngineContext, definition: FunctionDefinition, work: Work) {
  const onProgress = (done: number, total: number) => work.progress({ phase: "score", done, total });
  return context.workspace.functions.score(definition, definition, { signal: work.signal, onProgress });
}

/** @throws GleanerError `bad_request` for a threshold outside the range of the scores */
export function checkThreshold({ classifier }: FunctionDefinition, threshold: number | "auto"): void {
  const lowest = classifier ? 0 : -1;
  if (threshold === "auto" || (threshold >= lowest && threshold <= 1)) return;
  throw new GleanerError("bad_request", `A threshold lies between ${lowest} and 1, not at ${threshold}.`, {
    details: { threshold, lowest, highest: 1 },
  });
}

/** @throws GleanerError `bad_request` when hits are to be added to a slice that is a rule */
export async function refuseDynamicSlice({ workspace }: EngineContext, slice: string | null): Promise<void> {
  if (slice === null || !(await workspace.slices.has(slice))) return;
  const { kind } = await workspace.slices.get(slice);
  if (kind === "static") return;
  throw new GleanerError("bad_request", `The slice "${slice}" is a rule; hits can't be added to it.`, {
    hint: "Name a static slice, or one that is not there yet.",
    details: { slice },
  });
}

export function functionResult(saved: SavedFunction): SavedFunction & { function: string } {
  return { ...saved, function: saved.name };
}
