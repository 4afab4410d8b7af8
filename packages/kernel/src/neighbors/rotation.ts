import { createRandom } from "../random.ts";
import { createHadamard } from "../simd/hadamard.ts";
import type { SharedMemory } from "../simd/web-assembly.ts";

/** Transforms the row that lies at the start of the memory, in place. */
export type Rotation = () => void;

/**
 * A fixed orthogonal transform of rows of `dimension` values: random signs, then a Walsh-Hadamard transform of the first 2^m values, the
 * largest power of two that fits; where that leaves a rest, random signs again and a transform of the last 2^m. It keeps all inner products
 * and spreads single large components over many, so that eight bits a value lose as little as they would on normally distributed data
 * (Ailon and Chazelle 2009, the fast Johnson-Lindenstrauss transform). Cost: d log d additions a row.
 */
export function createRotation(dimension: number, memory: SharedMemory): Rotation {
  const hadamard = createHadamard(memory);
  const row = new Float32Array(memory.buffer, 0, dimension);
  const size = 2 ** Math.floor(Math.log2(dimension));
  if (size < 4) return () => {};
  const random = createRandom(dimension);
  const scale = 1 / Math.sqrt(size);
  const signs = () => Float32Array.from({ length: size }, () => (random.uniform() < 0.5 ? -scale : scale));
  const [first, last] = [signs(), signs()];
  const rest = dimension - size;
  return () => {
    for (let j = 0; j < size; j++) row[j] *= first[j];
    hadamard(0, size);
    if (rest === 0) return;
    for (let j = 0; j < size; j++) row[rest + j] *= last[j];
    hadamard(4 * rest, size);
  };
}
