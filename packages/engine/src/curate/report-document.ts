import type { ParsedRequestOf } from "@gleaner/schema";
import type { LoadedIndex } from "../indexes/index-cache.ts";
import { countText, type ReportDocument } from "../report/index.ts";
import type { Evidence } from "./evidence.ts";
import type { GoalPlan } from "./goal.ts";
import { productName } from "./product-name.ts";
import { commandOf, recipeOf } from "./recipe.ts";

/** A run as its report tells it. */
export interface ReportedRun {
  request: ParsedRequestOf<"curate">;
  run: string;
  slices: { name: string; count: number }[];
  loaded: LoadedIndex;
  plan: GoalPlan;
  inputs: Record<string, string>;
}

/** What was asked for and how, around what was measured. */
export function reportOf(
  { request, run, slices, loaded, plan, inputs }: ReportedRun,
  evidence: Evidence,
): ReportDocument {
  const { goal, datasets, where, seed } = request;
  const { pool, budget, choice } = plan;
  const named = datasets.length > 0 ? datasets : loaded.index.scope;
  const notes: ReportDocument["notes"] = plan.warnings.map((text) => ({ kind: "warning", text }));
  if (pool.notIndexed.length > 0) {
    notes.push({
      kind: "warning",
      text: `${countText(pool.notIndexed.length)} ${request.unit}s of the pool are not indexed yet and could not be chosen.`,
    });
  }
  for (const text of choice.notes) notes.push({ kind: "info", text });
  return {
    version: 1,
    generator: productName,
    title: `${plan.title} in ${named.join(", ")}`,
    run,
    goal,
    unit: request.unit,
    datasets: named,
    slices,
    pool: { kind: pool.kind, samples: pool.rows.length, where },
    budget,
    selected: choice.picks.length,
    seed,
    strategy: { name: choice.name, label: choice.label, description: choice.description },
    ...evidence,
    splits: plan.splits ?? null,
    notes,
    skipped: { count: 0, items: [] },
    recipe: { command: commandOf(request, named), json: jsonOf(recipeOf(request, named)), inputs },
  };
}

function jsonOf(value: Record<string, unknown>): ReportDocument["recipe"]["json"] {
  return JSON.parse(JSON.stringify(value));
}
