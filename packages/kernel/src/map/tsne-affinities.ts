import type { Graph } from "../graph.ts";
import { symmetrize, type WeightedGraph } from "./fuzzy-set.ts";

const rounds = 64;
const tolerance = 1e-5;

/**
 * Joint probabilities of t-SNE on the edges of a graph: each row a Gaussian of the squared distance `2 - 2 similarity`
 * whose perplexity is a third of the neighbours (van der Maaten 2014, section 4.1), the two directions averaged, the sum 1.
 */
export function jointProbabilities(graph: Graph): WeightedGraph {
  const { n, k, neighbors, similarities } = graph;
  const target = Math.log(Math.max(1, k / 3));
  const conditional = new Float32Array(n * k);
  let total = 0;
  for (let i = 0; i < n; i++) {
    let count = 0;
    while (count < k && neighbors[i * k + count] >= 0) count++;
    if (count === 0) continue;
    const row = similarities.subarray(i * k, i * k + count);
    conditional.set(gaussianRow(row, Math.min(target, Math.log(count))), i * k);
    total++;
  }
  return symmetrize(graph, conditional, (there, back) => (there + back) / (2 * total));
}

/** Probabilities of one row, at the precision where their entropy is `target` (bisection). */
function gaussianRow(similarities: Float32Array, target: number): Float64Array {
  const probabilities = new Float64Array(similarities.length);
  let [low, high, precision] = [0, Infinity, 1];
  for (let round = 0; round < rounds; round++) {
    let sum = 0;
    let moment = 0;
    for (let c = 0; c < similarities.length; c++) {
      const distance = 2 * (similarities[0] - similarities[c]);
      probabilities[c] = Math.exp(-distance * precision);
      sum += probabilities[c];
      moment += distance * probabilities[c];
    }
    const entropy = Math.log(sum) + (precision * moment) / sum;
    for (let c = 0; c < similarities.length; c++) probabilities[c] /= sum;
    if (Math.abs(entropy - target) < tolerance) break;
    if (entropy > target) low = precision;
    else high = precision;
    precision = high === Infinity ? 2 * precision : (low + high) / 2;
  }
  return probabilities;
}
