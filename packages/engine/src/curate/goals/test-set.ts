import { joinedSets } from "@gleaner/kernel";
import { GleanerError } from "@gleaner/schema";
import { findNearDuplicates, pairSource } from "../../duplicates/near-duplicates.ts";
import { countText } from "../../report/index.ts";
import { parseBudget } from "../budget.ts";
import { sameReason } from "../explain.ts";
import type { PlanGoal } from "../goal.ts";
import { steps } from "../pick-record.ts";
import { choosePool } from "../pool.ts";
import { raritySteps } from "../rarity.ts";
import { type Comparison, compareParts } from "../split/certificate.ts";
import { chooseBaselines } from "../strategies.ts";
import { chooseTestSet, type TestSet } from "../test-set/choose.ts";
import { testFigures } from "../test-set/figures.ts";
import { pairsOfFields } from "../together.ts";

/** Share of the budget for edge cases unless the request says otherwise. */
const standardEdgeShare = 0.1;
/** Rounds of comparing and joining what the graph did not show. */
const roundsAtMost = 5;

/**
 * A test set that stands for the data, holds edge cases, and has no near-duplicate in what is trained on: the split `train` where there is
 * one, else everything that is not chosen.
 */
export const planTest: PlanGoal = async ({ context, loaded, opened, request, work }) => {
  const { groups, seed, edgeShare = standardEdgeShare } = request;
  const splits = await context.workspace.samples.texts(loaded.numbers, "split");
  const isTrain = Uint8Array.from(splits, (split) => (split === "train" ? 1 : 0));
  const hasTrain = isTrain.includes(1);
  const chosen = await choosePool(context, loaded, request, "labeled");
  const pool = { ...chosen, rows: chosen.rows.filter((row) => isTrain[row] === 0) };
  if (pool.rows.length === 0) {
    throw new GleanerError("empty_selection", "Every sample of the pool is in the split train.", {
      hint: "Widen the pool, or take a test part off the data with --goal split.",
    });
  }
  const budget = parseBudget(request.budget ?? "10%", pool.rows.length);
  work.progress({ phase: "select", done: 0, total: budget });
  const { classes, indices } = await context.workspace.samples.classes(loaded.numbers);
  const { pairs, limit } = await findNearDuplicates(context.workspace, pairSource(loaded));
  const grouped = await pairsOfFields(context, loaded, Int32Array.from(loaded.numbers.keys()), groups);
  const leaks: number[] = [];

  const choose = async (): Promise<{ set: TestSet; candidates: Int32Array }> => {
    const sets = joinedSets(loaded.numbers.length, pairs, grouped, Int32Array.from(leaks));
    const inPool = new Uint8Array(loaded.numbers.length);
    for (const row of pool.rows) inPool[row] = 1;
    // A set that reaches into what is trained on, or beyond the pool, would leak.
    const closed = new Set<number>();
    for (const row of loaded.numbers.keys()) if (isTrain[row] || !inPool[row]) closed.add(sets[row]);
    const candidates = pool.rows.filter((row) => !closed.has(sets[row]));
    if (candidates.length === 0) {
      throw new GleanerError(
        "empty_selection",
        "Every sample of the pool is a near-duplicate of what is trained on, or belongs to its groups.",
        {
          hint: "Widen the pool, or leave out --group.",
        },
      );
    }
    const setOf = (row: number) => sets[row];
    return {
      set: await chooseTestSet({ loaded, candidates, classes: indices, setOf, budget, edgeShare, seed }),
      candidates,
    };
  };
  let { set, candidates } = await choose();
  const partOf = (rows: Int32Array) => trainAndTest(rows, hasTrain ? isTrain : null, loaded.numbers.length);
  let comparison = await compareParts(context, loaded, partOf(set.rows), limit, work);
  for (let round = 1; comparison.leaks.length > 0 && round < roundsAtMost; round++) {
    for (const { a, b } of comparison.leaks) leaks.push(a, b);
    ({ set, candidates } = await choose());
    comparison = await compareParts(context, loaded, partOf(set.rows), limit, work);
  }

  const picks = set.rows;
  const stepOf = { spread: steps.systematic, together: steps.together };
  const rarity = raritySteps(loaded, picks);
  const dropped = pool.rows.length - candidates.length;
  return {
    title: "Test set",
    pool,
    budget,
    choice: {
      ...sameReason(picks.length, steps.systematic),
      step: Uint8Array.from(set.origin, (from, at) => (from === "edge" ? rarity[at] : stepOf[from])),
      picks,
      name: "test",
      label: "even along the tree, with edge cases",
      description: `${percent(edgeShare)} of the budget goes to edge cases, one of each, farthest out first. The rest keeps the shares of the classes and is taken at even steps along the cluster tree, so that clusters of every size are represented in proportion. Near-duplicates${groups.length > 0 ? ` and samples with the same ${groups.join(", ")}` : ""} of ${hasTrain ? "the split train" : "what is not chosen"} are kept out.`,
      notes: [
        hasTrain
          ? "The training data is the split train; the pool is everything else."
          : "No sample has the split train, so everything that was not chosen counts as training data.",
        ...(classes.length === 0 ? ["No sample has a label yet: label these picks before they can be tested on."] : []),
        ...(dropped > 0
          ? [
              `${countText(dropped)} samples of the pool were left out: they hang together with training data or with samples outside the pool.`,
            ]
          : []),
        ...(picks.length < budget ? [`Only ${picks.length} of ${budget} could be chosen.`] : []),
        closestNote(comparison),
      ],
    },
    slices: [{ suffix: "", description: "Test set", rows: picks }],
    splitOf: [{ split: "test", rows: picks }],
    baselines: await chooseBaselines(
      context,
      opened,
      { candidates: pool.rows, chosen: new Int32Array(0), budget: picks.length, seed },
      "auto",
      work,
    ),
    figures: (draws) =>
      testFigures(
        { loaded, pool: pool.rows, classOf: indices, classes: classes.length, pairs, partOf, comparison },
        picks,
        draws,
      ),
    coverage: "judged",
    isRanking: false,
    next: null,
    warnings: [],
  };
};

/** 0 for rows of the test set, 1 for training rows (all others unless they are given), -1 for the rest. */
function trainAndTest(test: Int32Array, train: Uint8Array | null, n: number): Int32Array {
  const part = new Int32Array(n).fill(train ? -1 : 1);
  train?.forEach((isIn, row) => {
    if (isIn) part[row] = 1;
  });
  for (const row of test) part[row] = 0;
  return part;
}

function closestNote({ closest, exact }: Comparison): string {
  if (!closest) return "There is no training data to compare with.";
  const how = exact ? "all training samples" : "the neighbours in the graph";
  return `The largest similarity of a picked sample to training data is ${closest.similarity.toFixed(3)} (compared with ${how}).`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
