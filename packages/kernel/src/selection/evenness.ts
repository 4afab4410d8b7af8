import { createDot } from "../simd/dot.ts";
import { createSharedMemory } from "../simd/web-assembly.ts";
import type { VectorRows } from "./farthest-calls.ts";

/** Effective number of kinds at which the pool is looked at. */
const kinds = 30;
const bisections = 40;
const sharpest = 1e5;

/** Fewest rows that {@link spatialEvenness} says something about. */
export const fewestForEvenness = 500;

/**
 * How evenly rows are spread over the part of the space that they take up, in (0, 1]: the ratio of two similarity-sensitive
 * diversities (Leinster & Cobbold 2012, "Measuring diversity: the importance of species similarity"), D2 / D0, with the
 * similarity kernel exp(b (cosine - 1)) and b such that the pool has 30 effective kinds (D1 = 30). D0 counts all kinds alike,
 * D2 the frequent ones: 1 means that every region holds the same mass, small values that a few kinds fill most of the pool.
 * Needs no labels. 1 for identical rows. O(rows^2 dimension).
 */
export function spatialEvenness(vectors: VectorRows, check: () => void): number {
  const similarity = pairSimilarities(vectors, check);
  const { count } = vectors;
  let [low, high] = [0, sharpest];
  for (let step = 0; step < bisections && high - low > 1e-3 * high; step++) {
    check();
    const middle = low === 0 ? high / 2 : Math.sqrt(low * high);
    if (diversities(similarity, count, middle).shannon < kinds) low = middle;
    else high = middle;
  }
  const { richness, simpson } = diversities(similarity, count, high);
  return simpson / richness;
}

/** Diversities of order 0, 1 and 2 of equally frequent rows under the kernel exp(sharpness (s - 1)). */
function diversities(similarity: Float32Array, count: number, sharpness: number) {
  const sums = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    for (let other = 0; other < row; other++) {
      const kernel = Math.exp(sharpness * (similarity[row * count + other] - 1));
      sums[row] += kernel;
      sums[other] += kernel;
    }
    sums[row] += Math.exp(sharpness * (similarity[row * count + row] - 1));
  }
  let [inverse, logarithm, ordinary] = [0, 0, 0];
  for (const sum of sums) {
    const commonness = sum / count;
    inverse += 1 / commonness / count;
    logarithm += Math.log(commonness) / count;
    ordinary += commonness / count;
  }
  return { richness: inverse, shannon: Math.exp(-logarithm), simpson: 1 / ordinary };
}

function pairSimilarities({ rows, count, dimension }: VectorRows, check: () => void): Float32Array {
  const similarity = new Float32Array(count * count);
  const rowBytes = 4 * dimension;
  const memory = createSharedMemory(rowBytes * count);
  new Float32Array(memory.buffer, 0, count * dimension).set(rows.subarray(0, count * dimension));
  const dot = createDot(memory);
  for (let i = 0; i < count; i++) {
    check();
    for (let j = 0; j <= i; j++) {
      const product = dot(i * rowBytes, j * rowBytes, dimension);
      similarity[i * count + j] = similarity[j * count + i] = Math.min(1, product);
    }
  }
  return similarity;
}
