import { setImmediate } from "node:timers/promises";
import { createRandom, type Graph, permutation } from "@gleaner/kernel";

/** Share of what a row takes over from its neighbours in each step. */
const alpha = 0.8;
const iterations = 15;
const folds = 5;
/** Steps in which a changed label is followed through the graph, and the least weight that is followed. */
const followedSteps = 5;
const leastFollowed = 1e-4;
/** Multiplications between two looks at the event loop. */
const workAtOnce = 4e6;

/** What labels said of rows when they had spread. */
export interface Spread {
  /** `rows x classes`, row-major; each row sums to 1. */
  shares: Float32Array;
  /** What reached each row in all: the sum that its shares were divided by. */
  mass: Float32Array;
}

/**
 * Class probabilities of rows by labels that spread along the edges of the graph (Zhou et al. 2004, "Learning with Local and Global
 * Consistency", eq. 5, iterated 15 times with alpha = 0.8): edges weigh exp(-(d / s)^2), d being the Euclidean distance of the normalised
 * vectors and s the median distance to the farthest listed neighbour, and are normalised by the degrees of both ends. Out of sample: rows
 * are dealt into five folds, and those of a fold see only the labels of the others. Rows that no label reaches get equal shares.
 * O(folds x iterations x n x k x classes); the event loop is free in between.
 * @param labels class of each row of the graph, -1 for none
 */
export async function spreadLabels(
  graph: Graph,
  rows: Int32Array,
  labels: Int32Array,
  classes: number,
  seed: number,
): Promise<Spread> {
  const { n } = graph;
  const weights = edgeWeights(graph);
  const fold = foldsOf(n, seed);
  const shares = new Float32Array(rows.length * classes);
  const mass = new Float32Array(rows.length);
  for (let hidden = 0; hidden < folds; hidden++) {
    const start = new Float32Array(n * classes);
    labels.forEach((label, row) => {
      if (label >= 0 && fold[row] !== hidden) start[row * classes + label] = 1;
    });
    const spread = await iterate(graph, weights, start, classes);
    rows.forEach((row, at) => {
      if (fold[row] !== hidden) return;
      const own = spread.subarray(row * classes, (row + 1) * classes);
      const sum = own.reduce((total, value) => total + value, 0);
      mass[at] = sum;
      for (let c = 0; c < classes; c++) shares[at * classes + c] = sum > 0 ? own[c] / sum : 1 / classes;
    });
  }
  return { shares, mass };
}

/** The label of a row of the graph that has become another; -1 for none. */
export interface LabelChange {
  row: number;
  from: number;
  to: number;
}

/** The shares of a spread after some labels have changed. */
export type Respread = (spread: Spread, changes: readonly LabelChange[]) => Float32Array;

/**
 * Tells what spreads over a graph become where some labels have changed: spreading is linear in the labels, so what each of them gave to others is followed five steps
 * along the edges and moved from the old class to the new. Only rows that a change reaches are touched. One pass over the edges, then
 * O(changes x rows near them) a call.
 */
export function respreader(graph: Graph, rows: Int32Array, classes: number, seed: number): Respread {
  const place = new Int32Array(graph.n).fill(-1);
  rows.forEach((row, at) => {
    place[row] = at;
  });
  const fold = foldsOf(graph.n, seed);
  const weights = edgeWeights(graph);
  const listing = listedBy(graph);
  return ({ shares, mass }, changes) => {
    const changed = shares.slice();
    const touched = new Map<number, Float64Array>();
    for (const { row, from, to } of changes) {
      if (from === to) continue;
      for (const [other, given] of reachOf(row, graph, weights, listing)) {
        const at = place[other];
        if (at < 0 || fold[other] === fold[row]) continue;
        let own = touched.get(at);
        if (!own) {
          own = Float64Array.from(shares.subarray(at * classes, (at + 1) * classes), (share) => share * mass[at]);
          touched.set(at, own);
        }
        if (from >= 0) own[from] = Math.max(0, own[from] - given);
        if (to >= 0) own[to] += given;
      }
    }
    for (const [at, own] of touched) {
      const sum = own.reduce((total, value) => total + value, 0);
      for (let c = 0; c < classes; c++) changed[at * classes + c] = sum > 0 ? own[c] / sum : 1 / classes;
    }
    return changed;
  };
}

/** What a label of one row gives to others. */
function reachOf(row: number, { k, neighbors }: Graph, weights: Float32Array, { start, edges }: Listing) {
  const reached = new Map<number, number>();
  let wave = new Map([[row, 1 - alpha]]);
  for (let step = 0; step < followedSteps; step++) {
    const next = new Map<number, number>();
    const give = (to: number, value: number) => next.set(to, (next.get(to) ?? 0) + value);
    for (const [from, value] of wave) {
      if (value < leastFollowed) continue;
      for (let edge = from * k; edge < (from + 1) * k; edge++) {
        if (weights[edge] > 0) give(neighbors[edge], alpha * weights[edge] * value);
      }
      for (let at = start[from]; at < start[from + 1]; at++) {
        const edge = edges[at];
        give(Math.floor(edge / k), alpha * weights[edge] * value);
      }
    }
    for (const [to, value] of next) reached.set(to, (reached.get(to) ?? 0) + value);
    wave = next;
  }
  reached.delete(row);
  return reached;
}

/** The edges that lead to each row, in compressed rows. */
interface Listing {
  start: Int32Array;
  edges: Int32Array;
}

function listedBy({ n, neighbors }: Graph): Listing {
  const start = new Int32Array(n + 1);
  for (const other of neighbors) if (other >= 0) start[other + 1]++;
  for (let row = 0; row < n; row++) start[row + 1] += start[row];
  const edges = new Int32Array(start[n]);
  const filled = start.slice(0, n);
  neighbors.forEach((other, edge) => {
    if (other >= 0) edges[filled[other]++] = edge;
  });
  return { start, edges };
}

/** The fold of each row, the same for the same seed. */
function foldsOf(n: number, seed: number): Int8Array {
  const fold = new Int8Array(n);
  permutation(n, createRandom(seed)).forEach((row, at) => {
    fold[row] = at % folds;
  });
  return fold;
}

/** Weight of each edge, divided by the square roots of the degrees of its ends; 0 for padding. */
function edgeWeights({ n, k, neighbors, similarities }: Graph): Float32Array {
  const farthest = Float32Array.from({ length: n }, (_, row) => {
    const listed = similarities.subarray(row * k, (row + 1) * k).filter((value) => value > Number.NEGATIVE_INFINITY);
    return listed.length > 0 ? Math.max(0, 2 - 2 * listed[listed.length - 1]) : Number.NaN;
  })
    .filter((squared) => !Number.isNaN(squared))
    .sort();
  const scale = Math.max(farthest[farthest.length >> 1] ?? 1, 1e-12);
  const degree = new Float64Array(n);
  const weights = new Float32Array(n * k);
  for (let edge = 0; edge < n * k; edge++) {
    if (neighbors[edge] < 0) continue;
    weights[edge] = Math.exp(-Math.max(0, 2 - 2 * similarities[edge]) / scale);
    degree[Math.floor(edge / k)] += weights[edge];
    degree[neighbors[edge]] += weights[edge];
  }
  return weights.map((weight, edge) =>
    weight === 0 ? 0 : weight / Math.sqrt(degree[Math.floor(edge / k)] * degree[neighbors[edge]]),
  );
}

async function iterate(
  { n, k, neighbors }: Graph,
  weights: Float32Array,
  start: Float32Array,
  classes: number,
): Promise<Float32Array> {
  const rowsAtOnce = Math.max(1, Math.floor(workAtOnce / (2 * k * classes)));
  let before = start;
  for (let step = 0; step < iterations; step++) {
    const after = start.map((value) => (1 - alpha) * value);
    for (let row = 0; row < n; row++) {
      if (row % rowsAtOnce === 0) await setImmediate();
      for (let edge = row * k; edge < (row + 1) * k; edge++) {
        const weight = alpha * weights[edge];
        if (weight === 0) continue;
        const [own, other] = [row * classes, neighbors[edge] * classes];
        for (let c = 0; c < classes; c++) {
          after[own + c] += weight * before[other + c];
          after[other + c] += weight * before[own + c];
        }
      }
    }
    before = after;
  }
  return before;
}
