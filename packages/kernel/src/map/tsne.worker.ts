import type { Graph } from "../graph.ts";
import { createRandom } from "../random.ts";
import { sharedFloat32 } from "../shared-memory.ts";
import { serveTask } from "../task.ts";
import type { WeightedGraph } from "./fuzzy-set.ts";
import { GridRepulsion } from "./grid-repulsion.ts";
import { initialLayout, placeIsolated } from "./initial-layout.ts";
import { PairRepulsion } from "./pair-repulsion.ts";
import { jointProbabilities } from "./tsne-affinities.ts";

export interface TsneInput {
  graph: Graph;
  seed: number;
  epochs: number;
}

const exaggeration = 12;
const startRadius = 1e-4;
const leastGain = 0.01;
const mostForPairs = 2000;

serveTask<TsneInput, Float32Array>(({ graph, seed, epochs }, context) => {
  const joint = jointProbabilities(graph);
  const start = initialLayout(joint, startRadius, createRandom(seed), context.check);
  const positions = Float64Array.from(start);
  const repulsion = graph.n <= mostForPairs ? new PairRepulsion(graph.n) : new GridRepulsion(graph.n, context.check);
  const attraction = new Float64Array(2 * graph.n);
  const velocity = new Float64Array(2 * graph.n);
  const gains = new Float64Array(2 * graph.n).fill(1);
  const exaggerated = Math.floor(epochs / 3);
  const rate = Math.max(graph.n / exaggeration / 4, 50);
  for (let epoch = 0; epoch < epochs; epoch++) {
    context.check();
    const early = epoch < exaggerated;
    const momentum = early ? 0.5 : 0.8;
    attract(joint, positions, attraction);
    const { forces, normalizer } = repulsion.compute(positions);
    const factor = early ? exaggeration : 1;
    for (let at = 0; at < positions.length; at++) {
      const gradient = 4 * (factor * attraction[at] - forces[at] / Math.max(normalizer, Number.MIN_VALUE));
      const slows = gradient > 0 === velocity[at] > 0;
      gains[at] = Math.max(leastGain, slows ? gains[at] * 0.8 : gains[at] + 0.2);
      velocity[at] = momentum * velocity[at] - rate * gains[at] * gradient;
      positions[at] += velocity[at];
    }
    center(positions);
    context.progress((epoch + 1) / epochs, "map");
  }
  const result = sharedFloat32(positions.length);
  result.set(positions);
  placeIsolated(joint, result);
  return result;
});

/** Sum over the edges of each point of `p (y_i - y_j) / (1 + |y_i - y_j|^2)`. */
function attract(joint: WeightedGraph, positions: Float64Array, forces: Float64Array): void {
  const { n, start, neighbors, weights } = joint;
  for (let i = 0; i < n; i++) {
    const [x, y] = [positions[2 * i], positions[2 * i + 1]];
    let [sumX, sumY] = [0, 0];
    for (let edge = start[i]; edge < start[i + 1]; edge++) {
      const j = neighbors[edge];
      const dx = x - positions[2 * j];
      const dy = y - positions[2 * j + 1];
      const force = weights[edge] / (1 + dx * dx + dy * dy);
      sumX += force * dx;
      sumY += force * dy;
    }
    forces[2 * i] = sumX;
    forces[2 * i + 1] = sumY;
  }
}

function center(positions: Float64Array): void {
  const n = positions.length / 2;
  let [meanX, meanY] = [0, 0];
  for (let i = 0; i < n; i++) {
    meanX += positions[2 * i] / n;
    meanY += positions[2 * i + 1] / n;
  }
  for (let i = 0; i < n; i++) {
    positions[2 * i] -= meanX;
    positions[2 * i + 1] -= meanY;
  }
}
