import { KernelError } from "../error.ts";
import type { Graph } from "../graph.ts";

/** Groups of near-duplicate rows. */
export interface DuplicateGroups {
  /** The row that stands for each row's group; a row without duplicates stands for itself. */
  representative: Int32Array;
  /** Edges at or above the threshold, each pair once, most similar first: `pairs[2i]` < `pairs[2i + 1]`. */
  pairs: Int32Array;
}

/**
 * Rows that are near-duplicates of each other: edges of the graph with a similarity of at least `threshold` make pairs. Rows with the
 * most weight of such edges become representatives, one after the other, and take the rows that are paired with them (star clustering,
 * Aslam et al. 2004): every member is a near-duplicate of its representative itself, so that a chain of small steps does not swallow a
 * whole series. O(edges log edges).
 * @throws KernelError `invalid_argument` for a threshold outside [-1, 1]
 */
export function nearDuplicates(graph: Graph, threshold: number): DuplicateGroups {
  if (!(threshold >= -1 && threshold <= 1)) {
    throw new KernelError("invalid_argument", "A similarity threshold lies in [-1, 1].", { threshold });
  }
  const edges = edgesAbove(graph, threshold);
  const weight = new Float64Array(graph.n);
  const partners = new Map<number, number[]>();
  const link = (row: number, other: number) => {
    const list = partners.get(row);
    if (list) list.push(other);
    else partners.set(row, [other]);
  };
  for (const { a, b, similarity } of edges) {
    weight[a] += similarity;
    weight[b] += similarity;
    link(a, b);
    link(b, a);
  }
  const representative = new Int32Array(graph.n).fill(-1);
  const order = [...partners.keys()].sort((a, b) => weight[b] - weight[a] || a - b);
  for (const center of order) {
    if (representative[center] >= 0) continue;
    representative[center] = center;
    for (const other of partners.get(center) ?? []) if (representative[other] < 0) representative[other] = center;
  }
  for (let row = 0; row < graph.n; row++) if (representative[row] < 0) representative[row] = row;
  return { representative, pairs: Int32Array.from(edges.flatMap(({ a, b }) => [a, b])) };
}

/** Edges at or above a similarity, each pair once, most similar first, then by row numbers. */
function edgesAbove({ n, k, neighbors, similarities }: Graph, threshold: number) {
  const best = new Map<number, number>();
  for (let row = 0; row < n; row++) {
    for (let e = row * k; e < (row + 1) * k; e++) {
      const other = neighbors[e];
      if (other < 0 || other === row || !(similarities[e] >= threshold)) continue;
      const key = Math.min(row, other) * n + Math.max(row, other);
      const known = best.get(key);
      if (known === undefined || similarities[e] > known) best.set(key, similarities[e]);
    }
  }
  return [...best]
    .map(([key, similarity]) => ({ a: Math.floor(key / n), b: key % n, similarity }))
    .sort((first, second) => second.similarity - first.similarity || first.a - second.a || first.b - second.b);
}

/**
 * A threshold for near-duplicates that suits a space: distances below `share` (default 0.13, cleanlab's) of the median distance to the
 * nearest neighbour. Never below 1e-5, so that equal rows count in spaces where most rows have an equal.
 */
export function duplicateDistance(nearestDistance: Float32Array, share = 0.13): number {
  const known = nearestDistance.filter((distance) => !Number.isNaN(distance)).sort();
  const median = known.length > 0 ? known[known.length >> 1] : 0;
  return Math.max(1e-5, share * median);
}
