import type { MergeTree } from "@gleaner/kernel";
import { randomCoverage } from "@gleaner/kernel";
import type { Headline, SizeBucket } from "../report/index.ts";
import { headlineWordings } from "../report/index.ts";
import { type PoolClusters, picksPerCluster } from "./clusters.ts";

/** Cluster sizes that the report tells apart. */
const buckets: readonly { from: number; to: number | null }[] = [
  { from: 1, to: 1 },
  { from: 2, to: 5 },
  { from: 6, to: 20 },
  { from: 21, to: 100 },
  { from: 101, to: null },
];

/** Coverage of the pool's clusters by the picks, beside the exact expectation of random sampling of the same size. */
export function coverageHeadline(clusters: PoolClusters, picks: Int32Array, pool: number): Headline {
  const covered = picksPerCluster(clusters, picks).filter((count) => count > 0).length;
  const sizes = clusters.members.map((members) => members.length);
  return {
    key: "clustersCovered",
    label: "Clusters covered",
    definition: "Clusters of the stored level that hold at least one pick.",
    format: "count",
    direction: "higher",
    ours: covered,
    total: clusters.nodes.length,
    random: { ...randomCoverage(sizes, pool, picks.length), draws: null },
    wording: headlineWordings.coverage,
  };
}

/** The same by the size of the clusters. */
export function coverageBySize(clusters: PoolClusters, tree: MergeTree, picks: Int32Array, pool: number): SizeBucket[] {
  const counts = picksPerCluster(clusters, picks);
  return buckets.flatMap(({ from, to }) => {
    const inside = [...clusters.nodes.keys()].filter((at) => {
      const size = tree.size[clusters.nodes[at]];
      return size >= from && (to === null || size <= to);
    });
    if (inside.length === 0) return [];
    const sizes = inside.map((at) => clusters.members[at].length);
    return {
      from,
      to,
      clusters: inside.length,
      covered: inside.filter((at) => counts[at] > 0).length,
      random: { ...randomCoverage(sizes, pool, picks.length), draws: null },
      samples: sizes.reduce((sum, size) => sum + size, 0),
      picks: inside.reduce((sum, at) => sum + counts[at], 0),
    };
  });
}
