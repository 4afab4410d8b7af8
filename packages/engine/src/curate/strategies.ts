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
import type { Pool } from "./pool.ts";

type Strategy = ParsedRequestOf<"curate">["strategy"];

/** What a strategy chose, and how it is described to people. */
export interface Choice extends PickReasons {
  /** Rows of the index in the order of selection. */
  picks: Int32Array;
  name: string;
  label: string;
  description: string;
  /** What a reader of the report should know. */
  notes: string[];
}

/** What to choose. */
export interface ChoiceRequest {
  strategy: Strategy;
  budget: number;
  seed: number;
}

/** What each step of a selection is called; see `stepSentences`. */
const steps = { typical: 0, alone: 1, small: 2, represents: 3, far: 4, random: 5, stratified: 6 } as const;

const words: Record<Exclude<Strategy, "auto">, { label: string; description: string }> = {
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

/** Chooses by the strategy that was asked for; `auto` covers clusters first. */
export async function choosePicks(
  context: EngineContext,
  loaded: LoadedIndex,
  pool: Pool,
  { strategy, budget, seed }: ChoiceRequest,
  work: Work,
): Promise<Choice> {
  work.progress({ phase: "select", done: 0, total: budget });
  const name = strategy === "auto" ? "coverage" : strategy;
  const selection = await throughKernel(() => select(context, loaded, pool, { strategy: name, budget, seed }));
  return { ...reasonsOf(loaded, name, selection), picks: selection.rows, name, ...words[name], notes: [] };
}

/** The other strategies at the same budget, for comparison. */
export async function chooseBaselines(
  context: EngineContext,
  loaded: LoadedIndex,
  pool: Pool,
  budget: number,
  seed: number,
  work: Work,
): Promise<{ strategy: string; label: string; picks: Int32Array }[]> {
  const { classes } = await context.workspace.samples.classes(pool.rows.map((row) => loaded.numbers[row]));
  const names = ["facility", ...(classes.length > 1 ? ["stratified"] : [])] as const;
  const baselines = [];
  for (const strategy of names) {
    work.check();
    const { rows } = await throughKernel(() =>
      select(context, loaded, pool, { strategy: strategy as Strategy, budget, seed }),
    );
    baselines.push({ strategy, label: words[strategy as "facility"].label, picks: rows });
  }
  return baselines;
}

async function select(
  { workspace }: EngineContext,
  { index, numbers, graph, tree }: LoadedIndex,
  { rows, labeled }: Pool,
  { strategy, budget, seed }: ChoiceRequest,
): Promise<Selection> {
  const order = () => permutation(rows.length, createRandom(seed)).map((at) => rows[at]);
  switch (strategy) {
    case "coverage": {
      const source = await workspace.vectors.source(index.space, numbers);
      return coverClusters({ graph, tree, source, level: index.level, candidates: rows, chosen: labeled, budget });
    }
    case "facility": {
      const selection = createSelection(budget);
      const objective = createRepresentation(graph);
      for (const row of labeled) objective.add(row);
      takeMostRepresentative(rows, budget, objective, selection);
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
      throw new GleanerError("bad_request", `The strategy ${strategy} is not there yet.`, {
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

function reasonsOf(
  { cluster, tree }: LoadedIndex,
  strategy: string,
  { rows, gain, displaced }: Selection,
): PickReasons {
  const seen = new Set<number>();
  const step = Uint8Array.from(rows, (row) => {
    if (strategy === "random") return steps.random;
    if (strategy === "stratified") return steps.stratified;
    const isFirst = !seen.has(cluster[row]);
    seen.add(cluster[row]);
    if (strategy !== "coverage" || !isFirst) return steps.represents;
    const size = tree.size[cluster[row]];
    if (size === 1) return steps.alone;
    return size <= edgeCaseSize ? steps.small : steps.typical;
  });
  return { step, gain, displaced };
}
