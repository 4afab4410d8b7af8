import { KernelError } from "../error.ts";
import { type MergeTree, membersOf } from "./merge-tree.ts";

/**
 * The tree nodes that are the clusters when the tree is cut into `count` of them, in ascending id (singletons first).
 * A node's id is stable for a given tree, whatever the cut. O(n).
 * @throws KernelError `invalid_argument` unless `count` is a whole number in 1..n (0 for an empty tree).
 */
export function cutNodes(tree: MergeTree, count: number): Int32Array {
  const { n, parent } = tree;
  const least = Math.min(1, n);
  if (!Number.isInteger(count) || count < least || count > n) {
    throw new KernelError("invalid_argument", `A tree of ${n} leaves cannot be cut into ${count} clusters.`, {
      count,
      n,
    });
  }
  const made = n === 0 ? 0 : 2 * n - count;
  const nodes = new Int32Array(count);
  let found = 0;
  for (let node = 0; node < made; node++) {
    if (parent[node] < 0 || parent[node] >= made) nodes[found++] = node;
  }
  return nodes;
}

/** Labels 0..nodes.length - 1 of the leaves below each of `nodes`; -1 for leaves below none of them. O(n). */
export function labelMembers(tree: MergeTree, nodes: ArrayLike<number>): Int32Array {
  const labels = new Int32Array(tree.n).fill(-1);
  for (let label = 0; label < nodes.length; label++) {
    const members = membersOf(tree, nodes[label]);
    for (let at = 0; at < members.length; at++) labels[members[at]] = label;
  }
  return labels;
}

/**
 * Cluster labels of all leaves when the tree is cut into `count` clusters: label c is the c-th of {@link cutNodes}. O(n).
 * @throws KernelError `invalid_argument` as {@link cutNodes} does.
 */
export function cut(tree: MergeTree, count: number): Int32Array {
  return labelMembers(tree, cutNodes(tree, count));
}
