import { serveCalls } from "../pool.ts";
import { createRandom } from "../random.ts";
import type { PrincipalCalls, RowBlock } from "./principal-calls.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

let seen = 0;
let mean = new Float64Array(0);
let axes: Float64Array = new Float64Array(0);
let next = new Float64Array(0);
let columns = 0;

serveCalls<PrincipalCalls>({
  normalize(block) {
    if (mean.length !== block.dimension) mean = new Float64Array(block.dimension);
    const invalid = normalizeRows(block);
    for (let at = 0; at < block.count * block.dimension; at++) mean[at % block.dimension] += block.rows[at];
    seen += block.count;
    return invalid;
  },

  begin(input) {
    columns = Math.min(input.columns, input.dimension);
    for (let x = 0; x < mean.length; x++) mean[x] /= seen;
    const random = createRandom(input.seed);
    axes = Float64Array.from({ length: columns * input.dimension }, () => random.normal());
    orthonormalizeRows(axes, columns);
    next = new Float64Array(axes.length);
    return undefined;
  },

  accumulate(block) {
    normalizeRows(block);
    const { rows, count, dimension } = block;
    const centered = new Float64Array(dimension);
    for (let r = 0; r < count; r++) {
      for (let x = 0; x < dimension; x++) centered[x] = rows[r * dimension + x] - mean[x];
      for (let c = 0; c < columns; c++) {
        const from = c * dimension;
        let along = 0;
        for (let x = 0; x < dimension; x++) along += centered[x] * axes[from + x];
        for (let x = 0; x < dimension; x++) next[from + x] += along * centered[x];
      }
    }
    return undefined;
  },

  turn() {
    const dimension = mean.length;
    const before = axes;
    axes = rayleighRitz(axes, next, columns, dimension);
    next = new Float64Array(axes.length);
    let change = 0;
    for (let c = 0; c < Math.min(2, columns); c++) {
      let cosine = 0;
      for (let x = 0; x < dimension; x++) cosine += before[c * dimension + x] * axes[c * dimension + x];
      change = Math.max(change, 1 - Math.abs(cosine));
    }
    return change;
  },

  project(block) {
    const invalid = normalizeRows(block);
    const { rows, start, count, dimension, positions } = block;
    for (let r = 0; r < count; r++) {
      for (let c = 0; c < Math.min(2, columns); c++) {
        let along = 0;
        for (let x = 0; x < dimension; x++) along += (rows[r * dimension + x] - mean[x]) * axes[c * dimension + x];
        positions[2 * (start + r) + c] = along;
      }
    }
    return invalid;
  },
});

function normalizeRows({ rows, start, count, dimension }: RowBlock): number[] {
  const invalid: number[] = [];
  for (let r = 0; r < count; r++) {
    let sum = 0;
    for (let at = r * dimension; at < (r + 1) * dimension; at++) sum += rows[at] * rows[at];
    if (!Number.isFinite(sum)) invalid.push(start + r);
    const factor = sum > 0 ? 1 / Math.sqrt(sum) : 0;
    for (let at = r * dimension; at < (r + 1) * dimension; at++) rows[at] *= factor;
  }
  return invalid;
}

/** The next axes `C A` rotated so that they are the best approximations of eigenvectors in their span, largest first. */
function rayleighRitz(basis: Float64Array, image: Float64Array, count: number, dimension: number): Float64Array {
  const small = new Float64Array(count * count);
  for (let r = 0; r < count; r++) {
    for (let c = 0; c <= r; c++) {
      let sum = 0;
      for (let x = 0; x < dimension; x++) sum += basis[r * dimension + x] * image[c * dimension + x];
      small[r * count + c] = small[c * count + r] = sum;
    }
  }
  const { vectors } = symmetricEigen(small, count);
  const turned = new Float64Array(image.length);
  for (let c = 0; c < count; c++) {
    for (let r = 0; r < count; r++) {
      const factor = vectors[r * count + c];
      for (let x = 0; x < dimension; x++) turned[c * dimension + x] += factor * image[r * dimension + x];
    }
  }
  orthonormalizeRows(turned, count);
  fixSigns(turned, count);
  return turned;
}

function orthonormalizeRows(basis: Float64Array, count: number): void {
  const dimension = basis.length / count;
  for (let c = 0; c < count; c++) {
    const own = basis.subarray(c * dimension, (c + 1) * dimension);
    for (let pass = 0; pass < 2; pass++) {
      for (let e = 0; e < c; e++) {
        const other = basis.subarray(e * dimension, (e + 1) * dimension);
        let along = 0;
        for (let x = 0; x < dimension; x++) along += own[x] * other[x];
        for (let x = 0; x < dimension; x++) own[x] -= along * other[x];
      }
      let norm = 0;
      for (let x = 0; x < dimension; x++) norm += own[x] * own[x];
      const factor = norm > 1e-300 ? 1 / Math.sqrt(norm) : 0;
      for (let x = 0; x < dimension; x++) own[x] *= factor;
    }
  }
}

/** Makes the largest component of every axis positive, so that the map is never mirrored from one run to another. */
function fixSigns(basis: Float64Array, count: number): void {
  const dimension = basis.length / count;
  for (let c = 0; c < count; c++) {
    const own = basis.subarray(c * dimension, (c + 1) * dimension);
    let largest = 0;
    for (let x = 0; x < dimension; x++) if (Math.abs(own[x]) > Math.abs(own[largest])) largest = x;
    if (own[largest] < 0) for (let x = 0; x < dimension; x++) own[x] = -own[x];
  }
}
