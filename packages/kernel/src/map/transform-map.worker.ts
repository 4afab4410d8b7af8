import type { Graph } from "../graph.ts";
import { createRandom } from "../random.ts";
import { sharedFloat32 } from "../shared-memory.ts";
import { serveTask, type TaskContext } from "../task.ts";
import { fitSimilarityCurve } from "./curve.ts";
import { membershipStrengths } from "./fuzzy-set.ts";
import { negativeRate } from "./umap-epochs.ts";
import { droppedBits, tabulateForces } from "./umap-forces.ts";

/** Neighbours of new points among the points of a map. */
export type NeighborRows = Omit<Graph, "recall">;

export interface TransformInput {
  map: Float32Array;
  rows: NeighborRows;
  seed: number;
  minDistance: number;
  spread: number;
}

const epochs = 30;
const firstStep = 0.25;
const pointsPerReport = 500;

serveTask<TransformInput, Float32Array>(placePoints);

function placePoints({ map, rows, seed, minDistance, spread }: TransformInput, context: TaskContext): Float32Array {
  const placed = sharedFloat32(2 * rows.n);
  const mapped = map.length / 2;
  const forces = tabulateForces(fitSimilarityCurve(minDistance, spread));
  const strengths = membershipStrengths(rows);
  const reach = reachOf(map);
  const value = new Float32Array(1);
  const bits = new Uint32Array(value.buffer);
  const forceAt = (table: Float32Array, dx: number, dy: number) => {
    value[0] = dx * dx + dy * dy;
    return value[0] > 0 ? table[bits[0] >>> droppedBits] : 0;
  };
  for (let i = 0; i < rows.n; i++) {
    if (i % pointsPerReport === 0) {
      context.check();
      context.progress(i / rows.n, "map");
    }
    const from = i * rows.k;
    let [x, y, total] = [0, 0, 0];
    for (let edge = from; edge < from + rows.k; edge++) {
      const j = rows.neighbors[edge];
      if (j < 0) continue;
      x += strengths[edge] * map[2 * j];
      y += strengths[edge] * map[2 * j + 1];
      total += strengths[edge];
    }
    const random = createRandom(seed ^ Math.imul(rows.k > 0 ? rows.neighbors[from] + 1 : 1, 0x9e3779b1));
    if (total === 0) {
      const angle = 2 * Math.PI * random.uniform();
      placed[2 * i] = 1.1 * reach * Math.cos(angle);
      placed[2 * i + 1] = 1.1 * reach * Math.sin(angle);
      continue;
    }
    x /= total;
    y /= total;
    for (let epoch = 0; epoch < epochs; epoch++) {
      const step = firstStep * (1 - epoch / epochs);
      for (let edge = from; edge < from + rows.k; edge++) {
        const j = rows.neighbors[edge];
        if (j < 0 || random.uniform() >= strengths[edge]) continue;
        const attraction = forceAt(forces.attraction, x - map[2 * j], y - map[2 * j + 1]);
        const [dx, dy] = [x - map[2 * j], y - map[2 * j + 1]];
        x += step * attraction * dx;
        y += step * attraction * dy;
        for (let sample = 0; sample < negativeRate; sample++) {
          const other = random.integer(mapped);
          const [ex, ey] = [x - map[2 * other], y - map[2 * other + 1]];
          const repulsion = forceAt(forces.repulsion, ex, ey);
          x += step * repulsion * ex;
          y += step * repulsion * ey;
        }
      }
    }
    placed[2 * i] = x;
    placed[2 * i + 1] = y;
  }
  return placed;
}

/** Largest distance of a point of the map from the origin. */
function reachOf(map: Float32Array): number {
  let reach = 0;
  for (let at = 0; at < map.length; at += 2) reach = Math.max(reach, Math.hypot(map[at], map[at + 1]));
  return reach;
}
