const sweeps = 60;

/** Eigenvalues, largest first, and the matching unit eigenvectors (`vectors[r * size + c]` is row r of vector c). */
export interface EigenDecomposition {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

/** Eigen-decomposition of a small symmetric matrix (`size x size`, row-major) by cyclic Jacobi rotations. O(size^3) a sweep. */
export function symmetricEigen(matrix: Float64Array, size: number): EigenDecomposition {
  const a = matrix.slice();
  const v = new Float64Array(size * size);
  for (let i = 0; i < size; i++) v[i * size + i] = 1;
  const total = a.reduce((sum, x) => sum + x * x, 0);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    let off = 0;
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) off += a[p * size + q] ** 2;
    if (off <= 1e-30 * total) break;
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rotate(a, v, size, p, q);
  }
  const order = Array.from({ length: size }, (_, i) => i).sort((i, j) => a[j * size + j] - a[i * size + i] || i - j);
  const vectors = new Float64Array(size * size);
  order.forEach((from, to) => {
    for (let r = 0; r < size; r++) vectors[r * size + to] = v[r * size + from];
  });
  return { values: Float64Array.from(order, (i) => a[i * size + i]), vectors };
}

function rotate(a: Float64Array, v: Float64Array, size: number, p: number, q: number): void {
  const apq = a[p * size + q];
  if (apq === 0) return;
  const theta = (a[q * size + q] - a[p * size + p]) / (2 * apq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let r = 0; r < size; r++) {
    const [x, y] = [a[r * size + p], a[r * size + q]];
    a[r * size + p] = c * x - s * y;
    a[r * size + q] = s * x + c * y;
  }
  for (let r = 0; r < size; r++) {
    const [x, y] = [a[p * size + r], a[q * size + r]];
    a[p * size + r] = c * x - s * y;
    a[q * size + r] = s * x + c * y;
    const [vx, vy] = [v[r * size + p], v[r * size + q]];
    v[r * size + p] = c * vx - s * vy;
    v[r * size + q] = s * vx + c * vy;
  }
}
