import { createRandom } from "../random.ts";
import { sharedBuffer, sharedFloat32, sharedInt32 } from "../shared-memory.ts";
import type { CellCenters } from "./cells.ts";
import type { Comparison } from "./comparison.ts";
import { isZeroRow, type RowTable } from "./row-table.ts";

/** Sample rows a center, and steps of k-means: more of either improves the cells hardly at all. */
const rowsPerCenter = 20;
const steps = 2;

/** Up to `count` rows that are not zero, evenly spread with a random offset each, in ascending order. In shared memory. */
export function spreadSample(table: RowTable, count: number, seed: number): Int32Array {
  const random = createRandom(seed);
  const strata = Math.min(count, table.n);
  const picked: number[] = [];
  for (let t = 0; t < strata; t++) {
    const row = Math.floor(((t + random.uniform()) * table.n) / strata);
    if (!isZeroRow(table, row)) picked.push(row);
  }
  const sample = sharedInt32(picked.length);
  sample.set(picked);
  return sample;
}

/**
 * Centers of cells by spherical k-means over a seeded sample of the rows (Dhillon and Modha 2001), on eight-bit values throughout.
 * Centers start at rows spread over the sample; one that loses all its rows stays where it is.
 */
export async function trainCenters(comparison: Comparison, wanted: number, seed: number): Promise<CellCenters> {
  const { table, pool } = comparison;
  const { dimension, values } = table;
  const sample = spreadSample(table, wanted * rowsPerCenter, seed);
  const count = Math.min(wanted, sample.length);
  const centers = {
    count,
    values: new Int8Array(sharedBuffer(count * dimension)),
    factor: sharedFloat32(count),
  };
  for (let center = 0; center < count; center++) {
    const from = sample[Math.floor((center * sample.length) / count)] * dimension;
    setCenter(centers, dimension, center, values.subarray(from, from + dimension));
  }
  for (let step = 0; step < steps; step++) {
    comparison.check();
    const counter = sharedInt32(1);
    const sums = Array.from({ length: pool.size }, () => sharedInt32(count * dimension));
    await pool.callEach("sumNearest", (member) => ({ centers, sample, counter, sums: sums[member] }));
    await pool.call(0, "moveCenters", { centers, sums });
  }
  return centers;
}

/** Moves each center to the sum of its rows. */
export function moveCenters(centers: CellCenters, sums: readonly Int32Array[]): void {
  const dimension = centers.values.length / centers.count;
  const total = new Int32Array(dimension);
  for (let center = 0; center < centers.count; center++) {
    total.fill(0);
    for (const part of sums) for (let j = 0; j < dimension; j++) total[j] += part[center * dimension + j];
    setCenter(centers, dimension, center, total);
  }
}

/** Scales a vector of whole numbers into -127..127 and enters it as a center; a zero vector changes nothing. */
function setCenter(centers: CellCenters, dimension: number, center: number, vector: Int8Array | Int32Array): void {
  let largest = 0;
  for (let j = 0; j < dimension; j++) largest = Math.max(largest, Math.abs(vector[j]));
  if (largest === 0) return;
  let squared = 0;
  for (let j = 0; j < dimension; j++) {
    const value = Math.round((vector[j] * 127) / largest);
    centers.values[center * dimension + j] = value;
    squared += value * value;
  }
  centers.factor[center] = 1 / Math.sqrt(squared);
}
