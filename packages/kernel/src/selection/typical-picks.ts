import { pickByGain } from "./facility-location.ts";
import type { Neighborhoods } from "./neighborhoods.ts";
import type { PickList, SelectionStep } from "./pick-list.ts";
import type { PoolTree } from "./pool-tree.ts";
import { type Representation, representationOn } from "./representation.ts";

/** Clusters of up to this many pool rows count as small. */
export const smallCluster = 2;

/**
 * Picks the most typical member of the heaviest clusters, `picks` in all: the tree is cut into `clustersPerPick` times as many
 * clusters as there are picks to make. Clusters that hold a taken row are passed over. Where rows are taken already it is cut as fine as for
 * all of them together, so that several purchases give about what one gives: a taken row stands for its share, not for all of a large group.
 */
export function pickTypical(list: PickList, tree: PoolTree, picks: number, clustersPerPick: number): void {
  const until = Math.min(list.budget, list.count + picks);
  const wanted = until - list.count;
  const pool = list.inPool.reduce((sum, inside) => sum + inside, 0);
  const clusters = Math.min(Math.ceil(clustersPerPick * wanted), Math.ceil((wanted + pool) / 2));
  const together = Math.min(Math.ceil(clustersPerPick * (tree.takenRows + wanted)), tree.tree.n);
  for (const node of tree.openClusters(Math.max(together, tree.cutWithOpen(clusters)))) {
    if (list.count >= until) return;
    pickFrom(list, tree, node);
  }
}

/** Picks the most typical member of every cluster of a cut that holds no taken row, heaviest first. */
export function pickEveryCluster(list: PickList, tree: PoolTree, clusters: number): void {
  for (const node of tree.openClusters(clusters)) {
    if (list.full) return;
    pickFrom(list, tree, node);
  }
}

/** The facility-location objective over the pool, with all taken rows counted as picked. */
export function representationOf(list: PickList, graph: Neighborhoods): Representation {
  const demand = Float32Array.from(list.inPool, (inside, row) => (inside ? list.weight(row) : 0));
  const objective = representationOn(graph, demand);
  for (let row = 0; row < graph.n; row++) if (list.taken[row]) objective.add(row);
  return objective;
}

/** Gives the rest of the budget to the rows that add most to what the picks represent. */
export function pickRest(list: PickList, graph: Neighborhoods, check: () => void): void {
  if (list.full) return;
  const pool = Int32Array.from(list.inPool.keys()).filter((row) => list.inPool[row] === 1);
  pickByGain(list, representationOf(list, graph), pool, "gain", list.budget, check);
}

function pickFrom(list: PickList, tree: PoolTree, node: number): void {
  const { row, runnerUp } = tree.mostTypical(node);
  if (row >= 0) list.pick(row, stepFor(tree.count[node]), tree.weight[node], runnerUp);
}

function stepFor(members: number): SelectionStep {
  if (members === 1) return "singleton";
  return members <= smallCluster ? "small" : "typical";
}
