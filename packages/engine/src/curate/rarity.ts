import { graphScores } from "../indexes/graph-scores.ts";
import type { LoadedIndex } from "../indexes/index-cache.ts";
import { edgeCaseSize, type PoolClusters } from "./clusters.ts";
import { steps } from "./pick-record.ts";

/** Rows of the pool: clusters of one and two first, a first member of each before the second, farthest out first; then by cluster size. */
export async function byRarity({ tree, graph }: LoadedIndex, { nodes, members }: PoolClusters): Promise<Int32Array> {
  const { nearestDistance, typicality } = await graphScores(graph);
  const distance = (row: number) => (Number.isNaN(nearestDistance[row]) ? 2 : nearestDistance[row]);
  const typical = (row: number) => (Number.isNaN(typicality[row]) ? -1 : typicality[row]);
  const entries: { row: number; tier: number; turn: number; distance: number }[] = [];
  members.forEach((rows, at) => {
    const size = tree.size[nodes[at]];
    const tier = Math.max(edgeCaseSize, size);
    const inside = [...rows].sort((a, b) => typical(b) - typical(a) || a - b);
    inside.forEach((row, turn) => {
      entries.push({ row, tier, turn, distance: distance(row) });
    });
  });
  entries.sort((a, b) => a.tier - b.tier || a.turn - b.turn || b.distance - a.distance || a.row - b.row);
  return Int32Array.from(entries, ({ row }) => row);
}

/** The step that tells of each row whether it is an edge case. */
export function raritySteps({ tree, cluster }: LoadedIndex, rows: Int32Array): Uint8Array {
  return Uint8Array.from(rows, (row) => {
    const size = tree.size[cluster[row]];
    if (size > edgeCaseSize) return steps.smallish;
    return size === 1 ? steps.alone : steps.small;
  });
}
