import type { Random } from "../random.ts";
import type { WeightedGraph } from "./fuzzy-set.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

const block = 4;
const filterDegree = 24;
const filterRounds = 12;
/** Largest residual in units of the first eigengap; a layout is started from these coordinates, not read off them. */
const residualTolerance = 0.25;

/**
 * The two smoothest non-constant coordinates of a connected graph, `n x 2`: eigenvectors 2 and 3 of the random walk on it
 * (Belkin & Niyogi 2003, "Laplacian eigenmaps"), found by subspace iteration with a Chebyshev filter on
 * `D^-1/2 W D^-1/2` (Zhou & Saad 2007). Needs at least 3 vertices. `check` runs between rounds and may throw.
 */
export function spectralCoordinates(graph: WeightedGraph, random: Random, check: () => void): Float32Array {
  const { n } = graph;
  const columns = Math.min(block, n - 1);
  const { rootDegree, scaled } = normalizeEdges(graph);
  const trivial = rootDegree.slice();
  scale(trivial, 1 / Math.sqrt(sumOfSquares(trivial)));

  let basis: Float32Array = Float32Array.from({ length: n * columns }, () => random.uniform() - 0.5);
  let image: Float32Array = new Float32Array(n * columns);
  let spare: Float32Array = new Float32Array(n * columns);
  let damped = 0.5;
  for (let round = 0; round < filterRounds; round++) {
    check();
    [basis, image, spare] = chebyshevFilter(basis, image, spare, damped);
    orthonormalize(basis, n, columns, trivial);
    multiply(graph, scaled, basis, image, columns);
    const { values, vectors } = symmetricEigen(crossProduct(basis, image, n, columns), columns);
    rotateColumns(basis, vectors, n, columns);
    rotateColumns(image, vectors, n, columns);
    if (columns < 3 || largestResidual(basis, image, values, n, columns) < residualTolerance * (1 - values[0])) break;
    damped = Math.max(-0.5, Math.min(0.999, values[columns - 1]));
  }
  const coordinates = new Float32Array(n * 2);
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < Math.min(2, columns); c++) coordinates[2 * i + c] = basis[i * columns + c] / rootDegree[i];
  }
  return coordinates;

  /** Damps the part of `from` with eigenvalues in [-1, upper] by a Chebyshev polynomial of the matrix. */
  function chebyshevFilter(from: Float32Array, to: Float32Array, extra: Float32Array, upper: number) {
    const center = (upper - 1) / 2;
    const halfWidth = (upper + 1) / 2;
    let [previous, current, next] = [from, to, extra];
    multiply(graph, scaled, previous, current, columns);
    for (let x = 0; x < current.length; x++) current[x] = (current[x] - center * previous[x]) / halfWidth;
    for (let degree = 2; degree <= filterDegree; degree++) {
      multiply(graph, scaled, current, next, columns);
      for (let x = 0; x < next.length; x++) {
        next[x] = (2 * (next[x] - center * current[x])) / halfWidth - previous[x];
      }
      [previous, current, next] = [current, next, previous];
    }
    orthonormalize(current, n, columns, trivial);
    return [current, previous, next] as const;
  }
}

function normalizeEdges(graph: WeightedGraph): { rootDegree: Float64Array; scaled: Float32Array } {
  const { n, start, neighbors, weights } = graph;
  const rootDegree = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let degree = 0;
    for (let edge = start[i]; edge < start[i + 1]; edge++) degree += weights[edge];
    rootDegree[i] = Math.sqrt(degree);
  }
  const scaled = new Float32Array(weights.length);
  for (let i = 0; i < n; i++) {
    for (let edge = start[i]; edge < start[i + 1]; edge++) {
      scaled[edge] = weights[edge] / (rootDegree[i] * rootDegree[neighbors[edge]]);
    }
  }
  return { rootDegree, scaled };
}

/** `target = M source` for `n x columns` blocks; the four-column case, which is nearly all of the work, is unrolled. */
function multiply(
  graph: WeightedGraph,
  scaled: Float32Array,
  source: Float32Array,
  target: Float32Array,
  columns: number,
): void {
  const { n, start, neighbors } = graph;
  if (columns !== 4) {
    target.fill(0);
    for (let i = 0; i < n; i++) {
      for (let edge = start[i]; edge < start[i + 1]; edge++) {
        for (let c = 0; c < columns; c++) {
          target[i * columns + c] += scaled[edge] * source[neighbors[edge] * columns + c];
        }
      }
    }
    return;
  }
  for (let i = 0; i < n; i++) {
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    const end = start[i + 1];
    for (let edge = start[i]; edge < end; edge++) {
      const at = neighbors[edge] * 4;
      const weight = scaled[edge];
      s0 += weight * source[at];
      s1 += weight * source[at + 1];
      s2 += weight * source[at + 2];
      s3 += weight * source[at + 3];
    }
    target[4 * i] = s0;
    target[4 * i + 1] = s1;
    target[4 * i + 2] = s2;
    target[4 * i + 3] = s3;
  }
}

/** Makes the columns orthonormal and orthogonal to `first` (modified Gram-Schmidt, twice for accuracy). */
function orthonormalize(basis: Float32Array, n: number, columns: number, first: Float64Array): void {
  for (let c = 0; c < columns; c++) {
    for (let pass = 0; pass < 2; pass++) {
      let along = 0;
      for (let i = 0; i < n; i++) along += first[i] * basis[i * columns + c];
      for (let i = 0; i < n; i++) basis[i * columns + c] -= along * first[i];
      for (let e = 0; e < c; e++) {
        along = 0;
        for (let i = 0; i < n; i++) along += basis[i * columns + e] * basis[i * columns + c];
        for (let i = 0; i < n; i++) basis[i * columns + c] -= along * basis[i * columns + e];
      }
      let norm = 0;
      for (let i = 0; i < n; i++) norm += basis[i * columns + c] ** 2;
      const factor = norm > 0 ? 1 / Math.sqrt(norm) : 0;
      for (let i = 0; i < n; i++) basis[i * columns + c] *= factor;
    }
  }
}

function crossProduct(left: Float32Array, right: Float32Array, n: number, columns: number): Float64Array {
  const product = new Float64Array(columns * columns);
  for (let i = 0; i < n; i++) {
    for (let r = 0; r < columns; r++) {
      for (let c = 0; c < columns; c++) {
        product[r * columns + c] += left[i * columns + r] * right[i * columns + c];
      }
    }
  }
  for (let r = 0; r < columns; r++) {
    for (let c = 0; c < r; c++) {
      const mean = (product[r * columns + c] + product[c * columns + r]) / 2;
      product[r * columns + c] = product[c * columns + r] = mean;
    }
  }
  return product;
}

function rotateColumns(basis: Float32Array, rotation: Float64Array, n: number, columns: number): void {
  const row = new Float64Array(columns);
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < columns; c++) {
      row[c] = 0;
      for (let r = 0; r < columns; r++) row[c] += basis[i * columns + r] * rotation[r * columns + c];
    }
    for (let c = 0; c < columns; c++) basis[i * columns + c] = row[c];
  }
}

/** Largest norm of `M v - lambda v` over the first two columns. */
function largestResidual(
  basis: Float32Array,
  image: Float32Array,
  values: Float64Array,
  n: number,
  columns: number,
): number {
  let largest = 0;
  for (let c = 0; c < 2; c++) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += (image[i * columns + c] - values[c] * basis[i * columns + c]) ** 2;
    largest = Math.max(largest, Math.sqrt(sum));
  }
  return largest;
}

const sumOfSquares = (values: Float64Array) => values.reduce((sum, x) => sum + x * x, 0);

function scale(values: Float64Array, factor: number): void {
  for (let i = 0; i < values.length; i++) values[i] *= factor;
}
