import { assemble, type Code, constant, get, increase, op, set, type, whileBelow } from "./assembler.ts";
import { bind } from "./bind.ts";
import type { PrivateMemory } from "./web-assembly.ts";

/**
 * Dot product of two rows of `length` eight-bit values, a multiple of 16: `left` holds values plus 128, `right` signed ones. Exact.
 * Addresses are byte offsets into the memory.
 */
export type DotBytes = (left: number, right: number, length: number) => number;

const [left, right, length, end, leftBytes, rightBytes, sums] = [0, 1, 2, 3, 4, 5, 6];

/** Four sums of four products each of one half of the vectors. */
const products = (extend: Code): Code => [get(leftBytes), extend, get(rightBytes), extend, op.i32x4DotI16x8S];

const code = assemble(
  [type.i32, type.i32, type.i32],
  [type.i32],
  [type.i32, type.v128, type.v128, type.v128],
  [
    set(end, [get(left), get(length), op.i32Add]),
    whileBelow(left, get(end), [
      set(leftBytes, [get(left), op.v128Load(), op.i8x16Const(-128), op.v128Xor]),
      set(rightBytes, [get(right), op.v128Load()]),
      set(sums, [
        get(sums),
        [products(op.i16x8ExtendLowI8x16S), op.i32x4Add],
        [products(op.i16x8ExtendHighI8x16S), op.i32x4Add],
      ]),
      increase(left, constant(16)),
      increase(right, constant(16)),
    ]),
    [0, 1, 2, 3].map((lane) => [get(sums), op.i32x4ExtractLane(lane)]),
    [op.i32Add, op.i32Add, op.i32Add],
  ],
  false,
);

/** Binds the dot product to a memory. */
export const createDotBytes = (memory: PrivateMemory): DotBytes => bind(code, memory);
