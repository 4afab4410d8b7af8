import type { Graph } from "../graph.ts";

/** A symmetric weighted graph in compressed rows: row i is `neighbors[start[i] .. start[i + 1])`, weights beside it. */
export interface WeightedGraph {
  readonly n: number;
  readonly start: Int32Array;
  readonly neighbors: Int32Array;
  readonly weights: Float32Array;
}

const bandwidthTolerance = 1e-5;
const bandwidthRounds = 64;
const leastBandwidthShare = 1e-3;
/** Distances below this are rounding of a float32 similarity of 1. */
const sameDistance = 1e-6;

/**
 * Membership strength of every directed edge of a neighbour graph, `n x k`, padding 0: `exp(-(d - rho) / sigma)`, with d the
 * cosine distance, rho the distance of the nearest distinct neighbour and sigma such that a row sums to log2(k + 1)
 * (McInnes et al. 2018, "UMAP", algorithm 3; k + 1 because their lists begin with the point itself).
 * A row's strengths depend on that row alone.
 */
export function membershipStrengths({ n, k, neighbors, similarities }: Omit<Graph, "recall">): Float32Array {
  const strengths = new Float32Array(n * k);
  const distances = new Float64Array(k);
  const target = Math.log2(k + 1);
  for (let i = 0; i < n; i++) {
    let count = 0;
    while (count < k && neighbors[i * k + count] >= 0) {
      distances[count] = 1 - similarities[i * k + count];
      count++;
    }
    if (count === 0) continue;
    const row = distances.subarray(0, count);
    const nearest = row.find((d) => Math.abs(d) > sameDistance) ?? 0;
    const bandwidth = Math.max(bandwidthOf(row, nearest, target), leastBandwidthShare * Math.abs(mean(row)));
    for (let c = 0; c < count; c++) {
      const beyond = row[c] - nearest;
      strengths[i * k + c] = beyond <= 0 || bandwidth === 0 ? 1 : Math.exp(-beyond / bandwidth);
    }
  }
  return strengths;
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return values.length > 0 ? sum / values.length : 0;
}

/** Solves `sum of exp(-max(0, d - nearest) / sigma) = target` by Newton steps kept inside a shrinking bracket. */
function bandwidthOf(row: Float64Array, nearest: number, target: number): number {
  let low = 0;
  let high = Infinity;
  let sigma = Math.max(0, mean(row) - nearest) || 1;
  for (let round = 0; round < bandwidthRounds; round++) {
    let sum = 0;
    let slope = 0;
    for (let c = 0; c < row.length; c++) {
      const beyond = row[c] - nearest;
      if (beyond <= 0) {
        sum += 1;
        continue;
      }
      const strength = Math.exp(-beyond / sigma);
      sum += strength;
      slope += (strength * beyond) / (sigma * sigma);
    }
    if (Math.abs(sum - target) < bandwidthTolerance) break;
    if (sum > target) high = sigma;
    else low = sigma;
    const newton = sigma + (target - sum) / slope;
    if (newton > low && newton < high) sigma = newton;
    else sigma = high === Infinity ? sigma * 2 : (low + high) / 2;
  }
  return sigma;
}

/**
 * The fuzzy simplicial set of a neighbour graph: the union `w + w' - w w'` of the two directed memberships of each pair
 * (probabilistic t-conorm). Row i holds first its own neighbours in order, then those that list i only from their side.
 */
export function fuzzySet(graph: Graph): WeightedGraph {
  const strengths = membershipStrengths(graph);
  return symmetrize(graph, strengths, (there, back) => there + back - there * back);
}

/** Joins the two directions of every pair of a directed graph; a missing direction counts 0. */
export function symmetrize(
  graph: Graph,
  strengths: Float32Array,
  join: (there: number, back: number) => number,
): WeightedGraph {
  const { n, k, neighbors } = graph;
  const listed = (i: number, j: number) => {
    for (let edge = i * k; edge < (i + 1) * k; edge++) if (neighbors[edge] === j) return edge;
    return -1;
  };
  const back = new Int32Array(n * k).fill(-1);
  const start = new Int32Array(n + 1);
  for (let i = 0; i < n; i++) {
    for (let edge = i * k; edge < (i + 1) * k; edge++) {
      const j = neighbors[edge];
      if (j < 0) continue;
      back[edge] = listed(j, i);
      start[i + 1]++;
      if (back[edge] < 0) start[j + 1]++;
    }
  }
  for (let i = 0; i < n; i++) start[i + 1] += start[i];
  const set = { n, start, neighbors: new Int32Array(start[n]), weights: new Float32Array(start[n]) };
  const end = start.slice(0, n);
  const add = (i: number, j: number, weight: number) => {
    set.neighbors[end[i]] = j;
    set.weights[end[i]++] = weight;
  };
  for (let i = 0; i < n; i++) {
    for (let edge = i * k; edge < (i + 1) * k; edge++) {
      const j = neighbors[edge];
      if (j >= 0) add(i, j, join(strengths[edge], back[edge] < 0 ? 0 : strengths[back[edge]]));
    }
  }
  for (let i = 0; i < n; i++) {
    for (let edge = i * k; edge < (i + 1) * k; edge++) {
      const j = neighbors[edge];
      if (j >= 0 && back[edge] < 0) add(j, i, join(strengths[edge], 0));
    }
  }
  return set;
}
