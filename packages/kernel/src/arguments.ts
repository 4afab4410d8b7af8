import { KernelError } from "./error.ts";
import type { Graph } from "./graph.ts";
import type { VectorSource } from "./vectors.ts";

/** @throws KernelError `invalid_argument` unless `value` is a whole number in `smallest..largest`. */
export function checkWhole(name: string, value: number, smallest: number, largest: number): void {
  if (Number.isInteger(value) && value >= smallest && value <= largest) return;
  throw new KernelError("invalid_argument", `${name} must be a whole number from ${smallest} to ${largest}.`, {
    [name]: value,
  });
}

/** @throws KernelError `invalid_argument` for shapes outside 0..2^31 - 1 rows of 1..65,536 values. */
export function checkSource({ n, dimension }: VectorSource): void {
  checkWhole("n", n, 0, 2 ** 31 - 1);
  checkWhole("dimension", dimension, 1, 65536);
}

/** @throws KernelError `invalid_argument` unless the lists of a graph have `n x k` places. O(1). */
export function checkGraph({ n, k, neighbors, similarities }: Omit<Graph, "recall">): void {
  checkWhole("n", n, 0, 2 ** 31 - 1);
  checkWhole("k", k, 0, 2 ** 31 - 1);
  if (neighbors.length === n * k && similarities.length === n * k) return;
  throw new KernelError("invalid_argument", `A graph of ${n} rows with ${k} neighbours has lists of ${n * k} places.`, {
    neighbors: neighbors.length,
    similarities: similarities.length,
  });
}

/** @throws KernelError `invalid_argument` unless a layout has two coordinates a point. Gives the number of points. */
export function checkLayout(coordinates: Float32Array): number {
  if (coordinates.length % 2 === 0) return coordinates.length / 2;
  throw new KernelError("invalid_argument", `${coordinates.length} values are no layout of pairs of coordinates.`);
}

/** @throws KernelError `invalid_argument` with `details.row` when one of the rows is none of 0..n - 1. */
export function checkRows(rows: Int32Array, n: number): void {
  const unknown = rows.find((row) => row < 0 || row >= n);
  if (unknown !== undefined)
    throw new KernelError("invalid_argument", `There is no row ${unknown} among ${n}.`, { row: unknown, n });
}
