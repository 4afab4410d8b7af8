import type { SimilarityCurve } from "./curve.ts";

/** Mantissa bits that are dropped: 128 values an octave, a relative error of 0.4 %, well under the noise of sampling. */
export const droppedBits = 16;

const repulsionSoftening = 1e-3;
/** Longest move that one sample may cause at step 1. */
const longestMove = 4;

/** Factors that turn the difference of two positions into a move, by the float32 bits of their squared distance; none is longer than 4. */
export interface ForceTable {
  readonly attraction: Float32Array;
  readonly repulsion: Float32Array;
}

/** Tabulates the gradient of UMAP's cross entropy (McInnes et al. 2018, section 4.2) so that no power is taken per sample. */
export function tabulateForces({ a, b }: SimilarityCurve): ForceTable {
  const length = 2 ** (31 - droppedBits);
  const attraction = new Float32Array(length);
  const repulsion = new Float32Array(length);
  const value = new Float32Array(1);
  const bits = new Uint32Array(value.buffer);
  for (let i = 0; i < length; i++) {
    bits[0] = (i << droppedBits) | (1 << (droppedBits - 1));
    const squared = value[0];
    if (!(squared > 0 && squared < 1e12)) continue;
    const power = squared ** b;
    const largest = longestMove / Math.sqrt(squared);
    attraction[i] = Math.max(-largest, (-2 * a * b * power) / (squared * (1 + a * power)));
    repulsion[i] = Math.min(largest, (2 * b) / ((repulsionSoftening + squared) * (1 + a * power)));
  }
  return { attraction, repulsion };
}
