import { assemble, constant, get, increase, op, set, type, whileBelow } from "./assembler.ts";
import { bind } from "./bind.ts";
import type { SharedMemory } from "./web-assembly.ts";

/** The Walsh-Hadamard transform, not scaled, of `size` float32 values at `address`, in place. `size` is a power of two, at least 4. */
export type Hadamard = (address: number, size: number) => void;

const [address, size, at, half, base, end, baseEnd] = [0, 1, 2, 3, 4, 5, 6];
const vector = 7;
const other = 8;

/** Butterflies within a vector: distance 1, then distance 2. */
const withinVectors = whileBelow(at, get(end), [
  set(vector, [get(at), op.v128Load()]),
  set(vector, [
    [get(vector), get(vector), op.f32x4Shuffle([0, 0, 2, 2])],
    [get(vector), get(vector), op.f32x4Shuffle([1, 1, 3, 3]), op.f32x4Const([1, -1, 1, -1]), op.f32x4Mul],
    op.f32x4Add,
  ]),
  get(at),
  [get(vector), get(vector), op.f32x4Shuffle([0, 1, 0, 1])],
  [get(vector), get(vector), op.f32x4Shuffle([2, 3, 2, 3]), op.f32x4Const([1, 1, -1, -1]), op.f32x4Mul],
  [op.f32x4Add, op.v128Store()],
  increase(at, constant(16)),
]);

/** Butterflies of whole vectors that lie `half` bytes apart, for half = 16, 32, ... */
const betweenVectors = whileBelow(
  half,
  [get(size), constant(2), op.i32Shl],
  [
    set(base, get(address)),
    whileBelow(base, get(end), [
      set(at, get(base)),
      set(baseEnd, [get(base), get(half), op.i32Add]),
      whileBelow(at, get(baseEnd), [
        set(vector, [get(at), op.v128Load()]),
        set(other, [get(at), get(half), op.i32Add, op.v128Load()]),
        [get(at), get(vector), get(other), op.f32x4Add, op.v128Store()],
        [get(at), get(half), op.i32Add, get(vector), get(other), op.f32x4Sub, op.v128Store()],
        increase(at, constant(16)),
      ]),
      increase(base, [get(half), constant(1), op.i32Shl]),
    ]),
    set(half, [get(half), constant(1), op.i32Shl]),
  ],
);

const code = assemble(
  [type.i32, type.i32],
  [],
  [type.i32, type.i32, type.i32, type.i32, type.i32, type.v128, type.v128],
  [
    set(end, [get(address), get(size), constant(2), op.i32Shl, op.i32Add]),
    set(at, get(address)),
    withinVectors,
    set(half, constant(16)),
    betweenVectors,
  ],
);

/** Binds the transform to a shared memory. */
export const createHadamard = (memory: SharedMemory): Hadamard => bind(code, memory);
