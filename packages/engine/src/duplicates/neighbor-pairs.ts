import { setImmediate } from "node:timers/promises";
import type { Graph } from "@gleaner/kernel";
import type { PairDistances } from "./pair-distances.ts";

/** Edges between two looks at what else is to be done. */
const edgesAtOnce = 50_000;

/**
 * Neighbours in a graph as pairs, each once, with the cosine distance of their vectors. O(n k^2), without sorting all of them: counted by
 * the smaller row, then put in their places. The event loop gets its turn in between.
 */
export async function neighborPairs({ n, k, neighbors, similarities }: Graph): Promise<PairDistances> {
  const isListedBy = (row: number, other: number) => {
    for (let edge = row * k; edge < (row + 1) * k; edge++) if (neighbors[edge] === other) return true;
    return false;
  };
  const isFirst = (row: number, other: number) =>
    other >= 0 && other !== row && (row < other || !isListedBy(other, row));
  const start = new Int32Array(n + 1);
  for (let edge = 0; edge < n * k; edge++) {
    if (edge % edgesAtOnce === 0) await setImmediate();
    const row = Math.floor(edge / k);
    if (isFirst(row, neighbors[edge])) start[Math.min(row, neighbors[edge]) + 1]++;
  }
  for (let row = 0; row < n; row++) start[row + 1] += start[row];
  const total = start[n];
  const pairs = { a: new Int32Array(total), b: new Int32Array(total), distance: new Float32Array(total) };
  const filled = start.slice(0, n);
  for (let edge = 0; edge < n * k; edge++) {
    if (edge % edgesAtOnce === 0) await setImmediate();
    const row = Math.floor(edge / k);
    if (!isFirst(row, neighbors[edge])) continue;
    const [a, b] = [Math.min(row, neighbors[edge]), Math.max(row, neighbors[edge])];
    let place = filled[a]++;
    pairs.a[place] = a;
    for (; place > start[a] && pairs.b[place - 1] > b; place--) {
      pairs.b[place] = pairs.b[place - 1];
      pairs.distance[place] = pairs.distance[place - 1];
    }
    pairs.b[place] = b;
    pairs.distance[place] = Math.max(0, 1 - similarities[edge]);
  }
  return pairs;
}
