import { type CurateRequest, curateRequestSchema } from "@gleaner/schema";
import { type CurationForm, emptyForm, type TargetChoice } from "./curation-form.ts";

const percentOf = (share: number) => String(Number((share * 100).toFixed(4)));

/** The form that asks for what a run was asked for, to be changed and run again. Its slice gets a new name. */
export function formOfRecipe(recipe: Record<string, unknown>): CurationForm {
  const asked = curateRequestSchema.parse(recipe);
  const { unit, datasets, where, slice, goal, budget, atLeast, atMost, prefer, ratios } = asked;
  const form = emptyForm({
    unit,
    datasets,
    where,
    slice: slice ?? null,
    goal,
    budget: budget === undefined ? null : String(budget),
    again: null,
  });
  return {
    ...form,
    pool: asked.pool,
    strategy: asked.strategy,
    edgePercent: asked.edgeShare === undefined ? null : Number(percentOf(asked.edgeShare)),
    parts: ratios ? Object.entries(ratios).map(([name, share]) => ({ name, percent: percentOf(share) })) : form.parts,
    groups: asked.groups,
    stratify: asked.stratify,
    target: targetOf(asked.target) ?? form.target,
    constraints: [
      ...atLeast.map((one) => ({ kind: "at-least" as const, count: String(one.count), where: one.where })),
      ...atMost.map((one) => ({ kind: "at-most" as const, count: String(one.count), field: one.field })),
      ...prefer.map((one) => ({ kind: "prefer" as const, count: String(one.weight), where: one.where })),
    ].map((one, key) => ({ ...one, key })),
    seed: String(asked.seed),
  };
}

/** The first field of a target; numbers without a field are shares of classes. */
function targetOf(target: CurateRequest["target"]): TargetChoice | null {
  const entries: [string, number | "uniform" | Record<string, number>][] = Object.entries(target ?? {});
  const [first] = entries;
  if (!first) return null;
  const [field, wished] = first;
  if (wished === "uniform") return { field, kind: "uniform", shares: {} };
  if (typeof wished === "object") return { field, kind: "shares", shares: percents(Object.entries(wished)) };
  return { field: "label", kind: "shares", shares: percents(entries) };
}

function percents(shares: [string, unknown][]): Record<string, string> {
  return Object.fromEntries(
    shares.flatMap(([value, share]) => (typeof share === "number" ? [[value, percentOf(share)]] : [])),
  );
}
