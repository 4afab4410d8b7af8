import { assemble, type Code, constant, get, increase, op, set, type, whileBelow } from "./assembler.ts";
import { bind } from "./bind.ts";
import { isPrivate, type PrivateMemory, type SharedMemory } from "./web-assembly.ts";

/** Dot product of two rows of `length` float32 values; addresses are byte offsets into the shared memory. */
export type Dot = (left: number, right: number, length: number) => number;

const [left, right, length, end] = [0, 1, 2, 3];
const sums = [4, 5, 6, 7];
const total = 8;

/** sums[lane] += four products, 16 lane bytes ahead. */
const accumulate = (lane: number): Code =>
  set(sums[lane], [
    get(sums[lane]),
    [get(left), op.v128Load(16 * lane), get(right), op.v128Load(16 * lane), op.f32x4Mul],
    op.f32x4Add,
  ]);

/** Works through as many whole steps of `step` values as are left, and leaves the rest in `length`. */
const inSteps = (step: number, body: Code): Code => [
  set(end, [get(left), get(length), constant(-step), op.i32And, constant(4), op.i32Mul, op.i32Add]),
  whileBelow(left, get(end), [body, increase(left, constant(4 * step)), increase(right, constant(4 * step))]),
  set(length, [get(length), constant(step - 1), op.i32And]),
];

/**
 * Sixteen sums at a time in a fixed order, so that a pair of rows has the same bits on every machine, in every thread and in either
 * order of the two rows.
 */
const body: Code = [
  inSteps(
    16,
    sums.map((_, lane) => accumulate(lane)),
  ),
  inSteps(4, accumulate(0)),
  set(sums[0], [[get(sums[0]), get(sums[1]), op.f32x4Add], [get(sums[2]), get(sums[3]), op.f32x4Add], op.f32x4Add]),
  [0, 1, 2, 3].map((lane) => [get(sums[0]), op.f32x4ExtractLane(lane)]),
  set(total, [op.f32Add, op.f32Add, op.f32Add]),
  inSteps(1, set(total, [get(total), get(left), op.f32Load, get(right), op.f32Load, op.f32Mul, op.f32Add])),
  get(total),
];

const assembled = (shared: boolean) =>
  assemble(
    [type.i32, type.i32, type.i32],
    [type.f32],
    [type.i32, type.v128, type.v128, type.v128, type.v128, type.f32],
    body,
    shared,
  );
const sharedCode = assembled(true);
const privateCode = assembled(false);

/** Binds the dot product to a memory. */
export const createDot = (memory: SharedMemory | PrivateMemory): Dot =>
  bind(isPrivate(memory) ? privateCode : sharedCode, memory);
