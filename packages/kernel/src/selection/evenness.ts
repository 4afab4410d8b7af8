import type { VectorRows } from "./farthest-calls.ts";

const balls = 50;

/** Fewest rows that {@link occupancyEvenness} says something about. */
export const fewestForEvenness = 1000;

/**
 * How evenly rows are spread over the space that they take up, 0..1: 50 centers are placed as far from each other as possible
 * (greedy k-center from row `first`), every row counts for its nearest center, and the result is the effective number of
 * occupied balls, exp(entropy) / 50. Balls are about equally wide, so a space in which a few kinds of rows fill most of the
 * pool and many kinds a little has few effective balls, whatever the labels. O(50 rows x dimension).
 */
export function occupancyEvenness({ rows, count, dimension }: VectorRows, first: number, check: () => void): number {
  const best = new Float32Array(count).fill(-Infinity);
  const owner = new Int32Array(count);
  let center = first;
  for (let ball = 0; ball < Math.min(balls, count); ball++) {
    check();
    const from = center * dimension;
    for (let row = 0; row < count; row++) {
      let similarity = 0;
      const at = row * dimension;
      for (let x = 0; x < dimension; x++) similarity += rows[at + x] * rows[from + x];
      if (similarity <= best[row]) continue;
      best[row] = similarity;
      owner[row] = ball;
    }
    center = best.reduce((farthest, similarity, row) => (similarity < best[farthest] ? row : farthest), 0);
  }
  const occupied = new Float64Array(balls);
  for (const ball of owner) occupied[ball] += 1 / count;
  const entropy = occupied.reduce((sum, share) => (share > 0 ? sum - share * Math.log(share) : sum), 0);
  return Math.exp(entropy) / balls;
}
