import type { IntegerRange } from "../onnx/integer-range.ts";
import { sharedBuffer } from "../shared-memory.ts";
import type { Metric } from "./metric.ts";

/**
 * What the kernel keeps of every row while it compares rows: an eight-bit copy for finding candidates and the few numbers
 * that turn dot products into similarities. Everything lies in shared memory. About `n x (dimension + 18)` bytes.
 */
export interface RowTable {
  readonly n: number;
  readonly dimension: number;
  readonly metric: Metric;
  /** Largest magnitude in `values`. */
  readonly range: IntegerRange;
  /** `n x dimension`: the rotated row divided by its step. Empty where `range` is 0 or the values are kept elsewhere. */
  readonly values: Int8Array;
  /** What one unit of `values` is worth, for rows of unit length (cosine) or in parts of the longest row (inner product). */
  readonly step: Float32Array;
  /** 1 / length of the row times 2^exponent; 0 for a zero row. */
  readonly inverseLength: Float64Array;
  /** Rows with very large or small values are multiplied by 2^exponent before anything else; 0 for all others. */
  readonly exponent: Int16Array;
  /** Two values, set by {@link finishTable}: the length of the longest row (1 for cosine), and the largest step. */
  readonly scale: Float64Array;
}

/** An empty table in shared memory. `resident` says whether it holds the eight-bit values or they are kept elsewhere. */
export function createRowTable(
  n: number,
  dimension: number,
  metric: Metric,
  range: IntegerRange,
  resident = true,
): RowTable {
  return {
    n,
    dimension,
    metric,
    range,
    values: new Int8Array(sharedBuffer(resident && range > 0 ? n * dimension : 0)),
    step: new Float32Array(sharedBuffer(4 * n)),
    inverseLength: new Float64Array(sharedBuffer(8 * n)),
    exponent: new Int16Array(sharedBuffer(2 * n)),
    scale: new Float64Array(sharedBuffer(16)),
  };
}

/** Zero rows have no direction: they have no neighbours and are nobody's neighbour, whatever the metric. */
export const isZeroRow = (table: RowTable, row: number): boolean => table.inverseLength[row] === 0;

/** The length of a row; 0 for a zero row. */
export function rowLength(table: RowTable, row: number): number {
  const inverse = table.inverseLength[row];
  return inverse === 0 ? 0 : 2 ** -table.exponent[row] / inverse;
}

/** The similarity of two rows from the float32 dot product of the rows, each multiplied by 2^exponent. Symmetric to the last bit. */
export function similarity(table: RowTable, left: number, right: number, dot: number): number {
  if (table.metric === "inner-product") return Math.fround(dot * 2 ** -(table.exponent[left] + table.exponent[right]));
  const cosine = dot * (table.inverseLength[left] * table.inverseLength[right]);
  return Math.fround(Math.min(1, Math.max(-1, cosine)));
}

/** The unit of estimated scores is the product of this length with itself: the longest row for inner products, 1 for cosine. */
export const unitLength = (table: RowTable): number => table.scale[0];

/** The largest step of any row. */
export const largestStep = (table: RowTable): number => table.scale[1];

/** Makes the steps comparable between rows, once all rows are in the table. */
export function finishTable(table: RowTable): void {
  const { n, metric, step, scale } = table;
  let longest = metric === "cosine" ? 1 : 0;
  if (metric === "inner-product") {
    for (let row = 0; row < n; row++) longest = Math.max(longest, rowLength(table, row));
    for (let row = 0; row < n; row++) step[row] *= rowLength(table, row) / (longest || 1);
  }
  scale[0] = longest || 1;
  for (let row = 0; row < n; row++) scale[1] = Math.max(scale[1], step[row]);
}
