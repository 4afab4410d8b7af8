import { measureNames } from "@gleaner/store";
import type { EngineContext } from "../context.ts";
import type { LoadedIndex } from "../indexes/index-cache.ts";
import { type ClusterCard, distinguishingTraits, type Measures, measureStatistics } from "../report/index.ts";
import { type PoolClusters, picksPerCluster } from "./clusters.ts";

const cardsShown = 6;
const picturesShown = 6;
/** Smaller clusters say nothing about density. */
const densestFrom = 5;

/** Which clusters a report shows, by position among the pool's clusters. */
export interface ShownClusters {
  sparse: number[];
  dense: number[];
}

/**
 * The sparse clusters are those whose members lie farthest from their neighbours, the dense ones those whose members lie closest
 * (mean similarity to the k neighbours), among clusters of five or more if there are any.
 */
export function shownClusters({ graph }: LoadedIndex, { members }: PoolClusters): ShownClusters {
  const density = members.map((rows) => {
    let sum = 0;
    let count = 0;
    for (const row of rows) {
      for (let e = row * graph.k; e < (row + 1) * graph.k; e++) {
        if (graph.neighbors[e] < 0) continue;
        sum += graph.similarities[e];
        count++;
      }
    }
    return count > 0 ? sum / count : -1;
  });
  const order = [...members.keys()].sort((a, b) => density[a] - density[b] || a - b);
  const large = order.filter((at) => members[at].length >= densestFrom);
  return { sparse: order.slice(0, cardsShown), dense: (large.length > 0 ? large : order).slice(-cardsShown).reverse() };
}

/** The members that a card shows: picks first, then the others. */
export function shownMembers(members: Int32Array, picked: Uint8Array): number[] {
  return [...members].sort((a, b) => picked[b] - picked[a] || a - b).slice(0, picturesShown);
}

/** What the cards say of their clusters: label, size, picks against random, and the image measures that set them apart. */
export async function clusterCards(
  { workspace }: EngineContext,
  { numbers, tree }: LoadedIndex,
  clusters: PoolClusters,
  picks: Int32Array,
  shown: ShownClusters,
  pictures: ReadonlyMap<number, string>,
): Promise<{ sparseClusters: ClusterCard[]; denseClusters: ClusterCard[] }> {
  const pool = clusters.members.reduce((sum, rows) => sum + rows.length, 0);
  const counts = picksPerCluster(clusters, picks);
  const picked = new Uint8Array(numbers.length);
  for (const row of picks) picked[row] = 1;
  const measures: Record<string, Float64Array> = {};
  for (const name of measureNames) measures[name] = await workspace.samples.values(numbers, name);
  const statistics = measureStatistics(measures as Measures);
  const { classes, indices } = await workspace.samples.classes(numbers);
  const rows = [...shown.sparse, ...shown.dense].flatMap((at) => shownMembers(clusters.members[at], picked));
  const samples = new Map(
    (await workspace.samples.rows([...new Set(rows)].map((row) => numbers[row]))).map((row) => [row.number, row]),
  );

  const card = (at: number): ClusterCard => {
    const members = clusters.members[at];
    return {
      cluster: clusters.nodes[at],
      size: tree.size[clusters.nodes[at]],
      picks: counts[at],
      expected: (members.length * picks.length) / pool,
      label: commonLabel(members, classes, indices),
      traits: distinguishingTraits(measures, statistics, members),
      thumbnails: shownMembers(members, picked).flatMap((row) => {
        const uri = pictures.get(numbers[row]);
        const sample = samples.get(numbers[row]);
        return uri && sample
          ? { id: sample.id, uri, alt: sample.labels[0] ?? sample.path, picked: picked[row] === 1 }
          : [];
      }),
    };
  };
  return { sparseClusters: shown.sparse.map(card), denseClusters: shown.dense.map(card) };
}

function commonLabel(members: Int32Array, classes: string[], indices: Int32Array): ClusterCard["label"] {
  const counts = new Map<number, number>();
  for (const row of members) if (indices[row] >= 0) counts.set(indices[row], (counts.get(indices[row]) ?? 0) + 1);
  const [best] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return best ? { class: classes[best[0]], share: best[1] / members.length } : null;
}
