import { expect, it } from "vitest";
import { createRandom } from "../random.ts";
import { createHadamard } from "./hadamard.ts";
import { createSharedMemory } from "./web-assembly.ts";

/** Value i of the transform: the sum of all values, each negated if i and its place have an odd number of common bits. */
function transformed(values: readonly number[], i: number): number {
  return values.reduce((sum, value, j) => {
    let common = i & j;
    let odd = 0;
    for (; common !== 0; common &= common - 1) odd ^= 1;
    return sum + (odd === 1 ? -value : value);
  }, 0);
}

it("multiplies by factors and transforms whole numbers exactly, for every power of two", () => {
  const memory = createSharedMemory(32_768);
  const hadamard = createHadamard(memory);
  const random = createRandom(2);
  for (let size = 4; size <= 512; size *= 2) {
    const row = new Float32Array(memory.buffer, 64, size);
    const factors = new Float32Array(memory.buffer, 16_384, size);
    const beyond = new Float32Array(memory.buffer, 64 + 4 * size, 4).fill(7);
    const values = Array.from({ length: size }, () => random.integer(200) - 100);
    factors.forEach((_, at) => {
      factors[at] = random.integer(3) - 1;
    });
    row.set(values);
    hadamard(64, 16_384, size);
    const scaled = values.map((value, at) => value * factors[at]);
    expect([...row]).toEqual(values.map((_, i) => transformed(scaled, i)));
    expect([...beyond]).toEqual([7, 7, 7, 7]);
  }
});
