import type { LoadedIndex } from "../indexes/index-cache.ts";

/** Clusters of at most so many samples are edge cases. */
export const edgeCaseSize = 2;

/** The clusters of the stored level as a pool sees them. */
export interface PoolClusters {
  /** Tree nodes of the clusters that the pool touches, ascending. */
  nodes: Int32Array;
  /** Members of each that lie in the pool: `members[i]` belongs to `nodes[i]`, rows ascending. */
  members: Int32Array[];
  /** Position in `nodes` of each row's cluster; -1 for rows outside the pool. */
  position: Int32Array;
}

/** Groups a pool's rows by their cluster at the stored level. O(n). */
export function poolClusters({ cluster, numbers }: LoadedIndex, rows: Int32Array): PoolClusters {
  const lists = new Map<number, number[]>();
  for (const row of rows) {
    const list = lists.get(cluster[row]);
    if (list) list.push(row);
    else lists.set(cluster[row], [row]);
  }
  const nodes = Int32Array.from(lists.keys()).sort();
  const members = Array.from(nodes, (node) => Int32Array.from(lists.get(node) ?? []));
  const position = new Int32Array(numbers.length).fill(-1);
  members.forEach((list, at) => {
    for (const row of list) position[row] = at;
  });
  return { nodes, members, position };
}

/** Picks in each cluster, by position in `nodes`. */
export function picksPerCluster({ nodes, position }: PoolClusters, picks: Int32Array): Int32Array {
  const counts = new Int32Array(nodes.length);
  for (const row of picks) if (position[row] >= 0) counts[position[row]]++;
  return counts;
}
