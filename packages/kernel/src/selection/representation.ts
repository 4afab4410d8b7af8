import type { Graph } from "../graph.ts";

/**
 * The facility-location objective on a sparse graph: the sum over all rows of the similarity to the most similar pick,
 * f(S) = sum_i max(0, max_{j in S} s(i, j)), with s(i, i) = 1 and absent edges 0 (Lin & Bilmes 2011; Wei, Iyer & Bilmes 2015 for sparse graphs).
 * Edges are taken in both directions. Sums are float64.
 */
export interface Representation {
  /** What picking a row would add now. O(its edges). */
  gain(row: number): number;
  /** Picks a row. */
  add(row: number): void;
}

/** An empty selection over a graph. O(n k). */
export function createRepresentation(graph: Graph): Representation {
  const { n } = graph;
  const { start, other, similarity } = bothDirections(graph);
  const best = new Float64Array(n);
  return {
    gain(row) {
      let sum = Math.max(0, 1 - best[row]);
      for (let e = start[row]; e < start[row + 1]; e++) {
        const more = similarity[e] - best[other[e]];
        if (more > 0) sum += more;
      }
      return sum;
    },
    add(row) {
      best[row] = 1;
      for (let e = start[row]; e < start[row + 1]; e++) {
        if (similarity[e] > best[other[e]]) best[other[e]] = similarity[e];
      }
    },
  };
}

/** For each row the rows that it stands for: those that list it and those that it lists, each once. */
function bothDirections({ n, k, neighbors, similarities }: Graph) {
  const start = new Int32Array(n + 1);
  for (let row = 0; row < n; row++) {
    for (let e = row * k; e < (row + 1) * k; e++) {
      if (neighbors[e] < 0) continue;
      start[row + 1]++;
      if (!lists(neighbors, k, neighbors[e], row)) start[neighbors[e] + 1]++;
    }
  }
  for (let row = 0; row < n; row++) start[row + 1] += start[row];
  const at = start.slice(0, n);
  const other = new Int32Array(start[n]);
  const similarity = new Float32Array(start[n]);
  const put = (from: number, to: number, value: number) => {
    other[at[from]] = to;
    similarity[at[from]++] = value;
  };
  for (let row = 0; row < n; row++) {
    for (let e = row * k; e < (row + 1) * k; e++) {
      if (neighbors[e] < 0) continue;
      put(row, neighbors[e], similarities[e]);
      if (!lists(neighbors, k, neighbors[e], row)) put(neighbors[e], row, similarities[e]);
    }
  }
  return { start, other, similarity };
}

function lists(neighbors: Int32Array, k: number, row: number, wanted: number): boolean {
  for (let e = row * k; e < (row + 1) * k; e++) if (neighbors[e] === wanted) return true;
  return false;
}
