import type { Repulsion, RepulsionMethod } from "./grid-repulsion.ts";

/** The repulsive sums of t-SNE by visiting every pair: exact, O(n^2), faster than a grid for up to about 2,000 points. */
export class PairRepulsion implements RepulsionMethod {
  readonly #n: number;
  readonly #forces: Float64Array;

  constructor(n: number) {
    this.#n = n;
    this.#forces = new Float64Array(2 * n);
  }

  compute(positions: Float64Array): Repulsion {
    const forces = this.#forces.fill(0);
    let normalizer = 0;
    for (let i = 0; i < this.#n; i++) {
      for (let j = 0; j < i; j++) {
        const dx = positions[2 * i] - positions[2 * j];
        const dy = positions[2 * i + 1] - positions[2 * j + 1];
        const kernel = 1 / (1 + dx * dx + dy * dy);
        const force = kernel * kernel;
        normalizer += 2 * kernel;
        forces[2 * i] += force * dx;
        forces[2 * i + 1] += force * dy;
        forces[2 * j] -= force * dx;
        forces[2 * j + 1] -= force * dy;
      }
    }
    return { forces, normalizer };
  }
}
