import { KernelError } from "../error.ts";
import type { MergeTree } from "./merge-tree.ts";

/** Options of {@link chooseLevel}. */
export interface LevelOptions {
  /** Number of clusters wished for; default n / 5, rounded. */
  groups?: number;
  /** Largest share of all leaves that one cluster may hold; default 0.05. Clusters of up to ten leaves are always allowed. */
  largestShare?: number;
}

const alwaysAllowedSize = 10;

/**
 * The number of clusters at which to look at a tree: the one nearest to `groups` from above at which
 * no cluster holds more than `largestShare` of the leaves and no two parts without any edge between them are joined.
 * Near n / 5 the groups are small enough that their members look alike, and what has no like stays alone: an edge case.
 * @throws KernelError `invalid_argument` for `groups` outside 1..n or a share outside (0, 1].
 */
export function chooseLevel(tree: MergeTree, options: LevelOptions = {}): number {
  const { n, size, link } = tree;
  if (n === 0) return 0;
  const { groups = Math.max(1, Math.round(n / 5)), largestShare = 0.05 } = options;
  if (!Number.isInteger(groups) || groups < 1 || groups > n) {
    throw new KernelError("invalid_argument", `The number of groups must be a whole number in 1..${n}.`, { groups, n });
  }
  if (!(largestShare > 0 && largestShare <= 1)) {
    throw new KernelError("invalid_argument", "The largest share of a cluster must lie in (0, 1].", { largestShare });
  }
  const largest = Math.max(alwaysAllowedSize, Math.floor(largestShare * n));
  let merges = 0;
  while (merges < n - groups && size[n + merges] <= largest && link[merges] > 0) merges++;
  return n - merges;
}
