import type { Goal } from "@gleaner/schema";
import type { PlanGoal } from "../goal.ts";
import { planEdgeCases } from "./edge-cases.ts";
import { planLabel } from "./label.ts";
import { planSplit } from "./split.ts";

/** How each goal plans a run. */
export const goals: { [Name in Goal]?: PlanGoal } = {
  label: planLabel,
  "edge-cases": planEdgeCases,
  split: planSplit,
};
