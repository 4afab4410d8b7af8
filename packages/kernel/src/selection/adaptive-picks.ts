import type { Neighborhoods } from "./neighborhoods.ts";
import type { PickList } from "./pick-list.ts";
import type { PoolTree } from "./pool-tree.ts";
import { pickEveryCluster, pickRest, pickTypical } from "./typical-picks.ts";

/** Interim rule: one pick in every cluster where the budget allows, typical rows below that. */
export function pickAdaptively(
  list: PickList,
  tree: PoolTree,
  graph: Neighborhoods,
  level: number,
  edgeShare: number | null,
  check: () => void,
): number {
  if (tree.openClusters(level).length <= list.budget) pickEveryCluster(list, tree, level);
  else pickTypical(list, tree, list.budget);
  pickRest(list, graph, check);
  return edgeShare ?? 0;
}
