import { cutNodes, type MergeTree } from "@gleaner/kernel";

/** The part of a selection that the tree alone decides. */
export interface TreeSelection {
  /** The pool, ascending rows. */
  pool: Int32Array;
  /** Rows that are known already; clusters that hold one are passed over. */
  chosen: Int32Array;
  /** Cluster of each row at the stored level, as a tree node. */
  cluster: Int32Array;
  /** Number of clusters of the stored level. */
  level: number;
  /** Clusters that the tree is cut into for each typical pick; the heaviest give the picks. */
  clustersPerPick: number;
  /** Share of the picks that go to far, rare rows. */
  edgeShare: number;
}

/** Says how many clusters of the stored level a selection of a given budget touches. */
export interface CoverageCurve {
  /** Clusters of the level that hold pool rows and nothing known: with so many picks all of them are covered. */
  open: number;
  /** Clusters covered by so many picks. O(n). */
  coveredBy(budget: number): number;
}

/**
 * How many clusters of the stored level typical members of the heaviest groups fall into, without making the selection: the tree is cut
 * into `clustersPerPick` groups a pick, the groups with the most pool rows give one pick each, and groups below one cluster of the level
 * share it. Far rows are taken to fall as often into covered clusters as there are such (real ones do so a little less often: 315 and 474 of
 * 678 clusters at 339 and 596 picks of the demo set, foretold 297 and 454). From `open` picks on, every open cluster gets one. Building takes O(n).
 */
export function coverageCurve(tree: MergeTree, selection: TreeSelection): CoverageCurve {
  const { pool, chosen, cluster, level, clustersPerPick, edgeShare } = selection;
  const held = heldBelow(tree, pool, chosen);
  const openAt = openByCut(tree, held);
  const open = openAt[level];
  const seen = new Int32Array(Math.max(1, 2 * tree.n)).fill(-1);

  function typical(picks: number): number {
    const wanted = Math.min(Math.ceil(clustersPerPick * picks), Math.ceil((picks + pool.length) / 2));
    const groups = cutNodes(tree, coarsestCut(openAt, wanted)).filter((node) => held[node] > 0);
    let covered = 0;
    for (const node of heaviest(groups, held, picks)) {
      const home = cluster[tree.order[tree.start[node]]];
      if (seen[home] === picks) continue;
      seen[home] = picks;
      covered++;
    }
    return covered;
  }

  return {
    open,
    coveredBy(budget) {
      if (budget <= 0) return 0;
      if (budget >= open) return open;
      const far = Math.round(edgeShare * budget);
      const covered = budget > far ? typical(budget - far) : 0;
      return Math.min(open, Math.round(covered + far * (1 - covered / open)));
    },
  };
}

/** Pool rows below each node; -1 - rows where something known lies below it too. */
function heldBelow({ n, left, right }: MergeTree, pool: Int32Array, chosen: Int32Array): Int32Array {
  const held = new Int32Array(Math.max(0, 2 * n - 1));
  const known = new Uint8Array(held.length);
  for (const row of pool) held[row] = 1;
  for (const row of chosen) known[row] = 1;
  for (let m = 0; m < n - 1; m++) {
    known[n + m] = known[left[m]] | known[right[m]];
    held[n + m] = held[left[m]] + held[right[m]];
  }
  return held.map((count, node) => (known[node] ? 0 : count));
}

/** Open groups when the tree is cut into c groups, for c in 0..n. */
function openByCut({ n, left, right }: MergeTree, held: Int32Array): Int32Array {
  const open = new Int32Array(n + 1);
  const isOpen = (node: number) => (held[node] > 0 ? 1 : 0);
  for (let row = 0; row < n; row++) open[n] += isOpen(row);
  for (let m = 0; m < n - 1; m++) open[n - m - 1] = open[n - m] + isOpen(n + m) - isOpen(left[m]) - isOpen(right[m]);
  return open;
}

/** The coarsest cut with at least `wanted` open groups; the finest where there are never so many. */
function coarsestCut(openAt: Int32Array, wanted: number): number {
  let [coarse, fine] = [Math.min(1, openAt.length - 1), openAt.length - 1];
  while (coarse < fine) {
    const middle = Math.floor((coarse + fine) / 2);
    if (openAt[middle] >= wanted) fine = middle;
    else coarse = middle + 1;
  }
  return fine;
}

/** The `count` groups with the most rows, of equals the first. */
function heaviest(groups: Int32Array, held: Int32Array, count: number): Int32Array {
  if (groups.length <= count) return groups;
  const weights = groups.map((node) => held[node]).sort();
  const least = weights[weights.length - count];
  let ties = count - groups.reduce((sum, node) => sum + (held[node] > least ? 1 : 0), 0);
  return groups.filter((node) => held[node] > least || (held[node] === least && ties-- > 0));
}
