import { assemble, op, signed, simd, type } from "./assembler.ts";
import type { SharedMemory } from "./web-assembly.ts";

/** Dot product of two rows of `length` float32 values; addresses are byte offsets into the shared memory. */
export type Dot = (left: number, right: number, length: number) => number;

const left = 0;
const right = 1;
const length = 2;
const blockEnd = 3;
const sums = [4, 5, 6, 7];
const total = 8;

const get = (local: number) => [op.localGet, local];
const advance = (local: number, bytes: number) => [
  ...get(local),
  [op.i32Const, ...signed(bytes)],
  op.i32Add,
  [op.localSet, local],
];

/** sums[lane] += left[lane * 16 ..] * right[lane * 16 ..] for four products at once. */
const accumulate = (lane: number) => [
  ...get(sums[lane]),
  ...get(left),
  simd.v128Load(16 * lane),
  ...get(right),
  simd.v128Load(16 * lane),
  simd.f32x4Mul,
  simd.f32x4Add,
  [op.localSet, sums[lane]],
];

/** Repeats `body`, which moves `left` forward, while left < blockEnd. */
const whileBelowEnd = (body: readonly (number | readonly number[] | readonly (number | readonly number[])[])[]) => [
  [op.block, op.emptyType, op.loop, op.emptyType],
  ...get(left),
  ...get(blockEnd),
  op.i32GeU,
  [op.brIf, 1],
  ...body,
  [op.br, 0],
  [op.end, op.end],
];

/** blockEnd = left + 4 * (length rounded down to a multiple of `step`). */
const setEnd = (step: number) => [
  ...get(left),
  ...get(length),
  [op.i32Const, ...signed(-step)],
  op.i32And,
  [op.i32Const, ...signed(4)],
  0x6c,
  op.i32Add,
  [op.localSet, blockEnd],
];

const consumeLength = (step: number) => [
  ...get(length),
  [op.i32Const, ...signed(step - 1)],
  op.i32And,
  [op.localSet, length],
];

/**
 * Sixteen sums at a time in a fixed order, so that a pair of rows has the same bits on every machine,
 * in every thread and in either order of the two rows.
 */
const code = assemble(
  [type.i32, type.i32, type.i32],
  type.f32,
  [type.i32, type.v128, type.v128, type.v128, type.v128, type.f32],
  [
    setEnd(16),
    whileBelowEnd([accumulate(0), accumulate(1), accumulate(2), accumulate(3), advance(left, 64), advance(right, 64)]),
    consumeLength(16),
    setEnd(4),
    whileBelowEnd([accumulate(0), advance(left, 16), advance(right, 16)]),
    consumeLength(4),
    [...get(sums[0]), ...get(sums[1]), simd.f32x4Add],
    [...get(sums[2]), ...get(sums[3]), simd.f32x4Add, simd.f32x4Add, op.localSet, sums[0]],
    [0, 1, 2, 3].map((lane) => [...get(sums[0]), simd.f32x4ExtractLane(lane)]),
    [op.f32Add, op.f32Add, op.f32Add, op.localSet, total],
    setEnd(1),
    whileBelowEnd([
      [...get(total), ...get(left), op.f32Load, ...get(right), op.f32Load, op.f32Mul, op.f32Add].flat(),
      [op.localSet, total],
      advance(left, 4),
      advance(right, 4),
    ]),
    get(total),
  ],
);

let compiled: WebAssembly.Module | undefined;

/** Binds the dot product to a shared memory. */
export function createDot(memory: SharedMemory): Dot {
  compiled ??= new WebAssembly.Module(code);
  const { run } = new WebAssembly.Instance(compiled, { env: { memory } }).exports;
  if (typeof run !== "function") throw new TypeError("The module exports no function.");
  return (a, b, n) => run(a, b, n);
}
