import type { Graph } from "@gleaner/kernel";

/**
 * Class probabilities of rows by their neighbours in the graph, which never include the row itself: each labelled neighbour votes with
 * weight exp(-(d / s)^2), d being the Euclidean distance of the normalised vectors and s the median of the row's distances. Rows without
 * a labelled neighbour get the shares of the classes. `rows.length x classes`, row-major. O(rows x k).
 * @param labels class of each row of the graph, -1 for none
 */
export function neighborPosterior(graph: Graph, rows: Int32Array, labels: Int32Array, classes: number): Float32Array {
  const { k, neighbors, similarities } = graph;
  const shares = new Float64Array(classes);
  let labeled = 0;
  for (const label of labels) {
    if (label < 0) continue;
    shares[label]++;
    labeled++;
  }
  const posterior = new Float32Array(rows.length * classes);
  rows.forEach((row, at) => {
    const own = posterior.subarray(at * classes, (at + 1) * classes);
    const squared = squaredDistances(similarities.subarray(row * k, (row + 1) * k));
    const middle = Math.max(squared[squared.length >> 1] ?? 0, 1e-12);
    let sum = 0;
    for (let i = 0; i < k; i++) {
      const other = neighbors[row * k + i];
      if (other < 0 || labels[other] < 0) continue;
      const weight = Math.exp(-squared[i] / middle);
      own[labels[other]] += weight;
      sum += weight;
    }
    for (let c = 0; c < classes; c++) own[c] = sum > 0 ? own[c] / sum : shares[c] / labeled;
  });
  return posterior;
}

/** Squared Euclidean distances of unit vectors, nearest first; padding (similarity -Infinity) is left out. */
function squaredDistances(similarities: Float32Array): Float64Array {
  const known = similarities.filter((similarity) => similarity > Number.NEGATIVE_INFINITY);
  return Float64Array.from(known, (similarity) => Math.max(0, 2 - 2 * similarity));
}
