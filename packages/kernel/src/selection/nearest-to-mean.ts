import type { VectorSource } from "../vectors.ts";

const chunkRows = 2048;

/** The members of each group that stand for it best. */
export interface GroupCenters {
  /** The member nearest to the group's mean (largest cosine), one a group; the smaller row among equals. */
  best: Int32Array;
  /** The member second nearest; -1 for groups of one. */
  second: Int32Array;
}

/**
 * Finds the members of each group whose direction is nearest to the mean of the group's normalised rows.
 * Reads the source twice in chunks; the event loop is free between them. Groups without members get -1.
 * @param group number of each row's group, 0..groups - 1, or -1 for rows in none
 */
export async function nearestToMean(source: VectorSource, group: Int32Array, groups: number): Promise<GroupCenters> {
  const { dimension } = source;
  const means = new Float32Array(groups * dimension);
  await eachRow(source, group, (row, vector, inverse) => {
    const base = group[row] * dimension;
    for (let j = 0; j < dimension; j++) means[base + j] += vector[j] * inverse;
  });
  const best = new Int32Array(groups).fill(-1);
  const second = new Int32Array(groups).fill(-1);
  const bestScore = new Float64Array(groups).fill(Number.NEGATIVE_INFINITY);
  const secondScore = new Float64Array(groups).fill(Number.NEGATIVE_INFINITY);
  await eachRow(source, group, (row, vector, inverse) => {
    const own = group[row];
    let sum = 0;
    for (let j = 0, base = own * dimension; j < dimension; j++) sum += vector[j] * means[base + j];
    const score = sum * inverse;
    if (score > bestScore[own]) {
      second[own] = best[own];
      secondScore[own] = bestScore[own];
      best[own] = row;
      bestScore[own] = score;
    } else if (score > secondScore[own]) {
      second[own] = row;
      secondScore[own] = score;
    }
  });
  return { best, second };
}

/** Visits every row of a group with the inverse of its length (0 for zero rows). */
async function eachRow(
  source: VectorSource,
  group: Int32Array,
  visit: (row: number, vector: Float32Array, inverseLength: number) => void,
): Promise<void> {
  const { n, dimension } = source;
  const chunk = new Float32Array(Math.min(n, chunkRows) * dimension);
  for (let start = 0; start < n; start += chunkRows) {
    const count = Math.min(chunkRows, n - start);
    await source.read(start, count, chunk.subarray(0, count * dimension));
    for (let i = 0; i < count; i++) {
      if (group[start + i] < 0) continue;
      const vector = chunk.subarray(i * dimension, (i + 1) * dimension);
      let squares = 0;
      for (let j = 0; j < dimension; j++) squares += vector[j] * vector[j];
      visit(start + i, vector, squares > 0 ? 1 / Math.sqrt(squares) : 0);
    }
  }
}
