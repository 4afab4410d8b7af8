/**
 * Eigenvectors of a symmetric matrix, those of the largest eigenvalues first: Householder reduction to a tridiagonal matrix, then
 * implicit QL steps (Wilkinson and Reinsch, Handbook for Automatic Computation II, contributions II/2 and II/4). O(n^3).
 * @param matrix `n x n`, row-major; it is overwritten
 * @returns `n x n`, row-major, an eigenvector a row, and the eigenvalues in that order
 * @throws Error when an eigenvalue does not converge, as with NaN in the matrix
 */
export function symmetricEigenvectors(
  matrix: Float64Array,
  n: number,
): { vectors: Float64Array; values: Float64Array } {
  const diagonal = new Float64Array(n);
  const beside = new Float64Array(n);
  tridiagonalize(matrix, n, diagonal, beside);
  // Rotations then work on whole rows, which lie together in memory.
  transpose(matrix, n);
  diagonalize(matrix, n, diagonal, beside);
  const order = Array.from({ length: n }, (_, at) => at).sort((a, b) => diagonal[b]! - diagonal[a]! || a - b);
  const vectors = new Float64Array(n * n);
  order.forEach((row, at) => {
    vectors.set(matrix.subarray(row * n, (row + 1) * n), at * n);
  });
  return { vectors, values: Float64Array.from(order, (row) => diagonal[row]!) };
}

/** Afterwards column `i` of `a` is what column `i` of the tridiagonal matrix's basis is in the old one. */
function tridiagonalize(a: Float64Array, n: number, diagonal: Float64Array, beside: Float64Array): void {
  for (let i = n - 1; i > 0; i--) {
    const row = i * n;
    let scale = 0;
    for (let k = 0; k < i; k++) scale += Math.abs(a[row + k]!);
    if (i === 1 || scale === 0) {
      beside[i] = a[row + i - 1]!;
      diagonal[i] = 0;
      continue;
    }
    let h = 0;
    for (let k = 0; k < i; k++) {
      a[row + k]! /= scale;
      h += a[row + k]! ** 2;
    }
    const f = a[row + i - 1]!;
    const g = f >= 0 ? -Math.sqrt(h) : Math.sqrt(h);
    beside[i] = scale * g;
    h -= f * g;
    a[row + i - 1] = f - g;
    reflect(a, n, i, h, beside);
    diagonal[i] = h;
  }
  diagonal[0] = 0;
  beside[0] = 0;
  accumulate(a, n, diagonal);
}

/** Applies the reflection of row `i` to the leading block from both sides. */
function reflect(a: Float64Array, n: number, i: number, h: number, beside: Float64Array): void {
  const row = i * n;
  for (let j = 0; j < i; j++) beside[j] = 0;
  // The lower triangle times the vector, read along its rows.
  for (let j = 0; j < i; j++) {
    const other = j * n;
    const own = a[row + j]!;
    let sum = 0;
    for (let k = 0; k < j; k++) {
      sum += a[other + k]! * a[row + k]!;
      beside[k]! += a[other + k]! * own;
    }
    beside[j]! += sum + a[other + j]! * own;
  }
  let along = 0;
  for (let j = 0; j < i; j++) {
    beside[j]! /= h;
    along += beside[j]! * a[row + j]!;
  }
  const share = along / (h + h);
  for (let j = 0; j < i; j++) {
    const f = a[row + j]!;
    const g = beside[j]! - share * f;
    beside[j] = g;
    const other = j * n;
    for (let k = 0; k <= j; k++) a[other + k]! -= f * beside[k]! + g * a[row + k]!;
  }
}

/** Multiplies the reflections up; `diagonal` gives their norms and receives the diagonal. */
function accumulate(a: Float64Array, n: number, diagonal: Float64Array): void {
  const sums = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const row = i * n;
    const h = diagonal[i]!;
    if (h !== 0) {
      sums.fill(0, 0, i);
      for (let k = 0; k < i; k++) {
        const other = k * n;
        const own = a[row + k]!;
        for (let j = 0; j < i; j++) sums[j]! += own * a[other + j]!;
      }
      for (let k = 0; k < i; k++) {
        const other = k * n;
        const share = a[row + k]! / h;
        for (let j = 0; j < i; j++) a[other + j]! -= sums[j]! * share;
      }
    }
    diagonal[i] = a[row + i]!;
    a[row + i] = 1;
    for (let j = 0; j < i; j++) a[row + j] = a[j * n + i] = 0;
  }
}

/** QL steps with implicit shifts; afterwards row `i` of `rows` is the eigenvector of `diagonal[i]`. */
function diagonalize(rows: Float64Array, n: number, diagonal: Float64Array, beside: Float64Array): void {
  beside.copyWithin(0, 1);
  beside[n - 1] = 0;
  for (let l = 0; l < n; l++) {
    for (let steps = 0; ; steps++) {
      let m = l;
      for (; m < n - 1; m++) {
        const near = Math.abs(diagonal[m]!) + Math.abs(diagonal[m + 1]!);
        if (Math.abs(beside[m]!) <= Number.EPSILON * near) break;
      }
      if (m === l) break;
      if (!(steps < 60)) throw new Error("An eigenvalue does not converge.");
      step(rows, n, diagonal, beside, l, m);
    }
  }
}

function step(rows: Float64Array, n: number, diagonal: Float64Array, beside: Float64Array, l: number, m: number): void {
  let g = (diagonal[l + 1]! - diagonal[l]!) / (2 * beside[l]!);
  const root = Math.hypot(g, 1);
  g = diagonal[m]! - diagonal[l]! + beside[l]! / (g + (g >= 0 ? root : -root));
  let [sine, cosine, moved] = [1, 1, 0];
  for (let i = m - 1; i >= l; i--) {
    const f = sine * beside[i]!;
    const b = cosine * beside[i]!;
    const r = Math.hypot(f, g);
    beside[i + 1] = r;
    if (r === 0) {
      diagonal[i + 1]! -= moved;
      beside[m] = 0;
      return;
    }
    sine = f / r;
    cosine = g / r;
    g = diagonal[i + 1]! - moved;
    const turned = (diagonal[i]! - g) * sine + 2 * cosine * b;
    moved = sine * turned;
    diagonal[i + 1] = g + moved;
    g = cosine * turned - b;
    const [upper, lower] = [i * n, (i + 1) * n];
    for (let k = 0; k < n; k++) {
      const value = rows[lower + k]!;
      const other = rows[upper + k]!;
      rows[lower + k] = sine * other + cosine * value;
      rows[upper + k] = cosine * other - sine * value;
    }
  }
  diagonal[l]! -= moved;
  beside[l] = g;
  beside[m] = 0;
}

function transpose(a: Float64Array, n: number): void {
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) {
      const value = a[i * n + j]!;
      a[i * n + j] = a[j * n + i]!;
      a[j * n + i] = value;
    }
}
