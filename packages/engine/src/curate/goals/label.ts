import { GleanerError } from "@gleaner/schema";
import type { EngineContext } from "../../context.ts";
import { findNearDuplicates, pairSource } from "../../duplicates/near-duplicates.ts";
import type { LoadedIndex } from "../../indexes/index-cache.ts";
import { countText } from "../../report/index.ts";
import { activeWeights } from "../active-weights.ts";
import { parseBudget } from "../budget.ts";
import { selectConstrained } from "../constrained-selection.ts";
import { resolveConstraints } from "../constraints.ts";
import type { PlanGoal } from "../goal.ts";
import { nextPicks } from "../next-picks.ts";
import { choosePool, type Pool } from "../pool.ts";
import { resolvePreferences } from "../preferences.ts";
import { chooseBaselines, chooseOtherShares, strategyWords } from "../strategies.ts";

/** What to label next: spread over what is not labelled yet, away from what the labels cover already. */
export const planLabel: PlanGoal = async ({ context, loaded, opened, request, work }) => {
  const { strategy, edgeShare, seed } = request;
  if (edgeShare !== undefined && strategy !== "auto") {
    throw new GleanerError("bad_request", `The strategy ${strategy} has no share of edge cases.`, {
      hint: "Leave out --strategy or --edge-share.",
    });
  }
  const pool = await choosePool(context, loaded, request, "unlabeled");
  const { candidates, twins } = await withoutTwins(context, loaded, pool);
  const budget = parseBudget(request.budget ?? "10%", candidates.length);
  work.progress({ phase: "select", done: 0, total: budget });
  const { classes, indices } = await context.workspace.samples.classes(loaded.numbers);
  const known = { labeled: pool.labeled, classOf: indices, classes: classes.length, candidates, budget };
  const believed = strategy === "auto" ? await activeWeights(context, loaded, known, work) : null;
  const preferred = await resolvePreferences(context, loaded, candidates, request);
  const weights = believed?.map((weight, row) => weight * (preferred?.weights[row] ?? 1)) ?? preferred?.weights;
  const problem = { candidates, chosen: pool.labeled, budget, seed };
  const constraints = await resolveConstraints(context, loaded, candidates, budget, request);
  const selected = await selectConstrained(opened, { ...problem, strategy, edgeShare, weights }, constraints, work);
  const share = selected.edgeShare ?? edgeShare;
  const notes = [...selected.notes];
  if (selected.edgeShare !== null) {
    const origin = edgeShare === undefined ? "by the data and the budget" : "as asked for";
    notes.push(
      `${Math.round(100 * selected.edgeShare)} % of the picks are far, rare samples, ${origin} (--edge-share).`,
    );
  }
  notes.push(...(preferred?.notesOn(selected.picks) ?? []));
  if (believed) {
    notes.push(
      "A probe trained on the labels weighs the samples: those that it cannot decide count more (margin sampling, Scheffer et al. 2001), and so do those that it takes for classes with few labels; clusters are weighed as in CLUE (Prabhu et al. 2021).",
    );
  }
  if (pool.kind === "unlabeled" && pool.labeled.length > 0) {
    const left = twins > 0 ? ` ${countText(twins)} near-duplicates of them were left out.` : "";
    notes.push(
      `${countText(pool.labeled.length)} samples carry a label already; the choice keeps away from what they cover.${left}`,
    );
  }
  const sameSize = { ...problem, budget: selected.picks.length };
  const used = selected.edgeShare;
  const otherShares = used === null ? [] : await chooseOtherShares(opened, { ...sameSize, weights }, used, work);
  return {
    title: "What to label next",
    pool,
    budget,
    choice: { ...selected, name: strategy, ...strategyWords[strategy], notes },
    slices: [{ suffix: "", description: "What to label next", rows: selected.picks }],
    baselines: [...(await chooseBaselines(context, opened, sameSize, strategy, work)), ...otherShares],
    figures: null,
    coverage: "judged",
    isRanking: false,
    next: await nextPicks(opened, { ...problem, strategy, edgeShare: share, weights, picks: selected.picks }, work),
    warnings: [],
  };
};

/** The pool without near-duplicates of labelled samples: their labels are as good as known. */
async function withoutTwins(
  context: EngineContext,
  loaded: LoadedIndex,
  pool: Pool,
): Promise<{ candidates: Int32Array; twins: number }> {
  if (pool.labeled.length === 0) return { candidates: pool.rows, twins: 0 };
  const isLabeled = new Uint8Array(loaded.numbers.length);
  for (const row of pool.labeled) isLabeled[row] = 1;
  const { pairs } = await findNearDuplicates(context.workspace, pairSource(loaded));
  const twin = new Uint8Array(loaded.numbers.length);
  for (let i = 0; i < pairs.length; i += 2) {
    const [a, b] = [pairs[i], pairs[i + 1]];
    if (isLabeled[a]) twin[b] = 1;
    if (isLabeled[b]) twin[a] = 1;
  }
  const candidates = pool.rows.filter((row) => twin[row] === 0);
  if (candidates.length === 0) return { candidates: pool.rows, twins: 0 };
  return { candidates, twins: pool.rows.length - candidates.length };
}
