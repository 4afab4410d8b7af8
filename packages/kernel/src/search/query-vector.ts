import { KernelError } from "../error.ts";
import { applyExponent, exponentOf } from "../neighbors/quantize.ts";
import type { RowTable } from "../neighbors/row-table.ts";
import type { Dot } from "../simd/dot.ts";

/**
 * A vector that rows are compared with. `similarity = float32(dot x factor x row factor)`, where `dot` is between `values` and a row
 * multiplied by its power of two.
 */
export interface QueryVector {
  /** The vector times a power of two that keeps products within float32. */
  readonly values: Float32Array;
  /** Turns a dot product with `values` into one with the vector itself or, where it is normalised, its direction. 0 for a zero vector. */
  readonly factor: number;
  /** Length of the vector as it is compared: 1 where it is normalised, 0 for a zero vector. */
  readonly length: number;
}

/**
 * Prepares a query. `scratch` is where `dot` finds the values; they stay there. `normalise` compares it as if it had unit length.
 * @throws KernelError `non_finite_vector` with `details.rows` = [position].
 */
export function prepareQuery(
  normalise: boolean,
  vector: Float32Array,
  position: number,
  dot: Dot,
  scratch: { values: Float32Array; address: number },
): QueryVector {
  const exponent = exponentOf(vector);
  if (exponent === undefined) {
    throw new KernelError("non_finite_vector", `Query ${position} holds NaN or infinite values.`, { rows: [position] });
  }
  const values = vector.slice();
  applyExponent(values, exponent);
  scratch.values.set(values);
  const length = Math.sqrt(dot(scratch.address, scratch.address, values.length));
  if (length === 0) return { values, factor: 0, length: 0 };
  return normalise
    ? { values, factor: 1 / length, length: 1 }
    : { values, factor: 2 ** -exponent, length: length * 2 ** -exponent };
}

/** The similarity of a query ({@link QueryVector.factor}) and a row from their dot product. -Infinity when either is zero. */
export function similarityToRow(table: RowTable, factor: number, row: number, dot: number): number {
  if (factor === 0 || table.inverseLength[row] === 0) return -Infinity;
  if (table.metric === "inner-product") return Math.fround(dot * (factor * 2 ** -table.exponent[row]));
  return Math.fround(Math.min(1, Math.max(-1, dot * (factor * table.inverseLength[row]))));
}
