import { sharedInt32 } from "../shared-memory.ts";

/**
 * A binary merge tree over n leaves. Node ids: 0..n-1 are the leaves (rows of the graph), n + m is the result of merge m.
 * There are n - 1 merges and one root, 2n - 2 (n = 1: node 0; n = 0: no node). All arrays are over shared memory.
 */
export interface MergeTree {
  readonly n: number;
  /** Exponent p of the linkage that made the tree. */
  readonly exponent: number;
  /** `n - 1`: the smaller node id of each merge. */
  readonly left: Int32Array;
  /** `n - 1`: the larger node id of each merge. */
  readonly right: Int32Array;
  /** `n - 1`: the linkage at which each merge was made; 0 where parts without any edge between them were joined. */
  readonly link: Float32Array;
  /** `2n - 1`: parent of each node, -1 at the root. */
  readonly parent: Int32Array;
  /** `2n - 1`: number of leaves below each node (1 for a leaf). */
  readonly size: Int32Array;
  /** `n`: the leaves in an order in which every node's members are contiguous. */
  readonly order: Int32Array;
  /** `2n - 1`: where a node's members begin in `order`. */
  readonly start: Int32Array;
}

/** The merges alone; everything else in a {@link MergeTree} follows from them. */
export type Merges = Pick<MergeTree, "n" | "exponent" | "left" | "right" | "link">;

/** Adds parents, sizes and the leaf order to the merges of a tree. O(n). */
export function completeTree(merges: Merges): MergeTree {
  const { n, left, right } = merges;
  const nodes = Math.max(0, 2 * n - 1);
  const parent = sharedInt32(nodes).fill(-1);
  const size = sharedInt32(nodes).fill(1);
  const order = sharedInt32(n);
  const start = sharedInt32(nodes);
  for (let m = 0; m < n - 1; m++) {
    parent[left[m]] = n + m;
    parent[right[m]] = n + m;
    size[n + m] = size[left[m]] + size[right[m]];
  }
  for (let m = n - 2; m >= 0; m--) {
    start[left[m]] = start[n + m];
    start[right[m]] = start[n + m] + size[left[m]];
  }
  for (let leaf = 0; leaf < n; leaf++) order[start[leaf]] = leaf;
  return { ...merges, parent, size, order, start };
}

/** The leaves below a node, a view into `tree.order`; O(1). */
export function membersOf(tree: MergeTree, node: number): Int32Array {
  return tree.order.subarray(tree.start[node], tree.start[node] + tree.size[node]);
}
