import { controlArm } from "../../report/index.ts";
import type { Work } from "../../work.ts";
import type { OpenIndex } from "../open-index.ts";
import { type Strategy, strategyWords } from "../strategies.ts";
import { type Accuracy, balancedAccuracy } from "./accuracy.ts";
import type { Classifier } from "./classifiers.ts";

/** What learning curves are measured on. Rows are the index's. */
export interface CurveProblem {
  opened: OpenIndex;
  /** Labelled rows to choose from, and to test on. */
  pool: Int32Array;
  test: Int32Array;
  classOf: Int32Array;
  classes: number;
  classifiers: readonly Classifier[];
  budgets: readonly number[];
  seed: number;
  edgeShare?: number;
}

/** A learning curve: entry i belongs to budget i. */
export interface LearningCurve {
  strategy: string;
  label: string;
  mean: number[];
  /** Over the draws of a random strategy; of one selection the standard error from the size of the test set. */
  sd: number[];
}

/** Strategies whose picks for a budget are the first of their picks for a larger one. */
const prefixed: ReadonlySet<Strategy> = new Set(["k-center", "facility", "random", "stratified"]);
/** Strategies that a seed changes, so that they are drawn several times. */
const drawn: ReadonlySet<Strategy> = new Set(["random", "stratified"]);

/** The learning curve of a strategy for each classifier, in their order. */
export async function learningCurves(
  problem: CurveProblem,
  strategy: Strategy,
  draws: number,
  work: Work,
): Promise<LearningCurve[]> {
  const { budgets, classifiers, test, classOf, classes, seed } = problem;
  const seeds = drawn.has(strategy) ? Array.from({ length: draws }, (_, draw) => seed + 1 + draw) : [seed];
  const figures: Accuracy[][][] = classifiers.map(() => budgets.map(() => []));
  const truth = test.map((row) => classOf[row]);
  const selections: Int32Array[] = [];
  for (const each of seeds) selections.push(...(await selectAll(problem, strategy, each, work)));
  for (const [which, classifier] of classifiers.entries()) {
    const predictions = await classifier.predict(selections, work);
    predictions.forEach((predicted, at) => {
      const accuracy = balancedAccuracy(predicted, truth, classes);
      if (accuracy) figures[which][at % budgets.length].push(accuracy);
    });
  }
  const name = strategy === "auto" ? "ours" : strategy;
  const label = strategy === "auto" ? "This program (adaptive)" : strategyWords[strategy].label;
  return figures.map((byBudget) => {
    const arms = byBudget.map((runs) => {
      const { mean, sd } = controlArm(runs.map((accuracy) => accuracy.mean));
      return { mean, sd: seeds.length > 1 ? sd : runs[0].error };
    });
    return { strategy: name, label, mean: arms.map(({ mean }) => mean), sd: arms.map(({ sd }) => sd) };
  });
}

async function selectAll(
  { opened, pool, budgets, edgeShare }: CurveProblem,
  strategy: Strategy,
  seed: number,
  work: Work,
): Promise<Int32Array[]> {
  const problem = { strategy, candidates: pool, chosen: new Int32Array(0), seed };
  if (prefixed.has(strategy)) {
    const { rows } = await opened.select({ ...problem, budget: Math.max(...budgets) }, work);
    return budgets.map((budget) => rows.subarray(0, budget));
  }
  const selections: Int32Array[] = [];
  for (const budget of budgets) {
    const share = strategy === "auto" ? edgeShare : undefined;
    const { rows } = await opened.select({ ...problem, budget, edgeShare: share }, work);
    selections.push(rows);
  }
  return selections;
}
