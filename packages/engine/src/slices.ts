import { GleanerError, type Unit } from "@gleaner/schema";
import type { EngineContext, UseCase } from "./context.ts";
import { resolveView } from "./views/view.ts";

export const listSlices: UseCase<"listSlices"> = async ({ workspace }) => ({ slices: await workspace.slices.list() });

export const getSlice: UseCase<"getSlice"> = ({ workspace }, { name }) => workspace.slices.get(name);

export const createSlice: UseCase<"createSlice"> = async (context, request) => {
  const { workspace, actor } = context;
  const { name, description, color, datasets, space, where, ids, run, view, append } = request;
  const unit = run === undefined ? (view?.unit ?? request.unit) : await unitOfRun(context, run);
  const given = [where, ids, run, view].filter((source) => source !== undefined).length;
  if (given !== 1) {
    throw new GleanerError("bad_request", "A slice is made from one thing: a filter, ids, a run or a view.", {
      hint: "Give exactly one of --where, --ids and --run.",
    });
  }
  const content =
    where !== undefined ? { where, datasets, space } : { numbers: await membersOf(context, { unit, ids, run, view }) };
  const origin =
    where !== undefined
      ? "filter"
      : run
        ? `curation:${run}`
        : view?.lasso
          ? "lasso"
          : view?.similarTo
            ? "search"
            : "manual";
  const slice = await workspace.slices.create({ name, description, color, unit, origin, content }, { actor, append });
  return { slice: slice.name, kind: slice.kind, count: slice.count };
};

export const editSlice: UseCase<"editSlice"> = async ({ workspace, actor }, { name, ...changes }) => {
  const slice = await workspace.slices.edit(name, changes, { actor });
  return { slice: slice.name, kind: slice.kind, count: slice.count };
};

export const addToSlice: UseCase<"addToSlice"> = async (context, { name, ...source }) => {
  const { unit } = await context.workspace.slices.get(name);
  const members = await membersOf(context, { ...source, unit });
  await context.workspace.slices.add(name, members, { actor: context.actor });
  return sliceResult(context, name);
};

export const removeFromSlice: UseCase<"removeFromSlice"> = async (context, { name, ...source }) => {
  const { unit } = await context.workspace.slices.get(name);
  const members = await membersOf(context, { ...source, unit });
  await context.workspace.slices.remove(name, members, { actor: context.actor });
  return sliceResult(context, name);
};

export const deleteSlice: UseCase<"deleteSlice"> = async ({ workspace, actor }, { name }) => {
  const { count } = await workspace.slices.get(name);
  await workspace.slices.delete(name, { actor });
  return { deleted: count, dryRun: false };
};

type MemberSource = {
  unit: Unit;
  ids?: string[];
  where?: string;
  run?: string;
  view?: Parameters<typeof resolveView>[1];
};

async function membersOf(context: EngineContext, { unit, ids, where, run, view }: MemberSource): Promise<Int32Array> {
  if (ids) return ofUnit(context, unit, await context.workspace.samples.idsToNumbers(ids));
  if (view) return ofUnit(context, unit, (await resolveView(context, view)).numbers);
  if (where !== undefined) return context.workspace.samples.numbers({ unit, where });
  if (run) {
    const { slices } = await context.workspace.curations.get(run);
    return context.workspace.slices.members(slices[0].name);
  }
  throw new GleanerError("bad_request", "Say which samples: --ids or --where.");
}

/** @throws GleanerError `bad_request` where some are of the other unit */
async function ofUnit({ workspace }: EngineContext, unit: Unit, numbers: Int32Array): Promise<Int32Array> {
  const { numbers: objects } = await workspace.objects.columns(numbers);
  if (objects.length === (unit === "object" ? numbers.length : 0)) return numbers;
  throw new GleanerError(
    "bad_request",
    `The slice is about ${unit}s, and ${unit === "object" ? "some of these are not" : "these are objects"}.`,
    {
      hint: "A slice holds samples or objects: --unit object makes one of objects.",
    },
  );
}

async function unitOfRun({ workspace }: EngineContext, run: string): Promise<Unit> {
  return (await workspace.curations.get(run)).unit ?? "sample";
}

async function sliceResult({ workspace }: EngineContext, name: string) {
  const slice = await workspace.slices.get(name);
  return { slice: slice.name, kind: slice.kind, count: slice.count };
}
