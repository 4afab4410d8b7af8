import { assemble, type Code, constant, get, increase, op, set, type, whileBelow } from "./assembler.ts";
import { bind } from "./bind.ts";
import type { SharedMemory } from "./web-assembly.ts";

/** Writes `length` float32 values at `source`, times `scale`, as int8 values to `target`. Rounds to nearest, ties to even; saturates. */
export type RoundToBytes = (source: number, target: number, length: number, scale: number) => void;

/** The largest absolute value among `length` float32 values at `source`. */
export type LargestMagnitude = (source: number, length: number) => number;

const [source, target, length, scale, end] = [0, 1, 2, 3, 4];

const fourIntegers = (vector: number): Code => [
  [get(source), op.v128Load(16 * vector), get(scale), op.f32x4Splat, op.f32x4Mul],
  [op.f32x4Nearest, op.i32x4TruncSatF32x4S],
];

const rounding = assemble(
  [type.i32, type.i32, type.i32, type.f32],
  [],
  [type.i32],
  [
    set(end, [get(source), get(length), constant(2), op.i32Shl, op.i32Add]),
    whileBelow(source, get(end), [
      get(target),
      [fourIntegers(0), fourIntegers(1), op.i16x8NarrowI32x4S],
      [fourIntegers(2), fourIntegers(3), op.i16x8NarrowI32x4S],
      [op.i8x16NarrowI16x8S, op.v128Store()],
      increase(source, constant(64)),
      increase(target, constant(16)),
    ]),
  ],
);

const [magnitudeEnd, largest] = [2, 3];

const magnitude = assemble(
  [type.i32, type.i32],
  [type.f32],
  [type.i32, type.v128],
  [
    set(magnitudeEnd, [get(source), get(1), constant(2), op.i32Shl, op.i32Add]),
    whileBelow(source, get(magnitudeEnd), [
      set(largest, [get(largest), get(source), op.v128Load(), op.f32x4Abs, op.f32x4Max]),
      increase(source, constant(16)),
    ]),
    [0, 1, 2, 3].map((lane) => [get(largest), op.f32x4ExtractLane(lane)]),
    [op.f32Max, op.f32Max, op.f32Max],
  ],
);

/** Binds the rounding to a shared memory. `length` must be a multiple of 16, or the values after it are converted too. */
export const createRoundToBytes = (memory: SharedMemory): RoundToBytes => bind(rounding, memory);

/** Binds the search for the largest magnitude. `length` must be a multiple of 4, or the values after it count too. */
export const createLargestMagnitude = (memory: SharedMemory): LargestMagnitude => bind(magnitude, memory);
