import { setImmediate } from "node:timers/promises";
import { createRandom, type Graph, permutation } from "@gleaner/kernel";

/** Share of what a row takes over from its neighbours in each step. */
const alpha = 0.8;
const iterations = 15;
const folds = 5;
/** Multiplications between two looks at the event loop. */
const workAtOnce = 4e6;

/**
 * Class probabilities of rows by labels that spread along the edges of the graph (Zhou et al. 2004, "Learning with Local and Global
 * Consistency", eq. 5, iterated 15 times with alpha = 0.8): edges weigh exp(-(d / s)^2), d being the Euclidean distance of the normalised
 * vectors and s the median distance to the farthest listed neighbour, and are normalised by the degrees of both ends. Out of sample: rows
 * are dealt into five folds, and those of a fold see only the labels of the others. Rows that no label reaches get equal shares.
 * `rows.length x classes`, row-major. O(folds x iterations x n x k x classes); the event loop is free in between.
 * @param labels class of each row of the graph, -1 for none
 */
export async function spreadLabels(
  graph: Graph,
  rows: Int32Array,
  labels: Int32Array,
  classes: number,
  seed: number,
): Promise<Float32Array> {
  const { n } = graph;
  const weights = edgeWeights(graph);
  const fold = new Int8Array(n);
  permutation(n, createRandom(seed)).forEach((row, at) => {
    fold[row] = at % folds;
  });
  const out = new Float32Array(rows.length * classes);
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
      for (let c = 0; c < classes; c++) out[at * classes + c] = sum > 0 ? own[c] / sum : 1 / classes;
    });
  }
  return out;
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
