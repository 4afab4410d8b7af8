import type { Graph } from "../graph.ts";
import { createRandom, permutation } from "../random.ts";
import { fewestForEvenness, spatialEvenness } from "./evenness.ts";
import { pickFarthest } from "./farthest-picks.ts";
import type { PickList } from "./pick-list.ts";
import { PoolTree } from "./pool-tree.ts";
import type { SelectionGround } from "./selection-ground.ts";
import type { KnownVectors } from "./strategy.ts";
import { pickTypical } from "./typical-picks.ts";

/** Linkage exponent of the tree that typical rows are taken from: dense regions merge sooner than with average linkage. */
const exponent = 0.75;
/** The tree is cut into so many clusters a pick and the heaviest give the typical rows. */
const clustersPerPick = 3;
/** Far-out rows are taken from the typical members of so many clusters a pick. */
const farClustersPerPick = 10;
const mostFarCandidates = 50_000;
/** Share of the pool, the sparsest by mean similarity to their neighbours, that is too far out to stand for anything. */
const trimmedShare = 0.02;
const sampledRows = 1000;
const sampleSeed = 1;
/** Evenness at and above which no far-out rows are needed, at and below which the share is largest, and that share. */
const even = 0.8;
const uneven = 0.6;
const largestShare = 0.5;
/** Budget at which the share is half of what it is for large ones: the first picks belong to the common kinds. */
const halfShareBudget = 50;

/** What the adaptive strategy decided on. */
export interface AdaptiveTrade {
  /** Share of far-out rows among the picks below the stored level. */
  readonly edgeShare: number;
  /** {@link spatialEvenness} of the pool; NaN where it was not needed or the pool is small. */
  readonly evenness: number;
}

/** An adaptive selection that waits for vectors. */
export interface AdaptivePlan {
  readonly tree: PoolTree;
  /** Rows that far-out picks may come from. */
  readonly candidates: Int32Array;
  /** Rows that the evenness is measured on. Empty when it is not needed. */
  readonly sample: Int32Array;
}

/**
 * Plans an adaptive selection: the tree of typical rows, candidates for far-out rows and the sample that decides their share.
 * `share` is the share set by hand, null to decide it from the data.
 */
export function planAdaptive(
  list: PickList,
  ground: SelectionGround,
  share: number | null,
  check: () => void,
): AdaptivePlan {
  const { graph } = ground;
  const tree = new PoolTree(ground.treeOf(exponent, check), ground.neighborhoods, list);
  const dense = denseRows(list, graph);
  const isDense = new Uint8Array(graph.n);
  for (const row of dense) isDense[row] = 1;
  const clusters = Math.min(farClustersPerPick * list.budget, mostFarCandidates, Math.ceil(dense.length / 2));
  const candidates =
    share === 0 ? [] : [...tree.openClusters(tree.cutWithOpen(clusters))].map((node) => tree.mostTypical(node).row);
  const sampled =
    share === null && dense.length >= fewestForEvenness
      ? permutation(dense.length, createRandom(sampleSeed)).subarray(0, sampledRows)
      : new Int32Array(0);
  const sample = Int32Array.from(sampled, (at) => dense[at]).sort();
  return { tree, candidates: Int32Array.from(candidates.filter((row) => isDense[row] === 1)).sort(), sample };
}

/** Pool rows without the sparsest 2 %, ascending. */
function denseRows(list: PickList, { n, k, similarities, neighbors }: Graph): Int32Array {
  const density = new Float64Array(n);
  for (let edge = 0; edge < n * k; edge++) {
    if (neighbors[edge] >= 0) density[Math.floor(edge / k)] += similarities[edge];
  }
  const rows = Int32Array.from(list.inPool.keys()).filter((row) => list.inPool[row] === 1);
  const order = rows.slice().sort((a, b) => density[b] - density[a] || a - b);
  return order.slice(0, Math.ceil((1 - trimmedShare) * order.length)).sort();
}

/**
 * Typical rows for the common case and far-out rows for the rare one.
 *
 * Typical rows are the most typical members of the heaviest clusters of a tree that thins dense regions out (linkage exponent
 * 0.75, cut at three clusters a pick). Far-out rows are farthest points among the typical members of ten clusters a pick,
 * without the sparsest 2 % of the pool. Their share is none where the pool fills its space evenly and grows to one half where
 * a few kinds of rows fill most of it (see {@link spatialEvenness}), times budget / (budget + 50): small budgets are best spent
 * on typical rows, larger ones on spread (Hacohen et al. 2022). Unlabelled data cannot tell kinds that are frequent from kinds
 * that are alike, so that the share rises slowly and never beyond what costs little where the guess is wrong.
 * Shares and constants were measured on balanced and long-tailed pools: `bench/selection.ts`.
 */
export async function pickAdaptively(
  list: PickList,
  ground: SelectionGround,
  { tree, candidates, sample }: AdaptivePlan,
  share: number | null,
  vectors: KnownVectors | null,
  check: () => void,
): Promise<AdaptiveTrade> {
  const evenness = vectors && sample.length > 0 ? evennessOf(vectors, sample, check) : Number.NaN;
  const guessed = Number.isNaN(evenness) ? 0 : (largestShare * (even - evenness)) / (even - uneven);
  const grown = list.budget / (list.budget + halfShareBudget);
  const edgeShare = share ?? Math.max(0, Math.min(largestShare, guessed)) * grown;
  const far = vectors ? Math.round(edgeShare * list.budget) : 0;
  pickTypical(list, tree, list.budget - far, clustersPerPick);
  if (vectors && far > 0) {
    const allowed = new Uint8Array(list.constraints.n);
    for (const row of candidates) allowed[row] = 1;
    await pickFarthest(list, ground.farthest, { ...vectors, candidates: allowed }, list.budget - list.count, check);
  }
  return { edgeShare, evenness };
}

function evennessOf({ rows: { rows, dimension }, rowOf }: KnownVectors, sample: Int32Array, check: () => void): number {
  const place = new Map(Array.from(rowOf, (row, at) => [row, at]));
  const copy = new Float32Array(sample.length * dimension);
  sample.forEach((row, at) => {
    const from = (place.get(row) ?? 0) * dimension;
    copy.set(rows.subarray(from, from + dimension), at * dimension);
  });
  return spatialEvenness({ count: sample.length, dimension, rows: copy }, check);
}
