import { GleanerError } from "@gleaner/schema";
import type { UseCase } from "./context.ts";
import { resolveView } from "./view.ts";

export const tag: UseCase<"tag"> = async (context, { view, add, remove }) => {
  if (add.length + remove.length === 0) throw new GleanerError("bad_request", "Say which tags to add or remove.");
  const { numbers } = await resolveView(context, { ...view, sort: undefined });
  return { changed: await context.workspace.tags.change(numbers, { add, remove }, { actor: context.actor }) };
};

export const setLabel: UseCase<"setLabel"> = async ({ workspace, actor }, request) => {
  const numbers = await workspace.samples.idsToNumbers(request.ids);
  return { changed: await workspace.labels.set(numbers, request.class, { actor }) };
};

export const undo: UseCase<"undo"> = async ({ workspace, actor }) => {
  const outcome = await workspace.events.undo({ actor });
  if (!outcome) throw new GleanerError("empty_selection", "There is nothing to take back.");
  return outcome;
};

export const history: UseCase<"history"> = async ({ workspace }, { dataset, sample, limit }) => {
  const [number] = sample === undefined ? [] : await workspace.samples.idsToNumbers([sample]);
  return { events: await workspace.events.list({ dataset, sample: number, limit }) };
};
