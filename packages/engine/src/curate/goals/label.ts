import { GleanerError } from "@gleaner/schema";
import { parseBudget } from "../budget.ts";
import { selectConstrained } from "../constrained-selection.ts";
import { resolveConstraints } from "../constraints.ts";
import type { PlanGoal } from "../goal.ts";
import { nextPicks } from "../next-picks.ts";
import { choosePool } from "../pool.ts";
import { chooseBaselines, strategyWords } from "../strategies.ts";

/** What to label next: spread over what is not labelled yet, away from what the labels cover already. */
export const planLabel: PlanGoal = async ({ context, loaded, request, work }) => {
  const { strategy, edgeShare, seed } = request;
  if (edgeShare !== undefined && strategy !== "auto") {
    throw new GleanerError("bad_request", `The strategy ${strategy} has no share of edge cases.`, {
      hint: "Leave out --strategy or --edge-share.",
    });
  }
  const pool = await choosePool(context, loaded, request, "unlabeled");
  const budget = parseBudget(request.budget ?? "10%", pool.rows.length);
  work.progress({ phase: "select", done: 0, total: budget });
  const problem = { candidates: pool.rows, chosen: pool.labeled, budget, seed };
  const constraints = await resolveConstraints(context, loaded, pool.rows, budget, request);
  const selected = await selectConstrained(context, loaded, { ...problem, strategy, edgeShare }, constraints, work);
  const notes = [...selected.notes];
  if (selected.edgeShare !== null) {
    const origin = edgeShare === undefined ? "by the data and the budget" : "as asked for";
    notes.push(
      `${Math.round(100 * selected.edgeShare)} % of the picks are far, rare samples, ${origin} (--edge-share).`,
    );
  }
  if (pool.kind === "unlabeled" && pool.labeled.length > 0) {
    notes.push(`${pool.labeled.length} samples carry a label already; the choice keeps away from what they cover.`);
  }
  return {
    title: "What to label next",
    pool,
    budget,
    choice: { ...selected, name: strategy, ...strategyWords[strategy], notes },
    slices: [{ suffix: "", description: "What to label next", rows: selected.picks }],
    baselines: await chooseBaselines(context, loaded, { ...problem, budget: selected.picks.length }, strategy, work),
    figures: null,
    coverage: "judged",
    next: await nextPicks(context, loaded, { ...problem, strategy, edgeShare, picks: selected.picks }, work),
    warnings: [],
  };
};
