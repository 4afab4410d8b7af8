import { cutNodes } from "../clusters/cut.ts";
import type { MergeTree } from "../clusters/merge-tree.ts";
import type { Graph } from "../graph.ts";
import { pickAdaptively } from "./adaptive-picks.ts";
import type { Constraints } from "./constraints.ts";
import { clustersOf, nearestEarlier } from "./explain-picks.ts";
import type { VectorRows } from "./farthest-calls.ts";
import { pickFarthest } from "./farthest-picks.ts";
import { type Neighborhoods, neighborhoodsOf } from "./neighborhoods.ts";
import { PickList } from "./pick-list.ts";
import { PoolTree } from "./pool-tree.ts";
import { pickRandomly } from "./random-picks.ts";
import type { RowSelection, Strategy } from "./select.ts";
import { pickStratified } from "./stratified-picks.ts";
import { pickEveryCluster, pickRest, pickTypical } from "./typical-picks.ts";

/** Everything that a strategy works on. */
export interface SelectionInput {
  graph: Graph;
  tree: MergeTree;
  level: number;
  strategy: Strategy;
  budget: number;
  seed: number;
  threads: number;
  edgeShare: number | null;
  constraints: Constraints;
  strata: Int32Array | null;
  allocation: "proportional" | "equal";
  /** Vectors of pool and chosen rows, and the row that each belongs to. */
  vectors: { rows: VectorRows; rowOf: Int32Array } | null;
}

/** Runs a strategy and adds the explanations. `check` runs now and then and may throw. */
export async function runStrategy(input: SelectionInput, check: () => void): Promise<RowSelection> {
  const list = new PickList(input.constraints, input.budget);
  const graph = neighborhoodsOf(input.graph);
  check();
  const edgeShare = await fill(list, graph, input, check);
  const picks = list.finish();
  const { nearest, similarity } = nearestEarlier(graph, picks.rows, input.constraints.chosen ?? new Int32Array(0));
  const cluster = clustersOf(input.tree, cutNodes(input.tree, input.level), picks.rows);
  return { ...picks, cluster, nearest, nearestSimilarity: similarity, edgeShare };
}

/** Makes the picks; gives the share of far-out rows where the strategy has one. */
async function fill(
  list: PickList,
  graph: Neighborhoods,
  input: SelectionInput,
  check: () => void,
): Promise<number | null> {
  const { strategy, seed, strata, allocation, vectors, level, budget } = input;
  const tree = () => new PoolTree(input.tree, graph, list);
  switch (strategy) {
    case "random":
      pickRandomly(list, seed);
      return null;
    case "stratified":
      if (strata) pickStratified(list, strata, allocation, seed);
      return null;
    case "facility":
      pickRest(list, graph, check);
      return null;
    case "farthest":
      if (!vectors) return null;
      if (list.taken.every((taken) => taken === 0)) pickCenter(list, tree());
      await pickFarthest(
        list,
        { vectors: vectors.rows, rowOf: vectors.rowOf, candidates: null, threads: input.threads },
        budget,
        check,
      );
      return null;
    case "typical":
      pickTypical(list, tree(), budget);
      pickRest(list, graph, check);
      return null;
    case "coverage":
      if (tree().openClusters(level).length <= budget) pickEveryCluster(list, tree(), level);
      else pickTypical(list, tree(), budget);
      pickRest(list, graph, check);
      return null;
    case "adaptive":
      return pickAdaptively(list, tree(), graph, level, input.edgeShare, check);
  }
}

/** Starts with the most typical row of all. */
function pickCenter(list: PickList, tree: PoolTree): void {
  if (tree.tree.n === 0) return;
  const { row, runnerUp } = tree.mostTypical(2 * tree.tree.n - 2);
  if (row >= 0) list.pick(row, "typical", tree.weight[2 * tree.tree.n - 2], runnerUp);
}
