import type { Projection } from "../model.ts";
import { symmetricEigenvectors } from "./symmetric-eigenvectors.ts";

/** Length of the vectors that the projection takes and gives. */
export interface ProjectionPlan {
  width: number;
  dimension: number;
}

/**
 * The projection that keeps the inner products of vectors best: the principal directions of their second moments, not centred, so that
 * it is linear and cosines stay what they are about.
 * @param vectors `n x width`, row-major
 */
export function principalProjection(vectors: Float32Array, width: number, dimension: number): Projection {
  const moments = new Float64Array(width * width);
  for (let start = 0; start < vectors.length; start += width) {
    const vector = vectors.subarray(start, start + width);
    for (let i = 0; i < width; i++) {
      const value = vector[i]!;
      if (value === 0) continue;
      const row = i * width;
      for (let j = 0; j <= i; j++) moments[row + j]! += value * vector[j]!;
    }
  }
  for (let i = 0; i < width; i++) for (let j = 0; j < i; j++) moments[j * width + i] = moments[i * width + j]!;
  const { vectors: directions } = symmetricEigenvectors(moments, width);
  return { dimension, matrix: Float32Array.from(directions.subarray(0, dimension * width)) };
}
