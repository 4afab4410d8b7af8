import type { Graph } from "../graph.ts";
import { sharedFloat32 } from "../shared-memory.ts";
import { serveTask } from "../task.ts";
import type { NeighborScores } from "./neighbor-scores.ts";

/** Rows between two looks at whether the work is still wanted. */
const rowsPerCheck = 65_536;

serveTask<Graph, NeighborScores>(({ n, k, neighbors, similarities }, context) => {
  const unknown = () => sharedFloat32(n).fill(Number.NaN);
  const nearestDistance = unknown();
  const typicality = unknown();
  const intrinsicDimension = unknown();
  const distances = new Float64Array(k);
  for (let row = 0; row < n; row++) {
    if (row % rowsPerCheck === 0) {
      context.check();
      context.progress(row / n, "scores");
    }
    let count = 0;
    let sum = 0;
    for (let e = row * k; e < (row + 1) * k; e++) {
      if (neighbors[e] < 0) continue;
      sum += similarities[e];
      distances[count++] = Math.max(0, 1 - similarities[e]);
    }
    if (count === 0) continue;
    nearestDistance[row] = distances[0];
    typicality[row] = sum / count;
    intrinsicDimension[row] = levinaBickel(distances, count);
  }
  context.check();
  return { nearestDistance, typicality, intrinsicDimension, outlier: shareAbove(typicality, unknown()) };
});

/** `(count - 2) / sum ln(T_last / T_j)` over the distances `T_j` but the last; those of zero are left out. */
function levinaBickel(distances: Float64Array, count: number): number {
  const last = distances[count - 1];
  let sum = 0;
  let used = 0;
  for (let j = 0; j < count - 1; j++) {
    if (distances[j] <= 0) continue;
    sum += Math.log(last / distances[j]);
    used++;
  }
  return used >= 2 && sum > 0 ? (used - 1) / sum : Number.NaN;
}

/** For each value the share of values above it, ties at the middle of their ranks; NaN stays NaN. */
function shareAbove(values: Float32Array, share: Float32Array): Float32Array {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const last = Math.max(1, sorted.length - 1);
  values.forEach((value, row) => {
    if (Number.isNaN(value)) return;
    const below = countBelow(sorted, value, false);
    const upTo = countBelow(sorted, value, true);
    share[row] = (2 * sorted.length - upTo - below - 1) / 2 / last;
  });
  return share;
}

/** How many of the ascending values are smaller than one, or with `orEqual` not larger. */
function countBelow(sorted: Float32Array, value: number, orEqual: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value || (orEqual && sorted[middle] === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}
