import { assemble, type Code, constant, get, increase, op, set, type, whileBelow } from "./assembler.ts";
import { bind } from "./bind.ts";
import type { PrivateMemory } from "./web-assembly.ts";

/** Values that are looked at together. */
export const scanWidth = 16;

/**
 * Looks through `length` float32 values at `values`, a multiple of {@link scanWidth}, for those that, times `scale`, less their offset at
 * `offsets`, reach `threshold` or the threshold of their own at `thresholds`, both raised by `raise`. Writes two words for each group that holds such values to
 * `hits`: the group's byte offset and a mask of its values, the first in the lowest bit. Gives the address behind the last word. Addresses
 * are byte offsets into the memory.
 */
export type ThresholdScan = (
  values: number,
  length: number,
  scale: number,
  offsets: number,
  threshold: number,
  thresholds: number,
  raise: number,
  hits: number,
) => number;

const [values, length, scale, offsets, threshold, thresholds, raise, hits] = [0, 1, 2, 3, 4, 5, 6, 7];
const [end, start, mask, scales, lowest, raises] = [8, 9, 10, 11, 12, 13];

/** A mask of the four values that lie `lane` vectors ahead. */
const reached = (lane: number): Code => [
  [get(values), op.v128Load(16 * lane), get(scales), op.f32x4Mul],
  [get(offsets), op.v128Load(16 * lane), op.f32x4Sub],
  [get(thresholds), op.v128Load(16 * lane), get(lowest), op.f32x4PseudoMin, get(raises), op.f32x4Add],
  op.f32x4GreaterOrEqual,
];

const code = assemble(
  [type.i32, type.i32, type.f32, type.i32, type.f32, type.i32, type.f32, type.i32],
  [type.i32],
  [type.i32, type.i32, type.i32, type.v128, type.v128, type.v128],
  [
    set(start, get(values)),
    set(end, [get(values), get(length), constant(4), op.i32Mul, op.i32Add]),
    set(scales, [get(scale), op.f32x4Splat]),
    set(lowest, [get(threshold), op.f32x4Splat]),
    set(raises, [get(raise), op.f32x4Splat]),
    whileBelow(values, get(end), [
      [reached(0), reached(1), op.i16x8NarrowI32x4S, reached(2), reached(3), op.i16x8NarrowI32x4S],
      set(mask, [op.i8x16NarrowI16x8S, op.i8x16Bitmask]),
      [get(hits), get(values), get(start), op.i32Sub, op.i32Store()],
      [get(hits), get(mask), op.i32Store(4)],
      increase(hits, [get(mask), op.i32EqualZero, op.i32EqualZero, constant(8), op.i32Mul]),
      increase(values, constant(4 * scanWidth)),
      increase(offsets, constant(4 * scanWidth)),
      increase(thresholds, constant(4 * scanWidth)),
    ]),
    get(hits),
  ],
  false,
);

/** Binds the scan to a memory. `hits` needs room for one group more than there are. */
export const createThresholdScan = (memory: PrivateMemory): ThresholdScan => bind(code, memory);
