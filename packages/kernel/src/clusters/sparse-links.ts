import type { Graph } from "../graph.ts";

/** Weights are whole multiples of this share of the largest one, so that sums are exact in whatever order they are made. */
const weightSteps = 2 ** 24;

/**
 * Adjacency of the clusters during agglomeration: every cluster owns a run of (neighbour, weight) entries in one arena.
 * Entries name clusters as they were when the entry was written; `find` resolves them to the living cluster.
 */
export interface SparseLinks {
  /** First entry of each node's run. */
  readonly start: Int32Array;
  /** Entries in each node's run. */
  readonly length: Int32Array;
  /** Neighbour of each entry. */
  neighbors: Int32Array;
  /** Edge weight of each entry, a whole number below 2^53. */
  weights: Float64Array;
  /** First free entry of the arena. */
  end: number;
  /** What one unit of weight is worth in similarity. */
  readonly unit: number;
}

/** Largest positive similarity of the graph, rounded up to a power of two; 1 for a graph without edges. */
function weightScale(graph: Graph): number {
  let largest = 0;
  for (let e = 0; e < graph.similarities.length; e++) {
    if (graph.neighbors[e] >= 0 && graph.similarities[e] > largest) largest = graph.similarities[e];
  }
  return largest > 0 ? 2 ** Math.ceil(Math.log2(largest)) : 1;
}

/**
 * The undirected weighted graph behind a directed k-nearest-neighbour graph: i and j are linked when either lists the other,
 * with the larger of the two similarities; edges with a similarity of zero or less, loops and padding are left out.
 */
export function linkSymmetrically(graph: Graph): SparseLinks {
  const { n, k, neighbors, similarities } = graph;
  const unit = weightScale(graph) / weightSteps;
  const nodes = Math.max(0, 2 * n - 1);
  const weightOf = (edge: number) => Math.round(similarities[edge] / unit);
  const isEdge = (i: number, edge: number) =>
    neighbors[edge] >= 0 && neighbors[edge] !== i && similarities[edge] > 0 && weightOf(edge) > 0;
  const length = new Int32Array(nodes);
  const start = new Int32Array(nodes);
  for (let i = 0; i < n; i++) {
    for (let edge = i * k; edge < (i + 1) * k; edge++) {
      if (!isEdge(i, edge)) continue;
      length[i]++;
      length[neighbors[edge]]++;
    }
  }
  let total = 0;
  for (let i = 0; i < n; i++) {
    start[i] = total;
    total += length[i];
  }
  const links = {
    start,
    length,
    neighbors: new Int32Array(total),
    weights: new Float64Array(total),
    end: total,
    unit,
  };
  length.fill(0);
  for (let i = 0; i < n; i++) {
    for (let edge = i * k; edge < (i + 1) * k; edge++) {
      if (!isEdge(i, edge)) continue;
      addEntry(links, i, neighbors[edge], weightOf(edge));
      addEntry(links, neighbors[edge], i, weightOf(edge));
    }
  }
  keepLargestOfEach(links, n);
  return links;
}

function addEntry(links: SparseLinks, node: number, neighbor: number, weight: number): void {
  const at = links.start[node] + links.length[node]++;
  links.neighbors[at] = neighbor;
  links.weights[at] = weight;
}

function keepLargestOfEach(links: SparseLinks, n: number): void {
  const { start, length, neighbors, weights } = links;
  const place = new Int32Array(n).fill(-1);
  for (let i = 0; i < n; i++) {
    const first = start[i];
    let kept = first;
    for (let at = first; at < first + length[i]; at++) {
      const j = neighbors[at];
      if (place[j] >= first && place[j] < kept && neighbors[place[j]] === j) {
        if (weights[at] > weights[place[j]]) weights[place[j]] = weights[at];
        continue;
      }
      place[j] = kept;
      neighbors[kept] = j;
      weights[kept++] = weights[at];
    }
    length[i] = kept - first;
  }
}

/** Room for `count` entries at the end of the arena; compacts the living runs when the arena is full. */
export function reserve(links: SparseLinks, count: number, living: Iterable<number>): void {
  if (links.end + count <= links.neighbors.length) return;
  let used = 0;
  const alive = [...living].filter((node) => links.length[node] > 0);
  for (const node of alive) used += links.length[node];
  const capacity = Math.max(used * 2, used + count);
  const neighbors = new Int32Array(capacity);
  const weights = new Float64Array(capacity);
  let end = 0;
  for (const node of alive) {
    const from = links.start[node];
    const to = from + links.length[node];
    neighbors.set(links.neighbors.subarray(from, to), end);
    weights.set(links.weights.subarray(from, to), end);
    links.start[node] = end;
    end += to - from;
  }
  links.neighbors = neighbors;
  links.weights = weights;
  links.end = end;
}
