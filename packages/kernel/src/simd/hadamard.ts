import { assemble, type Code, constant, get, increase, op, set, type, whileBelow } from "./assembler.ts";
import { bind } from "./bind.ts";
import type { SharedMemory } from "./web-assembly.ts";

/**
 * Multiplies `size` float32 values at `address` by those at `factors` and then transforms them by Walsh and Hadamard, not scaled, in place.
 * `size` is a power of two, at least 4.
 */
export type Hadamard = (address: number, factors: number, size: number) => void;

const [address, factors, size, at, half, base, end, baseEnd] = [0, 1, 2, 3, 4, 5, 6, 7];
const vectors = [8, 9, 10, 11];
const [vector, other] = vectors;

/** The product with the factors and the butterflies within a vector: distance 1, then distance 2. */
const withinVectors = whileBelow(at, get(end), [
  set(vector, [get(at), op.v128Load(), get(factors), op.v128Load(), op.f32x4Mul]),
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
  increase(factors, constant(16)),
]);

/** Where vector number `place` of a group lies, `half` bytes after the one before. */
const placed = (place: number): Code =>
  place === 0 ? get(at) : [get(at), get(half), constant(place), op.i32Mul, op.i32Add];
const load = (place: number): Code => set(vectors[place], [placed(place), op.v128Load()]);

/** (a, b) becomes (a + b, a - b). */
const butterfly = (a: number, b: number, spare: number): Code => [
  set(spare, [get(a), get(b), op.f32x4Add]),
  set(b, [get(a), get(b), op.f32x4Sub]),
  set(a, get(spare)),
];
const spare = 12;

/** Butterflies between vectors that lie `half` bytes apart and then between those `2 half` apart: two steps in one pass. */
const fourVectors: Code = [
  [0, 1, 2, 3].map(load),
  butterfly(vectors[0], vectors[1], spare),
  butterfly(vectors[2], vectors[3], spare),
  [placed(0), get(vectors[0]), get(vectors[2]), op.f32x4Add, op.v128Store()],
  [placed(1), get(vectors[1]), get(vectors[3]), op.f32x4Add, op.v128Store()],
  [placed(2), get(vectors[0]), get(vectors[2]), op.f32x4Sub, op.v128Store()],
  [placed(3), get(vectors[1]), get(vectors[3]), op.f32x4Sub, op.v128Store()],
];

const twoVectors: Code = [
  [load(0), load(1)],
  [placed(0), get(vector), get(other), op.f32x4Add, op.v128Store()],
  [placed(1), get(vector), get(other), op.f32x4Sub, op.v128Store()],
];

/** Passes over all values while groups of `count` vectors, each `half` bytes after the one before, fit between `address` and `end`. */
const betweenVectors = (count: number, butterflies: Code): Code =>
  whileBelow(
    half,
    [get(size), constant(4 / count), op.i32Mul, constant(1), op.i32Add],
    [
      set(base, get(address)),
      whileBelow(base, get(end), [
        set(at, get(base)),
        set(baseEnd, [get(base), get(half), op.i32Add]),
        whileBelow(at, get(baseEnd), [butterflies, increase(at, constant(16))]),
        increase(base, [get(half), constant(count), op.i32Mul]),
      ]),
      set(half, [get(half), constant(count), op.i32Mul]),
    ],
  );

const code = assemble(
  [type.i32, type.i32, type.i32],
  [],
  [type.i32, type.i32, type.i32, type.i32, type.i32, type.v128, type.v128, type.v128, type.v128, type.v128],
  [
    set(end, [get(address), get(size), constant(2), op.i32Shl, op.i32Add]),
    set(at, get(address)),
    withinVectors,
    set(half, constant(16)),
    betweenVectors(4, fourVectors),
    betweenVectors(2, twoVectors),
  ],
);

/** Binds the transform to a shared memory. */
export const createHadamard = (memory: SharedMemory): Hadamard => bind(code, memory);
