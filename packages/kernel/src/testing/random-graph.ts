import fc from "fast-check";
import type { Graph } from "../graph.ts";
import { createRandom, type Random } from "../random.ts";

/** Cosine k-nearest-neighbour graph by the obvious double loop; zero rows get padding. For tests: O(n^2 d). */
export function bruteForceGraph(vectors: Float32Array, dimension: number, wanted: number): Graph {
  const n = vectors.length / dimension;
  const k = Math.max(0, Math.min(wanted, n - 1));
  const unit = normalizedRows(vectors, dimension);
  const neighbors = new Int32Array(n * k).fill(-1);
  const similarities = new Float32Array(n * k).fill(-Infinity);
  for (let i = 0; i < n; i++) {
    if (isZero(unit, i, dimension)) continue;
    const others: { j: number; similarity: number }[] = [];
    for (let j = 0; j < n; j++) {
      if (j !== i && !isZero(unit, j, dimension)) others.push({ j, similarity: dot(unit, i, j, dimension) });
    }
    others.sort((a, b) => b.similarity - a.similarity || a.j - b.j);
    others.slice(0, k).forEach(({ j, similarity }, c) => {
      neighbors[i * k + c] = j;
      similarities[i * k + c] = similarity;
    });
  }
  return { n, k, neighbors, similarities, recall: 1 };
}

/** L2-normalised copies of the rows; zero rows stay zero. */
export function normalizedRows(vectors: Float32Array, dimension: number): Float32Array {
  const rows = vectors.slice();
  for (let at = 0; at < rows.length; at += dimension) {
    let sum = 0;
    for (let x = at; x < at + dimension; x++) sum += rows[x] * rows[x];
    if (sum > 0) for (let x = at; x < at + dimension; x++) rows[x] /= Math.sqrt(sum);
  }
  return rows;
}

const isZero = (rows: Float32Array, i: number, dimension: number) => dot(rows, i, i, dimension) === 0;

function dot(rows: Float32Array, i: number, j: number, dimension: number): number {
  let sum = 0;
  for (let x = 0; x < dimension; x++) sum += rows[i * dimension + x] * rows[j * dimension + x];
  return Math.fround(sum);
}

/** Points around `centers` random directions, `n x dimension`; rows are not normalised. */
export function gaussianMixture(
  n: number,
  dimension: number,
  centers: number,
  seed: number,
  spread = 0.3,
): { vectors: Float32Array; labels: Int32Array } {
  const random = createRandom(seed);
  const means = Float32Array.from({ length: centers * dimension }, () => random.normal());
  const labels = Int32Array.from({ length: n }, () => random.integer(centers));
  const vectors = new Float32Array(n * dimension);
  for (let i = 0; i < n; i++) {
    for (let x = 0; x < dimension; x++) {
      vectors[i * dimension + x] = means[labels[i] * dimension + x] + spread * random.normal();
    }
  }
  return { vectors, labels };
}

/** Any directed graph of up to `largest` rows: ties, duplicates, negative similarities, padding, isolated rows, separate parts. */
export function anyGraph(largest = 24): fc.Arbitrary<Graph> {
  return fc
    .record({ n: fc.integer({ min: 0, max: largest }), k: fc.integer({ min: 0, max: 6 }), seed: fc.integer() })
    .map(({ n, k, seed }) => randomGraph(n, Math.max(0, Math.min(k, n - 1)), createRandom(seed)));
}

function randomGraph(n: number, k: number, random: Random): Graph {
  const neighbors = new Int32Array(n * k).fill(-1);
  const similarities = new Float32Array(n * k).fill(-Infinity);
  const parts = 1 + random.integer(3);
  const steps = 1 + random.integer(8);
  for (let i = 0; i < n; i++) {
    const others = Array.from({ length: n }, (_, j) => j).filter((j) => j !== i && j % parts === i % parts);
    const row = others.filter(() => random.uniform() < 0.5).slice(0, k);
    const values = row.map((j) => Math.fround(pairValue(Math.min(i, j), Math.max(i, j), steps)));
    const order = row.map((_, c) => c).sort((a, b) => values[b] - values[a] || row[a] - row[b]);
    order.forEach((from, c) => {
      neighbors[i * k + c] = row[from];
      similarities[i * k + c] = values[from];
    });
  }
  return { n, k, neighbors, similarities, recall: 1 };
}

/** One of a few values in [-0.2, 1], the same for both directions of a pair. */
function pairValue(i: number, j: number, steps: number): number {
  return 1.2 * (createRandom(i * 1009 + j).integer(steps + 1) / steps) - 0.2;
}
