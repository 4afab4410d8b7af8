import type { Probe, ProbeKind } from "./probe.ts";

/**
 * Centers rows and divides all by one number, so that their mean squared length is 1: the same strength of regularisation then means the
 * same for every embedding model. One scale for all columns keeps the fit independent of rotations.
 */
export class Standardizer {
  readonly dimension: number;
  readonly #sums: Float64Array;
  #squares = 0;
  #count = 0;
  #mean: Float64Array | undefined;
  #scale = 1;

  constructor(dimension: number) {
    this.dimension = dimension;
    this.#sums = new Float64Array(dimension);
  }

  /** Counts rows in; before the first {@link apply}. */
  add(rows: Float32Array): void {
    const { dimension } = this;
    for (let at = 0; at < rows.length; at++) {
      this.#sums[at % dimension] += rows[at];
      this.#squares += rows[at] * rows[at];
    }
    this.#count += rows.length / dimension;
  }

  /** Standardises all rows in place, the first time that it is called. */
  apply(blocks: readonly Float32Array[]): void {
    if (this.#mean) return;
    const mean = this.#sums.map((sum) => sum / this.#count);
    const spread = this.#squares / this.#count - mean.reduce((sum, value) => sum + value * value, 0);
    this.#mean = mean;
    this.#scale = spread > 1e-12 ? 1 / Math.sqrt(spread) : 1;
    for (const rows of blocks) {
      for (let at = 0; at < rows.length; at++) rows[at] = (rows[at] - mean[at % this.dimension]) * this.#scale;
    }
  }

  /** The probe on rows as they came, from parameters on standardised rows: `classes x dimension` weights, then `classes` biases. */
  unstandardized(kind: ProbeKind, classes: number, parameters: Float64Array): Probe {
    const { dimension } = this;
    const mean = this.#mean ?? new Float64Array(dimension);
    const weights = new Float32Array(classes * dimension);
    const bias = new Float32Array(classes);
    for (let c = 0; c < classes; c++) {
      let shift = 0;
      for (let j = 0; j < dimension; j++) {
        const weight = parameters[c * dimension + j] * this.#scale;
        weights[c * dimension + j] = weight;
        shift += weight * mean[j];
      }
      bias[c] = parameters[classes * dimension + c] - shift;
    }
    return { kind, classes, dimension, weights, bias };
  }
}
