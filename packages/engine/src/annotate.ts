import { GleanerError } from "@gleaner/schema";
import type { UseCase } from "./context.ts";
import { resolveView } from "./views/view.ts";

export const tag: UseCase<"tag"> = async (context, { view, add, remove }) => {
  if (add.length + remove.length === 0) throw new GleanerError("bad_request", "Say which tags to add or remove.");
  const { workspace } = context;
  const found = await resolveView(context, { ...view, sort: undefined });
  // Tags are on samples: those of objects are their samples'.
  const numbers = view.unit === "object" ? (await workspace.objects.columns(found.numbers)).samples : found.numbers;
  return { changed: await workspace.tags.change(numbers, { add, remove }, { actor: context.actor }) };
};

export const setLabel: UseCase<"setLabel"> = async ({ workspace, actor }, request) => {
  const numbers = await workspace.samples.idsToNumbers(request.ids);
  const { numbers: objects } = await workspace.objects.columns(numbers);
  if (objects.length === 0) return { changed: await workspace.labels.set(numbers, request.class, { actor }) };
  if (objects.length < numbers.length) {
    throw new GleanerError("bad_request", "Label samples or objects, not both at once.");
  }
  return { changed: await workspace.objects.setClass(objects, request.class, { actor }) };
};

export const undo: UseCase<"undo"> = async ({ workspace, renewal, actor }) => {
  const outcome = await workspace.events.undo({ actor });
  if (!outcome) throw new GleanerError("empty_selection", "There is nothing to take back.");
  const { undone, changed, objects } = outcome;
  renewal.changed(objects);
  return { undone, changed };
};

export const history: UseCase<"history"> = async ({ workspace }, { dataset, sample, limit }) => {
  const [number] = sample === undefined ? [] : await workspace.samples.idsToNumbers([sample]);
  return { events: await workspace.events.list({ dataset, sample: number, limit }) };
};
