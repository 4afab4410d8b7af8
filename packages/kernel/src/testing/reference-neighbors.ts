import type { Graph } from "../graph.ts";
import type { Metric } from "../neighbors/metric.ts";

/** Nearest neighbours by the obvious double loop in float64, for tests. Ties go to the smaller row; zero rows take no part. O(n^2 d). */
export function referenceNeighbors(data: Float32Array, dimension: number, wanted: number, metric: Metric): Graph {
  const n = data.length / dimension;
  const k = Math.max(0, Math.min(wanted, n - 1));
  const product = (i: number, j: number) => {
    let sum = 0;
    for (let c = 0; c < dimension; c++) sum += data[i * dimension + c] * data[j * dimension + c];
    return sum;
  };
  const inverse = Float64Array.from({ length: n }, (_, i) => 1 / Math.sqrt(product(i, i)));
  const neighbors = new Int32Array(n * k).fill(-1);
  const similarities = new Float32Array(n * k).fill(-Infinity);
  for (let i = 0; i < n; i++) {
    if (inverse[i] === Infinity) continue;
    const others: { j: number; score: number }[] = [];
    for (let j = 0; j < n; j++) {
      if (j === i || inverse[j] === Infinity) continue;
      const dot = product(i, j);
      const cosine = Math.min(1, Math.max(-1, dot * (inverse[i] * inverse[j])));
      others.push({ j, score: Math.fround(metric === "cosine" ? cosine : dot) });
    }
    others.sort((a, b) => b.score - a.score || a.j - b.j);
    for (let c = 0; c < Math.min(k, others.length); c++) {
      neighbors[i * k + c] = others[c].j;
      similarities[i * k + c] = others[c].score;
    }
  }
  return { n, k, neighbors, similarities, recall: 1 };
}
