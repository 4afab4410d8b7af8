import { createRandom } from "../random.ts";
import { createHadamard } from "../simd/hadamard.ts";
import type { SharedMemory } from "../simd/web-assembly.ts";

/** Transforms the row that lies at the start of the memory, in place. */
export type Rotation = () => void;

/** Bytes of the memory behind the row that a rotation of rows of `dimension` values needs. */
export const rotationBytes = (dimension: number): number => 8 * rotatedSize(dimension);

/** The largest power of two up to `dimension`. */
const rotatedSize = (dimension: number): number => 2 ** Math.floor(Math.log2(dimension));

/**
 * A fixed orthogonal transform of rows of `dimension` values: random signs, then a Walsh-Hadamard transform of the first 2^m values, the
 * largest power of two that fits; where that leaves a rest, random signs again and a transform of the last 2^m. It keeps all inner products
 * and spreads single large components over many, so that eight bits a value lose as little as they would on normally distributed data
 * (Ailon and Chazelle 2009, the fast Johnson-Lindenstrauss transform). Cost: d log d additions a row. The memory at `scratch`, {@link rotationBytes}, is the rotation's own.
 */
export function createRotation(dimension: number, memory: SharedMemory, scratch: number): Rotation {
  const size = rotatedSize(dimension);
  if (size < 4) return () => {};
  const hadamard = createHadamard(memory);
  const random = createRandom(dimension);
  const scale = 1 / Math.sqrt(size);
  const signs = new Float32Array(memory.buffer, scratch, 2 * size);
  for (let j = 0; j < signs.length; j++) signs[j] = random.uniform() < 0.5 ? -scale : scale;
  const rest = dimension - size;
  return () => {
    hadamard(0, scratch, size);
    if (rest > 0) hadamard(4 * rest, scratch + 4 * size, size);
  };
}
