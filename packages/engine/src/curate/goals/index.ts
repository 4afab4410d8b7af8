import type { Goal } from "@gleaner/schema";
import type { PlanGoal } from "../goal.ts";
import { planBalance } from "./balance.ts";
import { planClean } from "./clean.ts";
import { planEdgeCases } from "./edge-cases.ts";
import { planLabel } from "./label.ts";
import { planMislabels } from "./mislabels.ts";
import { planSplit } from "./split.ts";
import { planTest } from "./test-set.ts";

/** How each goal plans a run. */
export const goals: { readonly [Name in Goal]: PlanGoal } = {
  label: planLabel,
  "edge-cases": planEdgeCases,
  test: planTest,
  split: planSplit,
  mislabels: planMislabels,
  clean: planClean,
  balance: planBalance,
};
