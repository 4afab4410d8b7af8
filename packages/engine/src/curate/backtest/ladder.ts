import type { Work } from "../../work.ts";
import { edgeCaseSize, poolClusters } from "../clusters.ts";
import { byRarity } from "../rarity.ts";
import { balancedAccuracy } from "./accuracy.ts";
import type { Classifier } from "./classifiers.ts";
import type { CurveProblem } from "./curves.ts";

/** Shares of edge cases that are tried. */
const shares = [0, 0.05, 0.1, 0.2, 0.4];
/** The common case loses when its accuracy falls below the best by more than this. */
const noticeable = 0.01;

/** What each share of edge cases in a fixed budget gives. */
export interface Ladder {
  budget: number;
  steps: {
    share: number;
    /** Edge cases among the picks. */
    edgeCases: number;
    /** Balanced accuracy on test rows outside and inside edge cases; null without such rows. */
    common: number;
    edge: number | null;
  }[];
  best: number;
  crowding: number | null;
}

/**
 * Keeps the common case and adds edge cases gradually: the budget is filled with typical samples of clusters of more than two, a share of it
 * is then given to edge cases instead, and both kinds of test row are judged apart. Null when the pool has no edge case or nothing else.
 */
export async function edgeCaseLadder(
  problem: CurveProblem,
  classifier: Classifier,
  budget: number,
  work: Work,
): Promise<Ladder | null> {
  const { opened, pool, test, classOf, classes, seed } = problem;
  const { loaded } = opened;
  const { tree, cluster } = loaded;
  const isEdge = (row: number) => tree.size[cluster[row]] <= edgeCaseSize;
  const edges = (await byRarity(loaded, poolClusters(loaded, pool))).filter(isEdge);
  const common = pool.filter((row) => !isEdge(row));
  const tested = {
    common: [...test.keys()].filter((at) => !isEdge(test[at])),
    edge: [...test.keys()].filter((at) => isEdge(test[at])),
  };
  if (edges.length === 0 || common.length < budget || tested.common.length === 0) return null;
  const steps: Ladder["steps"] = [];
  const overall: number[] = [];
  const truth = test.map((row) => classOf[row]);
  for (const share of shares) {
    work.check();
    work.progress({ phase: "ladder", done: steps.length, total: shares.length });
    const added = edges.subarray(0, Math.round(share * budget));
    const request = { strategy: "typical", candidates: common, chosen: new Int32Array(0), seed } as const;
    const { rows } = await opened.select({ ...request, budget: budget - added.length }, work);
    const [predicted] = await classifier.predict([Int32Array.from([...rows, ...added])], work);
    const on = (positions: readonly number[]) =>
      balancedAccuracy(
        positions.map((at) => predicted[at]),
        positions.map((at) => truth[at]),
        classes,
      )?.mean ?? null;
    steps.push({ share, edgeCases: added.length, common: on(tested.common) ?? 0, edge: on(tested.edge) });
    overall.push(balancedAccuracy(predicted, truth, classes)?.mean ?? 0);
  }
  const best = overall.indexOf(Math.max(...overall));
  const highest = Math.max(...steps.map((step) => step.common));
  const peak = steps.findIndex((step) => step.common === highest);
  const falling = steps.find((step, at) => at > peak && step.common < highest - noticeable);
  return { budget, steps, best: steps[best].share, crowding: falling?.share ?? null };
}
