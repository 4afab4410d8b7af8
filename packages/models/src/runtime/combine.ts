import { WorkerFailure } from "./failure.ts";
import type { EmbedderPlan } from "./plan.ts";

type Combination = Pick<EmbedderPlan, "projection"> & {
  parts: readonly { dimension: number; normalize: boolean; weight: number }[];
};

/**
 * Joins the parts' vectors to one unit vector a picture: each is L2-normalised (where its part says so), weighted,
 * concatenated, projected (where there is a projection), and the result is L2-normalised. A vector of zeros stays one.
 * @param outputs one array a part, `count x` its dimension
 * @returns `count x d`, row-major, a new array
 * @throws WorkerFailure `vector_not_finite` when a part gave NaN or infinity
 */
export function combine(outputs: readonly Float32Array[], count: number, plan: Combination): Float32Array<ArrayBuffer> {
  const { parts, projection } = plan;
  const width = parts.reduce((sum, part) => sum + part.dimension, 0);
  const joined = new Float32Array(count * width);
  for (let row = 0, start = 0; row < count; row++) {
    for (const [index, part] of parts.entries()) {
      const vector = outputs[index]!.subarray(row * part.dimension, (row + 1) * part.dimension);
      const length = norm(vector);
      const factor = part.weight / (part.normalize && length > 0 ? length : 1);
      for (let i = 0; i < vector.length; i++) joined[start + i] = vector[i]! * factor;
      start += part.dimension;
    }
  }
  const result = projection ? project(joined, count, width, projection) : joined;
  const dimension = projection?.dimension ?? width;
  for (let row = 0; row < count; row++) normalize(result.subarray(row * dimension, (row + 1) * dimension));
  return result;
}

function project(
  joined: Float32Array,
  count: number,
  width: number,
  { dimension, matrix }: { dimension: number; matrix: Float32Array },
): Float32Array<ArrayBuffer> {
  const result = new Float32Array(count * dimension);
  for (let row = 0; row < count; row++)
    for (let out = 0; out < dimension; out++) {
      let sum = 0;
      for (let i = 0; i < width; i++) sum += matrix[out * width + i]! * joined[row * width + i]!;
      result[row * dimension + out] = sum;
    }
  return result;
}

function normalize(vector: Float32Array): void {
  const length = norm(vector);
  if (length > 0) for (let i = 0; i < vector.length; i++) vector[i] = vector[i]! / length;
}

function norm(vector: Float32Array): number {
  let squares = 0;
  for (const value of vector) squares += value * value;
  if (Number.isFinite(squares)) return Math.sqrt(squares);
  throw new WorkerFailure({ code: "vector_not_finite", message: "The model gave NaN or infinity for a picture." });
}
