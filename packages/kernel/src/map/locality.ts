import type { WeightedGraph } from "./fuzzy-set.ts";

const bits = 15;
const side = 2 ** bits;

/** Index along the Hilbert curve of order 15 of a cell (column, row), each in 0..32767. */
export function hilbertIndex(column: number, row: number): number {
  let [x, y] = [column, row];
  let index = 0;
  for (let step = side >> 1; step > 0; step >>= 1) {
    const right = (x & step) > 0 ? 1 : 0;
    const upper = (y & step) > 0 ? 1 : 0;
    index += step * step * ((3 * right) ^ upper);
    if (upper === 0) {
      if (right === 1) {
        x = side - 1 - x;
        y = side - 1 - y;
      }
      [x, y] = [y, x];
    }
  }
  return index;
}

/** The vertices (`positions` is `n x 2`) in the order of a Hilbert curve through their bounding square; ties by index. */
export function hilbertOrder(positions: Float32Array): Int32Array {
  const n = positions.length / 2;
  let [lowX, lowY, highX, highY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < n; i++) {
    lowX = Math.min(lowX, positions[2 * i]);
    highX = Math.max(highX, positions[2 * i]);
    lowY = Math.min(lowY, positions[2 * i + 1]);
    highY = Math.max(highY, positions[2 * i + 1]);
  }
  const factor = (side - 1) / (Math.max(highX - lowX, highY - lowY) || 1);
  // One float64 holds curve index (30 bits) and vertex (23 bits or fewer at any n that fits in memory).
  const keys = new Float64Array(n);
  const perIndex = Math.max(1, n);
  for (let i = 0; i < n; i++) {
    const column = Math.floor((positions[2 * i] - lowX) * factor);
    const row = Math.floor((positions[2 * i + 1] - lowY) * factor);
    keys[i] = hilbertIndex(column, row) * perIndex + i;
  }
  keys.sort();
  return Int32Array.from(keys, (key) => key % perIndex);
}

/** The same graph with its vertices renumbered: new vertex r is old vertex `order[r]`. Edges lighter than `least` are left out. */
export function reorderGraph(graph: WeightedGraph, order: Int32Array, least: number): WeightedGraph {
  const { n } = graph;
  const rank = new Int32Array(n);
  order.forEach((vertex, r) => {
    rank[vertex] = r;
  });
  const start = new Int32Array(n + 1);
  for (let r = 0; r < n; r++) {
    let kept = 0;
    for (let edge = graph.start[order[r]]; edge < graph.start[order[r] + 1]; edge++) {
      if (graph.weights[edge] >= least) kept++;
    }
    start[r + 1] = start[r] + kept;
  }
  const neighbors = new Int32Array(start[n]);
  const weights = new Float32Array(start[n]);
  for (let r = 0; r < n; r++) {
    let at = start[r];
    for (let edge = graph.start[order[r]]; edge < graph.start[order[r] + 1]; edge++) {
      if (graph.weights[edge] < least) continue;
      neighbors[at] = rank[graph.neighbors[edge]];
      weights[at++] = graph.weights[edge];
    }
  }
  return { n, start, neighbors, weights };
}
