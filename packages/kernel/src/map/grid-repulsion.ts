import { type FourierPlan, planFourier, transpose } from "./fourier.ts";

/** Repulsive sums of t-SNE: for every point the sum over all others of `(y_i - y_j) / (1 + |y_i - y_j|^2)^2`, and the normaliser. */
export interface Repulsion {
  /** `n x 2`, reused by the next call. */
  readonly forces: Float64Array;
  /** Sum over all pairs i != j of `1 / (1 + |y_i - y_j|^2)`. */
  readonly normalizer: number;
}

/** A way to compute {@link Repulsion} for `n x 2` positions. */
export interface RepulsionMethod {
  compute(positions: Float64Array): Repulsion;
}

const nodesPerInterval = 3;
const fewestIntervals = 42;
/** Padded sides of the grid and the most intervals that fit in half of each. */
const sides = [
  { side: 256, intervals: 42 },
  { side: 512, intervals: 85 },
  { side: 1024, intervals: 170 },
] as const;
const growth = 1.1;

interface Grid {
  readonly side: number;
  readonly plan: FourierPlan;
  readonly intervals: number;
  readonly interval: number;
  /** Spectrum of the kernel, real because the kernel is even; transposed as the data are. */
  readonly spectrum: Float64Array;
}

/**
 * Interpolates the kernel `(1 + d^2)^-2` at three nodes an interval on a square grid and convolves by Fourier transform
 * (Linderman et al. 2019, "Fast interpolation-based t-SNE"). O(n) a call plus the transforms. Intervals are one unit or
 * narrower while the layout is under 170 units wide.
 */
export class GridRepulsion implements RepulsionMethod {
  readonly #n: number;
  readonly #check: () => void;
  readonly #cell: Int32Array;
  readonly #shares: Float32Array;
  readonly #forces: Float64Array;
  #grid: Grid | undefined;

  /** `check` runs between transforms and may throw. */
  constructor(n: number, check: () => void) {
    this.#n = n;
    this.#check = check;
    this.#cell = new Int32Array(2 * n);
    this.#shares = new Float32Array(2 * nodesPerInterval * n);
    this.#forces = new Float64Array(2 * n);
  }

  /** The sums for positions with their mean near the origin. */
  compute(positions: Float64Array): Repulsion {
    const n = this.#n;
    let [low, high] = [Infinity, -Infinity];
    for (let at = 0; at < positions.length; at++) {
      low = Math.min(low, positions[at]);
      high = Math.max(high, positions[at]);
    }
    const grid = this.#gridFor(high - low);
    this.#locate(positions, low, grid);
    const { real, imaginary } = this.#spread(positions, grid, (x, y) => [1, x * x + y * y]);
    this.#convolve(grid, real, imaginary);
    const second = this.#spread(positions, grid, (x, y) => [x, y]);
    this.#convolve(grid, second.real, second.imaginary);
    let normalizer = -n;
    for (let i = 0; i < n; i++) {
      const [x, y] = [positions[2 * i], positions[2 * i + 1]];
      const [mass, squares] = this.#gather(i, grid, real, imaginary);
      const [sumX, sumY] = this.#gather(i, grid, second.real, second.imaginary);
      this.#forces[2 * i] = x * mass - sumX;
      this.#forces[2 * i + 1] = y * mass - sumY;
      normalizer += (1 + x * x + y * y) * mass - 2 * (x * sumX + y * sumY) + squares;
    }
    return { forces: this.#forces, normalizer };
  }

  #gridFor(extent: number): Grid {
    const known = this.#grid;
    const covered = known ? known.interval * known.intervals : 0;
    if (known && extent < covered && covered < extent * growth * growth) return known;
    const wanted = Math.max(fewestIntervals, Math.ceil(extent * growth));
    const { side, intervals: most } = sides.find((size) => size.intervals >= wanted) ?? sides[2];
    const intervals = Math.min(most, wanted);
    const interval = (extent * growth || 1) / intervals;
    const plan = known?.side === side ? known.plan : planFourier(side);
    this.#grid = { side, plan, intervals, interval, spectrum: kernelSpectrum(side, plan, interval / nodesPerInterval) };
    return this.#grid;
  }

  /** First node and Lagrange shares of every point on both axes. */
  #locate(positions: Float64Array, low: number, { interval, intervals }: Grid): void {
    for (let at = 0; at < positions.length; at++) {
      const place = (positions[at] - low) / interval;
      const cell = Math.min(intervals - 1, Math.max(0, Math.floor(place)));
      const t = (place - cell) * nodesPerInterval - 0.5;
      this.#cell[at] = cell * nodesPerInterval;
      this.#shares[3 * at] = ((t - 1) * (t - 2)) / 2;
      this.#shares[3 * at + 1] = -t * (t - 2);
      this.#shares[3 * at + 2] = (t * (t - 1)) / 2;
    }
  }

  /** Puts two real charges a point on the nodes, one in the real and one in the imaginary part. */
  #spread(
    positions: Float64Array,
    { side }: Grid,
    charges: (x: number, y: number) => readonly [number, number],
  ): { real: Float64Array; imaginary: Float64Array } {
    const real = new Float64Array(side * side);
    const imaginary = new Float64Array(side * side);
    for (let i = 0; i < this.#n; i++) {
      const [first, second] = charges(positions[2 * i], positions[2 * i + 1]);
      for (let r = 0; r < nodesPerInterval; r++) {
        const row = (this.#cell[2 * i + 1] + r) * side + this.#cell[2 * i];
        const rowShare = this.#shares[6 * i + 3 + r];
        for (let c = 0; c < nodesPerInterval; c++) {
          const share = rowShare * this.#shares[6 * i + c];
          real[row + c] += share * first;
          imaginary[row + c] += share * second;
        }
      }
    }
    return { real, imaginary };
  }

  #gather(i: number, { side }: Grid, real: Float64Array, imaginary: Float64Array): readonly [number, number] {
    let first = 0;
    let second = 0;
    for (let r = 0; r < nodesPerInterval; r++) {
      const row = (this.#cell[2 * i + 1] + r) * side + this.#cell[2 * i];
      const rowShare = this.#shares[6 * i + 3 + r];
      for (let c = 0; c < nodesPerInterval; c++) {
        const share = rowShare * this.#shares[6 * i + c];
        first += share * real[row + c];
        second += share * imaginary[row + c];
      }
    }
    return [first, second];
  }

  #convolve({ side, plan, intervals, spectrum }: Grid, real: Float64Array, imaginary: Float64Array): void {
    const used = intervals * nodesPerInterval;
    this.#check();
    for (let row = 0; row < used; row++) plan.transform(real, imaginary, row * side, false);
    transpose(real, side);
    transpose(imaginary, side);
    this.#check();
    for (let row = 0; row < side; row++) plan.transform(real, imaginary, row * side, false);
    for (let at = 0; at < spectrum.length; at++) {
      real[at] *= spectrum[at];
      imaginary[at] *= spectrum[at];
    }
    this.#check();
    for (let row = 0; row < side; row++) plan.transform(real, imaginary, row * side, true);
    transpose(real, side);
    transpose(imaginary, side);
    for (let row = 0; row < used; row++) plan.transform(real, imaginary, row * side, true);
  }
}

/** Fourier transform of the kernel laid out cyclically on the padded grid, divided by the number of grid points. */
function kernelSpectrum(side: number, plan: FourierPlan, spacing: number): Float64Array {
  const real = new Float64Array(side * side);
  const imaginary = new Float64Array(side * side);
  for (let r = 0; r < side; r++) {
    const dy = spacing * Math.min(r, side - r);
    for (let c = 0; c < side; c++) {
      const dx = spacing * Math.min(c, side - c);
      real[r * side + c] = 1 / ((1 + dx * dx + dy * dy) ** 2 * side * side);
    }
  }
  for (let row = 0; row < side; row++) plan.transform(real, imaginary, row * side, false);
  transpose(real, side);
  transpose(imaginary, side);
  for (let row = 0; row < side; row++) plan.transform(real, imaginary, row * side, false);
  return real;
}
