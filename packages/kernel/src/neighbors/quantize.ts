import type { Dot } from "../simd/dot.ts";
import { createRotation } from "./rotation.ts";
import type { RowTable } from "./row-table.ts";

/** Rows whose largest magnitude lies within 2^-limit .. 2^limit need no exponent: their dot products stay within float32. */
const exponentLimit = 24;

/** Fills one row of the table. Returns false, and leaves the table alone, when the row holds NaN or an infinity. */
export type QuantizeRow = (row: number, values: Float32Array, address: number) => boolean;

/**
 * Prepares the quantisation of rows that lie in the dot product's memory at `address`. The row is multiplied in place by its power
 * of two where it needs one. Symmetric, one step a row: step = largest magnitude after the rotation / range.
 */
export function createQuantizer(table: RowTable, dot: Dot): QuantizeRow {
  const { dimension, range } = table;
  const rotate = createRotation(dimension);
  const rotated = new Float32Array(dimension);
  return (row, values, address) => {
    const largest = largestMagnitude(values);
    if (!Number.isFinite(largest)) return false;
    table.exponent[row] = exponentFor(largest);
    applyExponent(values, table.exponent[row]);
    const squared = dot(address, address, dimension);
    const inverse = squared > 0 ? 1 / Math.sqrt(squared) : 0;
    table.inverseLength[row] = inverse;
    if (range === 0 || inverse === 0) return true;
    rotated.set(values);
    rotate(rotated);
    const step = largestMagnitude(rotated) / range;
    table.step[row] = step * inverse;
    const target = row * dimension;
    const scale = 1 / step;
    for (let j = 0; j < dimension; j++) table.values[target + j] = ((rotated[j] * scale + 128.5) | 0) - 128;
    return true;
  };
}

/** Multiplies a row by 2^exponent, as {@link RowTable.exponent} says. */
export function applyExponent(values: Float32Array, exponent: number): void {
  if (exponent === 0) return;
  const factor = 2 ** exponent;
  for (let j = 0; j < values.length; j++) values[j] *= factor;
}

/** The largest absolute value; NaN or Infinity if the row holds one. */
function largestMagnitude(values: Float32Array): number {
  let largest = 0;
  let check = 0;
  for (let j = 0; j < values.length; j++) {
    const magnitude = Math.abs(values[j]);
    if (magnitude > largest) largest = magnitude;
    check += magnitude;
  }
  return Number.isFinite(check) ? largest : check;
}

function exponentFor(largest: number): number {
  if (largest === 0) return 0;
  const binary = Math.floor(Math.log2(largest));
  return Math.abs(binary) <= exponentLimit ? 0 : -binary;
}
