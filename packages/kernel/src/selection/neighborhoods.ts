import type { Graph } from "../graph.ts";

/**
 * The undirected neighbourhoods of a graph in compressed rows: i and j are neighbours when either lists the other.
 * Similarities are clamped to 0..1; edges of similarity 0 or less are left out.
 */
export interface Neighborhoods {
  readonly n: number;
  readonly start: Int32Array;
  readonly neighbors: Int32Array;
  readonly similarities: Float32Array;
}

/** Symmetrises a directed graph. O(n k^2). */
export function neighborhoodsOf({ n, k, neighbors, similarities }: Graph): Neighborhoods {
  const lists = (i: number, j: number) => {
    for (let edge = i * k; edge < (i + 1) * k; edge++) if (neighbors[edge] === j) return true;
    return false;
  };
  const oneSided = new Uint8Array(n * k);
  const start = new Int32Array(n + 1);
  const isEdge = (edge: number) => neighbors[edge] >= 0 && similarities[edge] > 0;
  for (let i = 0; i < n; i++) {
    for (let edge = i * k; edge < (i + 1) * k; edge++) {
      if (!isEdge(edge)) continue;
      start[i + 1]++;
      if (lists(neighbors[edge], i)) continue;
      oneSided[edge] = 1;
      start[neighbors[edge] + 1]++;
    }
  }
  for (let i = 0; i < n; i++) start[i + 1] += start[i];
  const end = start.slice(0, n);
  const flat = { n, start, neighbors: new Int32Array(start[n]), similarities: new Float32Array(start[n]) };
  const add = (i: number, j: number, similarity: number) => {
    flat.neighbors[end[i]] = j;
    flat.similarities[end[i]++] = Math.min(1, similarity);
  };
  for (let i = 0; i < n; i++) {
    for (let edge = i * k; edge < (i + 1) * k; edge++) {
      if (!isEdge(edge)) continue;
      add(i, neighbors[edge], similarities[edge]);
      if (oneSided[edge]) add(neighbors[edge], i, similarities[edge]);
    }
  }
  return flat;
}
