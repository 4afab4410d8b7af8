import { chiSquaredTail, fTail } from "./distributions.ts";

/** How strongly two things go together, and how likely so much is by chance. */
export interface Association {
  value: number;
  p: number;
}

/**
 * Eta squared: the share of the variance of a number that the class explains, with the p-value of the one-way F test. Rows of class -1 and
 * values that are NaN are left out; null where nothing can vary. O(n).
 */
export function etaSquared(classes: Int32Array, values: Float64Array, count: number): Association | null {
  const sums = new Float64Array(count);
  const sizes = new Float64Array(count);
  let [n, total] = [0, 0];
  classes.forEach((code, at) => {
    if (code < 0 || Number.isNaN(values[at])) return;
    sums[code] += values[at];
    sizes[code]++;
    total += values[at];
    n++;
  });
  const groups = sizes.filter((size) => size > 0).length;
  if (groups < 2 || n <= groups) return null;
  const mean = total / n;
  let [between, all] = [0, 0];
  classes.forEach((code, at) => {
    if (code >= 0 && !Number.isNaN(values[at])) all += (values[at] - mean) ** 2;
  });
  sizes.forEach((size, code) => {
    if (size > 0) between += size * (sums[code] / size - mean) ** 2;
  });
  if (!(all > 1e-12 * n * (1 + mean * mean))) return null;
  const f = between / (groups - 1) / Math.max((all - between) / (n - groups), 1e-300);
  return { value: Math.min(1, between / all), p: fTail(f, groups - 1, n - groups) };
}

/**
 * Cramer's V of class and value, corrected for bias (Bergsma 2013), with the p-value of the chi-squared test. Rows with -1 in either are
 * left out; null where nothing can vary. O(n + classes x values).
 */
export function cramersV(
  classes: Int32Array,
  values: Int32Array,
  size: { classes: number; values: number },
): Association | null {
  const { counts, rows, columns, n } = contingency(classes, values, size);
  const r = rows.filter((sum) => sum > 0).length;
  const c = columns.filter((sum) => sum > 0).length;
  if (r < 2 || c < 2) return null;
  let chi = 0;
  for (let i = 0; i < size.classes; i++) {
    for (let j = 0; j < size.values; j++) {
      const expected = (rows[i] * columns[j]) / n;
      if (expected > 0) chi += (counts[i * size.values + j] - expected) ** 2 / expected;
    }
  }
  const phi = Math.max(0, chi / n - ((r - 1) * (c - 1)) / (n - 1));
  const least = Math.min(r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)) - 1;
  return {
    value: least > 0 ? Math.min(1, Math.sqrt(phi / least)) : 0,
    p: chiSquaredTail(chi, (r - 1) * (c - 1)),
  };
}

/** Counts of pairs, `classes x values`, with the sums of rows and columns. */
export function contingency(
  classes: Int32Array,
  values: Int32Array,
  size: { classes: number; values: number },
): { counts: Float64Array; rows: Float64Array; columns: Float64Array; n: number } {
  const counts = new Float64Array(size.classes * size.values);
  const rows = new Float64Array(size.classes);
  const columns = new Float64Array(size.values);
  let n = 0;
  classes.forEach((code, at) => {
    if (code < 0 || values[at] < 0) return;
    counts[code * size.values + values[at]]++;
    rows[code]++;
    columns[values[at]]++;
    n++;
  });
  return { counts, rows, columns, n };
}
