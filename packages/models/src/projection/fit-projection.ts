import { createRandom } from "@gleaner/kernel";
import type { Projection } from "../model.ts";
import { WorkerPool } from "../runtime/worker-pool.ts";
import type { ProjectionPlan } from "./principal-projection.ts";

/** Samples that a projection is fitted on, at most. */
export const mostFitted = 20_000;
/** With fewer samples a projection would fit them rather than what is to come; a random one is taken. */
export const fewestFitted = 5_000;

/**
 * The projection for a space whose joined vectors have `width` numbers: principal directions of up to 20,000 of its samples, found in a
 * thread of its own (a minute at 1,664 numbers), or below 5,000 samples a seeded random one.
 * @param vectors `n x width`, row-major
 */
export async function fitProjection(
  vectors: Float32Array,
  { width, dimension, seed }: ProjectionPlan & { seed: number },
): Promise<Projection> {
  if (vectors.length < fewestFitted * width) return randomProjection(width, dimension, seed);
  const plan: ProjectionPlan = { width, dimension };
  const module = new URL("./projection.worker.ts", import.meta.url);
  const pool = await WorkerPool.start<Float32Array, Float32Array>(module, 1, plan);
  try {
    return { dimension, matrix: await pool.submit(vectors) };
  } finally {
    await pool.close();
  }
}

/** A random orthogonal projection, the same for the same seed: rows of normal deviates, made orthonormal one after another. */
export function randomProjection(width: number, dimension: number, seed: number): Projection {
  const random = createRandom(seed);
  const rows: Float64Array[] = [];
  for (let at = 0; at < dimension; at++) {
    const row = Float64Array.from({ length: width }, () => random.normal());
    // Twice, because one pass leaves rounding errors of the size of what was taken away.
    for (let pass = 0; pass < 2; pass++) for (const other of rows) subtract(row, other);
    const length = Math.hypot(...row);
    rows.push(row.map((value) => value / length));
  }
  const matrix = new Float32Array(dimension * width);
  rows.forEach((row, at) => {
    matrix.set(row, at * width);
  });
  return { dimension, matrix };
}

/** Takes from `row` its part along a unit vector. */
function subtract(row: Float64Array, unit: Float64Array): void {
  let along = 0;
  for (let i = 0; i < row.length; i++) along += row[i]! * unit[i]!;
  for (let i = 0; i < row.length; i++) row[i]! -= along * unit[i]!;
}
