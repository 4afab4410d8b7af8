import {
  coverClusters,
  createRandom,
  createRepresentation,
  createSelection,
  permutation,
  type Selection,
  takeMostRepresentative,
} from "@gleaner/kernel";
import { GleanerError, type ParsedRequestOf } from "@gleaner/schema";
import type { EngineContext, Work } from "../context.ts";
import type { LoadedIndex } from "../index-cache.ts";
import { throughKernel } from "../kernel-errors.ts";
import { edgeCaseSize } from "./clusters.ts";
import type { PickReasons } from "./explain.ts";
import { steps } from "./pick-record.ts";

export type Strategy = ParsedRequestOf<"curate">["strategy"];
type Named = Exclude<Strategy, "auto">;

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
}

/** Every strategy in words. */
export const strategyWords: Record<Named, { label: string; description: string }> = {
  coverage: {
    label: "coverage first",
    description:
      "One typical sample from every cluster of the stored level, rare ones included; what is left of the budget goes where it represents most. Below one pick a cluster the tree is cut coarser and the largest groups come first.",
  },
  facility: {
    label: "facility location",
    description:
      "Each pick is the sample that adds most to how well the picks represent the pool (lazy greedy on the neighbour graph).",
  },
  random: { label: "random", description: "Drawn uniformly at random." },
  stratified: { label: "uniform per class", description: "Drawn at random, as many from each class as possible." },
  typical: {
    label: "typical members",
    description: "One sample near the mean of each of the largest groups of the tree, cut to the budget.",
  },
  "k-center": {
    label: "k-center (farthest point)",
    description: "Each pick is the sample farthest from all picks before it.",
  },
};

/** The strategy that `auto` stands for. */
export function namedStrategy(strategy: Strategy): Named {
  return strategy === "auto" ? "coverage" : strategy;
}

/** Picks by a strategy; the reasons are in {@link reasonsOf}. */
export function selectRows(context: EngineContext, loaded: LoadedIndex, problem: SelectionProblem): Promise<Selection> {
  return throughKernel(() => select(context, loaded, problem));
}

/** Other strategies at the same budget, for comparison. */
export async function chooseBaselines(
  context: EngineContext,
  loaded: LoadedIndex,
  problem: Omit<SelectionProblem, "strategy">,
  ours: Strategy,
  work: Work,
): Promise<{ strategy: string; label: string; picks: Int32Array }[]> {
  const { classes } = await context.workspace.samples.classes(problem.candidates.map((row) => loaded.numbers[row]));
  const names: Named[] = ["facility", ...(classes.length > 1 ? (["stratified"] as const) : [])];
  const baselines = [];
  for (const strategy of names.filter((name) => name !== namedStrategy(ours))) {
    work.check();
    const { rows } = await selectRows(context, loaded, { ...problem, strategy });
    baselines.push({ strategy, label: strategyWords[strategy].label, picks: rows });
  }
  return baselines;
}

async function select(
  { workspace }: EngineContext,
  { index, numbers, graph, tree }: LoadedIndex,
  { strategy, candidates, chosen, budget, seed }: SelectionProblem,
): Promise<Selection> {
  const order = () => permutation(candidates.length, createRandom(seed)).map((at) => candidates[at]);
  const named = namedStrategy(strategy);
  switch (named) {
    case "coverage": {
      const source = await workspace.vectors.source(index.space, numbers);
      return coverClusters({ graph, tree, source, level: index.level, candidates, chosen, budget });
    }
    case "facility": {
      const selection = createSelection(budget);
      const objective = createRepresentation(graph);
      for (const row of chosen) objective.add(row);
      takeMostRepresentative(candidates, budget, objective, selection);
      return selection.done();
    }
    case "random":
      return drawn(order().subarray(0, budget));
    case "stratified": {
      const shuffled = order();
      const { indices } = await workspace.samples.classes(shuffled.map((row) => numbers[row]));
      return drawn(roundRobin(shuffled, indices).slice(0, budget));
    }
    default:
      throw new GleanerError("bad_request", `The strategy ${named} is not there yet.`, {
        hint: "Use --strategy auto.",
      });
  }
}

/** Takes one of each class in turn, classes by their smallest number first, until all are taken; unlabelled ones come as a class. */
function roundRobin(rows: Int32Array, classes: Int32Array): Int32Array {
  const queues = new Map<number, number[]>();
  rows.forEach((row, i) => {
    const queue = queues.get(classes[i]);
    if (queue) queue.push(row);
    else queues.set(classes[i], [row]);
  });
  const lists = [...queues].sort((a, b) => a[0] - b[0]).map(([, queue]) => queue);
  const longest = Math.max(0, ...lists.map((list) => list.length));
  const out: number[] = [];
  for (let turn = 0; turn < longest; turn++) for (const list of lists) if (turn < list.length) out.push(list[turn]);
  return Int32Array.from(out);
}

function drawn(rows: Int32Array): Selection {
  return {
    rows,
    gain: new Float32Array(rows.length).fill(Number.NaN),
    displaced: new Int32Array(rows.length).fill(-1),
  };
}

/** Why each row of a selection was picked, as far as the strategy says. */
export function reasonsOf(
  { cluster, tree }: LoadedIndex,
  strategy: Strategy,
  { rows, gain, displaced }: Selection,
): PickReasons {
  const named = namedStrategy(strategy);
  const seen = new Set<number>();
  const step = Uint8Array.from(rows, (row) => {
    if (named === "random") return steps.random;
    if (named === "stratified") return steps.stratified;
    const isFirst = !seen.has(cluster[row]);
    seen.add(cluster[row]);
    if (named !== "coverage" || !isFirst) return steps.represents;
    const size = tree.size[cluster[row]];
    if (size === 1) return steps.alone;
    return size <= edgeCaseSize ? steps.small : steps.typical;
  });
  return { step, gain, displaced, details: null };
}
