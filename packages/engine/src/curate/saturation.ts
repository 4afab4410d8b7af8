import { type MergeTree, randomCoverage } from "@gleaner/kernel";
import type { Saturation } from "../report/index.ts";
import { edgeCaseSize, type PoolClusters } from "./clusters.ts";

const curvePoints = 40;
/** How many further picks the report tells the value of. */
export const furtherPicks = [100, 500, 1000] as const;
/** Edge cases crowd out the common case where they are more than this share of the picks between two points of the curve. */
const crowdingShare = 0.5;

/**
 * Coverage as the picks come in, in the order of selection, beside the expectation of random sampling, and what the picks that would come
 * next add. The curve holds the run's budget and the budget at which every cluster is covered.
 * @param next picks that the strategy would make after the run's; empty when they are not known
 */
export function saturationOf(
  clusters: PoolClusters,
  tree: MergeTree,
  picks: Int32Array,
  next: Int32Array,
  pool: number,
): Saturation {
  const sizes = clusters.members.map((members) => members.length);
  const total = clusters.nodes.length;
  const all = Int32Array.from([...picks, ...next]);
  const reached = coveredBy(clusters, all);
  const complete = reached.indexOf(total);
  const known = furtherPicks.filter((more) => more <= next.length);
  const budgets = [
    ...Array.from({ length: curvePoints + 1 }, (_, i) => Math.round((i / curvePoints) * picks.length)),
    ...known.map((more) => picks.length + more),
    ...(complete >= 0 ? [complete] : []),
  ].sort((a, b) => a - b);
  const covered = reached[picks.length];
  const now = randomCoverage(sizes, pool, picks.length).mean;
  return {
    label: "clusters covered",
    total,
    points: [...new Set(budgets)].map((budget) => ({
      budget,
      ours: reached[budget],
      random: randomCoverage(sizes, pool, budget),
    })),
    marginal: known.map((more) => ({
      more,
      gain: reached[picks.length + more] - covered,
      random: randomCoverage(sizes, pool, picks.length + more).mean - now,
    })),
    edgeCrowding: crowdingFrom(clusters, tree, all, budgets),
  };
}

/** Clusters that the first i picks cover, for each i. */
function coveredBy({ nodes, position }: PoolClusters, picks: Int32Array): Int32Array {
  const reached = new Int32Array(picks.length + 1);
  const seen = new Uint8Array(nodes.length);
  picks.forEach((row, i) => {
    const at = position[row];
    const isNew = at >= 0 && seen[at] === 0;
    if (isNew) seen[at] = 1;
    reached[i + 1] = reached[i] + (isNew ? 1 : 0);
  });
  return reached;
}

/** The budget from which most of the picks are edge cases for the first time; null when that never is, or from the start. */
function crowdingFrom(
  { nodes, position }: PoolClusters,
  tree: MergeTree,
  picks: Int32Array,
  budgets: readonly number[],
): number | null {
  const edges = new Int32Array(picks.length + 1);
  picks.forEach((row, i) => {
    const at = position[row];
    edges[i + 1] = edges[i] + (at >= 0 && tree.size[nodes[at]] <= edgeCaseSize ? 1 : 0);
  });
  for (let i = 0; i + 1 < budgets.length; i++) {
    const [from, to] = [budgets[i], budgets[i + 1]];
    if (to > from && edges[to] - edges[from] > crowdingShare * (to - from)) return from > 0 ? from : null;
  }
  return null;
}
