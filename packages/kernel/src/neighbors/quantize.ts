import type { Dot } from "../simd/dot.ts";
import { createLargestMagnitude, createRoundToBytes } from "../simd/round-to-bytes.ts";
import { createSharedMemory } from "../simd/web-assembly.ts";
import { createRotation, rotationBytes } from "./rotation.ts";
import type { RowTable } from "./row-table.ts";

/** Rows whose largest magnitude lies within 2^-limit .. 2^limit need no exponent: their dot products stay within float32. */
const exponentLimit = 24;

/**
 * Writes a row into `target` from position `at` on as eight-bit values and gives the step: what one unit is worth.
 * Symmetric, one step a row: step = largest magnitude after the rotation / range. The row must not be zero.
 */
export type Quantize = (values: Float32Array, target: Int8Array, at: number) => number;

/** Prepares the quantisation of rows of `dimension` values to whole numbers in -range..range. */
export function createQuantizer(dimension: number, range: number): Quantize {
  const padded = 16 * Math.ceil(dimension / 16);
  const memory = createSharedMemory(5 * padded + rotationBytes(dimension));
  const row = new Float32Array(memory.buffer, 0, dimension);
  const bytes = new Int8Array(memory.buffer, 4 * padded, dimension);
  const rotate = createRotation(dimension, memory, 5 * padded);
  const largestOf = createLargestMagnitude(memory);
  const roundToBytes = createRoundToBytes(memory);
  return (values, target, at) => {
    row.set(values);
    rotate();
    const step = largestOf(0, padded) / range;
    roundToBytes(0, 4 * padded, padded, 1 / step);
    target.set(bytes, at);
    return step;
  };
}

/**
 * Enters a row that lies in the dot product's memory at `address` into the table and writes its eight-bit values into `target`.
 * The row is multiplied in place by its power of two where it needs one.
 * Returns false when the row holds NaN or an infinity.
 */
export function enterRow(
  table: RowTable,
  dot: Dot,
  quantize: Quantize,
  row: { number: number; values: Float32Array; address: number },
  target: Int8Array,
  at: number,
): boolean {
  const { number, values, address } = row;
  table.exponent[number] = 0;
  let squared = dot(address, address, values.length);
  if (!isUsual(squared, values.length)) {
    const exponent = exponentOf(values);
    if (exponent === undefined) return false;
    table.exponent[number] = exponent;
    applyExponent(values, exponent);
    squared = dot(address, address, values.length);
  }
  const inverse = squared > 0 ? 1 / Math.sqrt(squared) : 0;
  table.inverseLength[number] = inverse;
  if (table.range > 0 && inverse > 0) table.step[number] = quantize(values, target, at) * inverse;
  return true;
}

/** True when a squared length alone shows that no value is NaN, infinite or so far from 1 that the row needs an exponent. */
const isUsual = (squared: number, dimension: number): boolean =>
  squared >= 2 ** (2 - 2 * exponentLimit) * dimension && squared <= 2 ** (2 * exponentLimit - 2);

/** The power of two that brings a row near 1 if it is far from it, else 0; undefined when the row holds NaN or an infinity. */
export function exponentOf(values: Float32Array): number | undefined {
  const largest = largestMagnitude(values);
  if (!Number.isFinite(largest)) return undefined;
  if (largest === 0) return 0;
  const binary = Math.floor(Math.log2(largest));
  return Math.abs(binary) <= exponentLimit ? 0 : -binary;
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
