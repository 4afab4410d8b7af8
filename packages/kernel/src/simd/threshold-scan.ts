import { assemble, type Code, constant, get, increase, op, set, type, whileBelow } from "./assembler.ts";
import { bind } from "./bind.ts";
import type { PrivateMemory } from "./web-assembly.ts";

/** Values that are looked at together. */
export const scanWidth = 16;

/**
 * Looks through `length` float32 values at `values`, a multiple of {@link scanWidth}, for those that, times `scale`, reach `threshold` or
 * the threshold of their own at `thresholds`. Writes the byte offset of each group that holds such a value to `groups`, and gives the
 * address behind the last one. Addresses are byte offsets into the memory.
 */
export type ThresholdScan = (
  values: number,
  length: number,
  scale: number,
  threshold: number,
  thresholds: number,
  groups: number,
) => number;

const [values, length, scale, threshold, thresholds, groups, end, start] = [0, 1, 2, 3, 4, 5, 6, 7];

/** A mask of the four values that lie `lane` vectors ahead. */
const reached = (lane: number): Code => [
  [get(values), op.v128Load(16 * lane), get(scale), op.f32x4Splat, op.f32x4Mul],
  [get(thresholds), op.v128Load(16 * lane), get(threshold), op.f32x4Splat, op.f32x4PseudoMin],
  op.f32x4GreaterOrEqual,
];

const code = assemble(
  [type.i32, type.i32, type.f32, type.f32, type.i32, type.i32],
  [type.i32],
  [type.i32, type.i32],
  [
    set(start, get(values)),
    set(end, [get(values), get(length), constant(4), op.i32Mul, op.i32Add]),
    whileBelow(values, get(end), [
      [get(groups), get(values), get(start), op.i32Sub, op.i32Store],
      increase(groups, [
        [[reached(0), reached(1), op.v128Or], [reached(2), reached(3), op.v128Or], op.v128Or],
        [op.v128AnyTrue, constant(4), op.i32Mul],
      ]),
      increase(values, constant(4 * scanWidth)),
      increase(thresholds, constant(4 * scanWidth)),
    ]),
    get(groups),
  ],
  false,
);

/** Binds the scan to a memory. `groups` needs room for one offset more than there are groups. */
export const createThresholdScan = (memory: PrivateMemory): ThresholdScan => bind(code, memory);
