import { labelMembers } from "../clusters/cut.ts";
import type { MergeTree } from "../clusters/merge-tree.ts";
import type { Neighborhoods } from "./neighborhoods.ts";

/** Tree node of each pick's cluster among `nodes`, the clusters of a cut. */
export function clustersOf(tree: MergeTree, nodes: Int32Array, rows: Int32Array): Int32Array {
  const labels = labelMembers(tree, nodes);
  return rows.map((row) => nodes[labels[row]]);
}

/**
 * The most similar row among a pick's neighbours in the graph that was chosen before or picked earlier: -1 and -Infinity
 * where no neighbour was. O(picks x neighbours).
 */
export function nearestEarlier(
  graph: Neighborhoods,
  rows: Int32Array,
  chosen: Int32Array,
): { nearest: Int32Array; similarity: Float32Array } {
  const order = new Int32Array(graph.n).fill(-1);
  rows.forEach((row, at) => {
    order[row] = at + 1;
  });
  for (const row of chosen) order[row] = 0;
  const nearest = new Int32Array(rows.length).fill(-1);
  const similarity = new Float32Array(rows.length).fill(-Infinity);
  rows.forEach((row, at) => {
    for (let edge = graph.start[row]; edge < graph.start[row + 1]; edge++) {
      const other = graph.neighbors[edge];
      if (order[other] < 0 || order[other] > at || graph.similarities[edge] <= similarity[at]) continue;
      nearest[at] = other;
      similarity[at] = graph.similarities[edge];
    }
  });
  return { nearest, similarity };
}
