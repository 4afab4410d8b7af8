import type { Graph } from "../graph.ts";
import { createRandom } from "../random.ts";
import { sharedFloat32, toSharedNow } from "../shared-memory.ts";
import { fuzzySet } from "./fuzzy-set.ts";
import { initialLayout, placeIsolated } from "./initial-layout.ts";
import { hilbertOrder, reorderGraph } from "./locality.ts";
import type { PreparedLayout, UmapSettings } from "./umap-calls.ts";
import { negativeRate, positionsAt } from "./umap-epochs.ts";

/** Half the width of the layout at the start: 10 units across, as in the reference implementation. */
const startRadius = 5;
const verticesPerPartition = 8192;
const mostPartitions = 32;

/**
 * Builds the descent: fuzzy set, spectral start, vertices in the order of a Hilbert curve through the start and cut into
 * partitions of about 8,192, so that most edges lie within a partition and positions stay in the cache.
 * Edges that would not be sampled once in all epochs are left out. Everything is in shared memory.
 */
export function prepareLayout(graph: Graph, settings: UmapSettings, check: () => void): PreparedLayout {
  const { n } = graph;
  const set = fuzzySet(graph);
  check();
  const start = initialLayout(set, startRadius, createRandom(settings.seed), check);
  const order = hilbertOrder(start);
  let heaviest = 0;
  for (const weight of set.weights) heaviest = Math.max(heaviest, weight);
  const ordered = reorderGraph(set, order, heaviest / settings.epochs);
  check();
  const edges = ordered.neighbors.length;
  const period = sharedFloat32(edges);
  const nextSample = sharedFloat32(edges);
  const nextNegative = sharedFloat32(edges);
  for (let edge = 0; edge < edges; edge++) {
    period[edge] = heaviest / ordered.weights[edge];
    nextSample[edge] = period[edge];
    nextNegative[edge] = period[edge] / negativeRate;
  }
  const positions = sharedFloat32(4 * n);
  order.forEach((row, vertex) => {
    positions[2 * vertex] = start[2 * row];
    positions[2 * vertex + 1] = start[2 * row + 1];
  });
  const descent = {
    n,
    start: toSharedNow(ordered.start),
    neighbors: toSharedNow(ordered.neighbors),
    period,
    nextSample,
    nextNegative,
    positions,
    epochs: settings.epochs,
    partitions: Math.max(1, Math.min(mostPartitions, Math.round(n / verticesPerPartition))),
    seed: settings.seed,
  };
  return { descent, order: toSharedNow(order) };
}

/** Final positions by row of the graph, with the mean at the origin and rows without any edge on a ring around the others. */
export function finishLayout({ descent, order }: PreparedLayout): Float32Array {
  const { n, epochs } = descent;
  const first = positionsAt(descent, epochs);
  const last = descent.positions.subarray(first, first + 2 * n);
  placeIsolated(descent, last);
  let [meanX, meanY] = [0, 0];
  for (let vertex = 0; vertex < n; vertex++) {
    meanX += last[2 * vertex] / n;
    meanY += last[2 * vertex + 1] / n;
  }
  const result = sharedFloat32(2 * n);
  order.forEach((row, vertex) => {
    result[2 * row] = last[2 * vertex] - meanX;
    result[2 * row + 1] = last[2 * vertex + 1] - meanY;
  });
  return result;
}
