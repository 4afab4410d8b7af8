import { createRandom, permutation } from "../packages/kernel/src/index.ts";
import type { BenchmarkData } from "./projection.ts";

/** Rows to select from and rows to test on, none in both. */
export interface Pool {
  readonly name: string;
  readonly rows: Int32Array;
  /** 1,000 rows of each class of all 70,000 images. */
  readonly test: Int32Array;
}

const classes = 10;
/** Class sizes of the long tail: each 0.555 of the one before. */
const tailSizes = [5000, 2775, 1540, 854, 474, 263, 146, 81, 45, 25];
/** Rows for which the test rows and the sizes of the tail are meant; of fewer rows they are as many parts of them. */
const fullSize = 70_000;
const testPerClass = 1000;

/** A pool of `size` rows with the classes as they come, about equally many of each. */
export function balancedPool({ n, labels }: BenchmarkData, size: number, seed: number): Pool {
  const order = permutation(n, createRandom(2 * seed));
  return { name: "balanced", rows: order.slice(0, size), test: testOf(order.subarray(size), labels, n) };
}

/** A pool in which class sizes fall from 5,000 to 25 (11,203 of 70,000 rows), the classes in an order that the seed decides. */
export function longTailPool({ n, labels }: BenchmarkData, seed: number): Pool {
  const random = createRandom(2 * seed + 1);
  const order = permutation(n, random);
  const sizeOf = permutation(classes, random).map((rank) => Math.round((tailSizes[rank] * n) / fullSize));
  const taken = new Int32Array(classes);
  const rows: number[] = [];
  const rest: number[] = [];
  for (const row of order) {
    if (taken[labels[row]] < sizeOf[labels[row]]) {
      taken[labels[row]]++;
      rows.push(row);
    } else rest.push(row);
  }
  const mixed = permutation(rows.length, random).map((at) => rows[at]);
  return { name: "long tail", rows: mixed, test: testOf(Int32Array.from(rest), labels, n) };
}

function testOf(rest: Int32Array, labels: Uint8Array, n: number): Int32Array {
  const wanted = Math.round((testPerClass * n) / fullSize);
  const taken = new Int32Array(classes);
  return rest.filter((row) => taken[labels[row]]++ < wanted);
}

/** Copies of the wanted rows, row-major. */
export function rowsOf(vectors: Float32Array, dimension: number, rows: Int32Array): Float32Array {
  const copy = new Float32Array(rows.length * dimension);
  rows.forEach((row, at) => {
    copy.set(vectors.subarray(row * dimension, (row + 1) * dimension), at * dimension);
  });
  return copy;
}
