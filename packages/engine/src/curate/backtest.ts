import { GleanerError, type ParsedRequestOf } from "@gleaner/schema";
import type { EngineContext, UseCase } from "../context.ts";
import { requireDatasets } from "../datasets/datasets.ts";
import type { LoadedIndex } from "../indexes/index-cache.ts";
import { countText } from "../report/index.ts";
import { nearestClassifier, probeClassifier } from "./backtest/classifiers.ts";
import { type CurveProblem, type LearningCurve, learningCurves } from "./backtest/curves.ts";
import { edgeCaseLadder } from "./backtest/ladder.ts";
import { backtestReport } from "./backtest/report.ts";
import { randomBudgets } from "./backtest/saved.ts";
import { type HeldOut, holdOut, testOnSplit } from "./backtest/test-rows.ts";
import { inputHashes } from "./inputs.ts";
import { withOpenIndex } from "./open-index.ts";
import { reportPathsFor, writeReport } from "./report-files.ts";
import type { Strategy } from "./strategies.ts";

const standardBudgets = [50, 100, 300, 1000, 3000, 10_000, 20_000];
/** The ladder is climbed at the largest budget up to this. */
const ladderBudget = 1000;

/**
 * Learning curves on labelled data: labels are hidden, each strategy buys some back, and classifiers that learn from them are tested on held-out
 * samples. Random sampling is always among the strategies.
 * @throws GleanerError `labels_missing` with fewer than two classes or without test samples, `budget_exceeds_pool`, `not_indexed`
 */
export const backtest: UseCase<"backtest"> = async (context, request, work) => {
  const { datasets, space, seed, draws } = request;
  await requireDatasets(context, datasets);
  const loaded = await context.indexes.load(space, datasets);
  const { classes, classOf, held, notes } = await labeledRows(context, loaded, request);
  const budgets = budgetsOf(request.budgets, held.pool.length);
  const strategies: Strategy[] = [
    "auto",
    "random",
    ...request.strategies.filter((name) => name !== "auto" && name !== "random"),
  ];
  const { curves, ladder } = await withOpenIndex(context, loaded, async (opened) => {
    const rows = { opened, test: held.test, classOf, classes: classes.length };
    const classifiers = [await probeClassifier(context, rows), nearestClassifier(rows)];
    const problem: CurveProblem = {
      ...rows,
      pool: held.pool,
      classifiers,
      budgets,
      seed,
      edgeShare: request.edgeShare,
    };
    const found: LearningCurve[][] = classifiers.map(() => []);
    for (const [done, strategy] of strategies.entries()) {
      work.progress({ phase: "backtest", done, total: strategies.length });
      const byClassifier = await learningCurves(problem, strategy, draws, work);
      byClassifier.forEach((curve, which) => {
        found[which].push(curve);
      });
    }
    const climbed = Math.max(...budgets.filter((budget) => budget <= ladderBudget), budgets[0]);
    const steps = request.ladder ? await edgeCaseLadder(problem, classifiers[0], climbed, work) : null;
    const judged = classifiers.map(({ name, label }, which) => ({ classifier: name, label, curves: found[which] }));
    return { curves: judged, ladder: steps };
  });
  if (request.ladder && !ladder) notes.push("There are too few edge cases or too few other samples for the ladder.");
  const [first, ...others] = curves;
  const meansOf = (name: string) => first.curves.find(({ strategy }) => strategy === name)?.mean ?? [];
  const saved = randomBudgets(budgets, meansOf("random"), meansOf("ours"));
  let report: { html: string; json: string } | null = null;
  if (request.out !== undefined) {
    report = reportPathsFor(request.out);
    const { model, dimension } = await context.workspace.spaces.get(space);
    const inputs = await inputHashes(context, loaded, held.pool);
    const findings = { request, loaded, model: { model, dimension }, pool: held.pool.length, tested: held.test.length };
    await writeReport(
      report,
      backtestReport({ ...findings, draws, budgets, byClassifier: curves, ladder, saved, notes, inputs }),
    );
  }
  return {
    goal: request.goal,
    pool: held.pool.length,
    test: held.test.length,
    classes: classes.length,
    draws,
    budgets,
    classifier: first.classifier,
    curves: first.curves,
    others: others.map(({ classifier, curves: own }) => ({ classifier, curves: own })),
    saved,
    ladder,
    notes,
    report,
  };
};

interface LabeledRows {
  classes: string[];
  /** Class of each row of the index, -1 for none. */
  classOf: Int32Array;
  held: HeldOut;
  notes: string[];
}

async function labeledRows(
  { workspace }: EngineContext,
  { numbers, rowOf }: LoadedIndex,
  { datasets, where, test, seed }: ParsedRequestOf<"backtest">,
): Promise<LabeledRows> {
  const allowed = await workspace.samples.numbers({ datasets, where });
  const { classes, indices } = await workspace.samples.classes(numbers);
  const rows = allowed
    .map(rowOf)
    .filter((row) => row >= 0 && indices[row] >= 0)
    .sort();
  const present = new Set(rows.map((row) => indices[row])).size;
  if (present < 2) {
    throw new GleanerError(
      "labels_missing",
      `A backtest needs labelled samples of two classes; there are ${present}.`,
      {
        hint: "Import labels, or label some samples.",
      },
    );
  }
  const notes: string[] = [];
  if (test === undefined) {
    const held = holdOut(rows, indices, classes.length, seed);
    notes.push(
      `${countText(held.test.length)} labelled samples were held out for testing, the same share of each class.`,
    );
    return { classes, classOf: indices, held, notes };
  }
  const splitOf = await workspace.samples.texts(numbers, "split");
  return { classes, classOf: indices, held: testOnSplit(rows, splitOf, test, seed), notes };
}

/** @throws GleanerError `budget_exceeds_pool` for a budget that was asked for and is too large */
function budgetsOf(wanted: readonly number[] | undefined, pool: number): number[] {
  const budgets = [...new Set(wanted ?? standardBudgets.filter((budget) => budget <= pool))].sort((a, b) => a - b);
  const largest = budgets[budgets.length - 1];
  if (largest === undefined) return [pool];
  if (largest > pool) {
    throw new GleanerError(
      "budget_exceeds_pool",
      `The budget of ${largest} is larger than the pool of ${pool} samples.`,
      {
        hint: `Choose budgets of at most ${pool}.`,
        details: { budget: largest, pool },
      },
    );
  }
  return budgets;
}
