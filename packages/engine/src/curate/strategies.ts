import type { ParsedRequestOf } from "@gleaner/schema";
import type { EngineContext } from "../context.ts";
import type { Work } from "../work.ts";
import type { PickReasons } from "./explain.ts";
import type { OpenIndex } from "./open-index.ts";

export type Strategy = ParsedRequestOf<"curate">["strategy"];

/** What a goal chose, and how it is described to people. */
export interface Choice extends PickReasons {
  /** Rows of the index in the order of selection. */
  picks: Int32Array;
  name: string;
  label: string;
  description: string;
  /** What a reader of the report should know. */
  notes: string[];
}

/** What a strategy chooses from. Rows are the index's. */
export interface SelectionProblem {
  strategy: Strategy;
  /** Rows that may be picked. */
  candidates: Int32Array;
  /** Rows that are known already: what they cover is covered. */
  chosen: Int32Array;
  budget: number;
  seed: number;
  /** `auto`: share of far, rare samples; by rule unless given. */
  edgeShare?: number;
  /** How much each row of the index counts; default 1 each. Rows of weight 0 are never picked. */
  weights?: Float32Array;
}

/** Picks of a strategy with their reasons. */
export interface StrategyPicks extends PickReasons {
  rows: Int32Array;
  /** `auto`: the share of far, rare samples that was used. */
  edgeShare: number | null;
}

/** Every strategy in words. */
export const strategyWords: Record<Strategy, { label: string; description: string }> = {
  auto: {
    label: "adaptive",
    description:
      "Typical samples of clusters at every level and far, rare samples, in a share that follows from the budget and the shape of the data, each pick in a cluster of its own. A budget of at least one pick a cluster covers every cluster of the stored level first; what is left goes where it represents most.",
  },
  coverage: {
    label: "coverage first",
    description:
      "One typical sample from every cluster of the stored level, rare ones included; what is left of the budget goes where it represents most. Below one pick a cluster the largest groups come first, and no cluster gets a second pick.",
  },
  facility: {
    label: "facility location",
    description:
      "Each pick is the sample that adds most to how well the picks represent the pool (lazy greedy on the neighbour graph).",
  },
  random: { label: "random", description: "Drawn uniformly at random." },
  stratified: {
    label: "uniform per class",
    description: "Drawn at random, as many from each class as possible.",
  },
  typical: {
    label: "typical members",
    description: "The most typical sample of each of the largest groups of the tree, cut to the budget.",
  },
  "k-center": {
    label: "k-center (farthest point)",
    description: "Each pick is the sample farthest from all picks before it.",
  },
};

/** A baseline's picks. */
export interface BaselinePicks {
  strategy: string;
  label: string;
  picks: Int32Array;
}

/** Largest product of pool and budget for which farthest-point selection is worth its time as a baseline. */
const farthestAtMost = 2e8;

/**
 * The other strategies at the same budget, for comparison: uniform per class only where there are classes, farthest point only where it
 * does not take many times as long as everything else.
 */
export async function chooseBaselines(
  { workspace }: EngineContext,
  opened: OpenIndex,
  problem: Omit<SelectionProblem, "strategy" | "edgeShare" | "weights">,
  ours: Strategy,
  work: Work,
): Promise<BaselinePicks[]> {
  const { numbers } = opened.loaded;
  const { classes } = await workspace.samples.classes(problem.candidates.map((row) => numbers[row]));
  const names: Strategy[] = ["typical", "facility"];
  if (problem.candidates.length * problem.budget <= farthestAtMost) names.unshift("k-center");
  if (classes.length > 1) names.push("stratified");
  return Promise.all(
    names
      .filter((name) => name !== ours)
      .map(async (strategy) => {
        const { rows } = await opened.select({ ...problem, strategy }, work);
        return { strategy, label: strategyWords[strategy].label, picks: rows };
      }),
  );
}

/** Shares of far, rare samples that a report shows beside the one that was used. */
const shownShares = [0, 0.25, 0.5];
/** Shares nearer than this give about the same picks. */
const noticeableShare = 0.05;

/** What the default strategy would pick with other shares of far, rare samples than the one that it used. */
export async function chooseOtherShares(
  opened: OpenIndex,
  problem: Omit<SelectionProblem, "strategy" | "edgeShare">,
  used: number,
  work: Work,
): Promise<BaselinePicks[]> {
  const others = shownShares.filter((share) => Math.abs(share - used) >= noticeableShare);
  return Promise.all(
    others.map(async (edgeShare) => {
      const { rows } = await opened.select({ ...problem, strategy: "auto", edgeShare }, work);
      const percent = Math.round(100 * edgeShare);
      return {
        strategy: `auto-${percent}`,
        label: `${strategyWords.auto.label}, ${percent} % far samples`,
        picks: rows,
      };
    }),
  );
}
