import { createRandom, permutation } from "../random.ts";

/** Turns one row in place. */
export type Rotation = (row: Float32Array) => void;

/**
 * A fixed orthogonal transform of rows of `dimension` values: a permutation, random signs, then Walsh-Hadamard transforms
 * of the largest powers of two that add up to `dimension`. It keeps all inner products and spreads single large components over
 * many, so that eight bits a value lose as little as they would on normally distributed data
 * (Ailon and Chazelle 2009, the fast Johnson-Lindenstrauss transform). Cost: d log d additions a row.
 */
export function createRotation(dimension: number): Rotation {
  const random = createRandom(dimension);
  const order = permutation(dimension, random);
  const signs = Float32Array.from({ length: dimension }, () => (random.uniform() < 0.5 ? -1 : 1));
  const scratch = new Float32Array(dimension);
  return (row) => {
    for (let j = 0; j < dimension; j++) scratch[j] = row[order[j]] * signs[j];
    for (let start = 0, rest = dimension; rest > 0; ) {
      const size = 1 << (31 - Math.clz32(rest));
      hadamard(scratch, start, size);
      start += size;
      rest -= size;
    }
    row.set(scratch);
  };
}

/** The orthonormal Walsh-Hadamard transform of `size` (a power of two) values from `start`, in place. */
function hadamard(values: Float32Array, start: number, size: number): void {
  const end = start + size;
  let half = 1;
  if (size % 4 === 0) {
    for (let i = start; i < end; i += 4) {
      const a = values[i] + values[i + 1];
      const b = values[i] - values[i + 1];
      const c = values[i + 2] + values[i + 3];
      const d = values[i + 2] - values[i + 3];
      values[i] = a + c;
      values[i + 1] = b + d;
      values[i + 2] = a - c;
      values[i + 3] = b - d;
    }
    half = 4;
  }
  for (; half < size; half *= 2) {
    for (let base = start; base < end; base += 2 * half) {
      for (let i = base, j = base + half; i < base + half; i++, j++) {
        const a = values[i];
        const b = values[j];
        values[i] = a + b;
        values[j] = a - b;
      }
    }
  }
  const scale = 1 / Math.sqrt(size);
  for (let i = start; i < end; i++) values[i] *= scale;
}
