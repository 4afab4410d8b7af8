import type { Graph } from "../graph.ts";
import { type Neighborhoods, neighborhoodsOf } from "./neighborhoods.ts";

/**
 * The facility-location objective on a sparse graph: the sum over all rows of the similarity to the most similar pick,
 * f(S) = sum_i w_i max(0, max_{j in S} s(i, j)), with s(i, i) = 1 and absent edges 0 (Lin & Bilmes 2011; Wei, Iyer & Bilmes 2015 for
 * sparse graphs). Edges are taken in both directions. Sums are float64.
 */
export interface Representation {
  /** What picking a row would add now. O(its edges). */
  gain(row: number): number;
  /** Picks a row. */
  add(row: number): void;
}

/** An empty selection over a graph. O(n k). */
export function createRepresentation(graph: Graph): Representation {
  return representationOn(neighborhoodsOf(graph), null);
}

/** The same over neighbourhoods; `weights` (n) says how much it counts to represent each row, null counts each once. */
export function representationOn(
  { n, start, neighbors, similarities }: Neighborhoods,
  weights: Float32Array | null,
): Representation {
  const best = new Float64Array(n);
  const weigh = weights ?? new Float32Array(n).fill(1);
  return {
    gain(row) {
      let sum = weigh[row] * (1 - best[row]);
      for (let edge = start[row]; edge < start[row + 1]; edge++) {
        const other = neighbors[edge];
        const more = similarities[edge] - best[other];
        if (more > 0) sum += weigh[other] * more;
      }
      return sum;
    },
    add(row) {
      best[row] = 1;
      for (let edge = start[row]; edge < start[row + 1]; edge++) {
        if (similarities[edge] > best[neighbors[edge]]) best[neighbors[edge]] = similarities[edge];
      }
    },
  };
}
