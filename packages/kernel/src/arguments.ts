import { KernelError } from "./error.ts";
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
