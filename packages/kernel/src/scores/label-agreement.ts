import { checkGraph } from "../arguments.ts";
import { KernelError } from "../error.ts";
import type { Graph } from "../graph.ts";

/** How the labels of a row's neighbours fit its own; one entry a row. */
export interface LabelAgreement {
  /** Share, weighted by similarity, of the labelled neighbours that have the row's own label, 0..1; NaN where nothing is known. */
  agreement: Float32Array;
  /** The label with the largest share among the neighbours (the smaller among equals); -1 without labelled neighbours. */
  majority: Int32Array;
}

/**
 * Compares each row's label with those of its neighbours. `labels` has one whole number from 0 a row, -1 for unlabelled rows.
 * Similarities below 0 count 0. O(n k^2).
 * @throws KernelError `invalid_argument` when there is not one label a row.
 */
export function labelAgreement(graph: Graph, labels: Int32Array): LabelAgreement {
  checkGraph(graph);
  const { n, k, neighbors, similarities } = graph;
  if (labels.length !== n) throw new KernelError("invalid_argument", "There must be one label a row.", { n });
  const agreement = new Float32Array(n).fill(Number.NaN);
  const majority = new Int32Array(n).fill(-1);
  for (let row = 0; row < n; row++) {
    const votes = new Map<number, number>();
    let total = 0;
    for (let edge = row * k; edge < (row + 1) * k; edge++) {
      const label = neighbors[edge] < 0 ? -1 : labels[neighbors[edge]];
      if (label < 0) continue;
      const weight = Math.max(0, similarities[edge]);
      votes.set(label, (votes.get(label) ?? 0) + weight);
      total += weight;
    }
    let most = -1;
    for (const [label, weight] of votes) {
      if (weight < most || (weight === most && label > majority[row])) continue;
      [most, majority[row]] = [weight, label];
    }
    if (labels[row] >= 0 && total > 0) agreement[row] = (votes.get(labels[row]) ?? 0) / total;
  }
  return { agreement, majority };
}
