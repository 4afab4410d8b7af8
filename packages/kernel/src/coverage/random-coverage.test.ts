import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom, permutation } from "../random.ts";
import { randomCoverage } from "./random-coverage.ts";

describe("randomCoverage", () => {
  it("agrees with the count over every possible sample", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 }),
        fc.nat(2),
        fc.nat(8),
        (sizes, loose, wish) => {
          const n = sizes.reduce((sum, size) => sum + size, loose);
          const budget = Math.min(wish, n);
          const group: number[] = sizes.flatMap((size, index) => Array.from({ length: size }, () => index));
          const counts: number[] = [];
          for (let set = 0; set < 1 << n; set++) {
            const picked = Array.from({ length: n }, (_, i) => i).filter((i) => set & (1 << i));
            if (picked.length !== budget) continue;
            counts.push(new Set(picked.map((i) => group[i]).filter((index) => index !== undefined)).size);
          }
          const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
          const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length;
          const expectation = randomCoverage(sizes, n, budget);
          expect(expectation.mean).toBeCloseTo(mean, 9);
          expect(expectation.sd).toBeCloseTo(Math.sqrt(variance), 6);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("agrees with draws on a large long-tailed set", () => {
    const sizes = Array.from({ length: 3000 }, (_, i) => 1 + Math.floor(60 / (1 + i / 20)));
    const n = sizes.reduce((sum, size) => sum + size, 0);
    const group = Int32Array.from(sizes.flatMap((size, index) => Array.from({ length: size }, () => index)));
    const random = createRandom(4);
    const counts = Array.from(
      { length: 60 },
      () =>
        new Set(
          permutation(n, random)
            .subarray(0, 1000)
            .map((i) => group[i]),
        ).size,
    );
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    const expectation = randomCoverage(sizes, n, 1000);
    expect(Math.abs(expectation.mean - mean)).toBeLessThan(4 * (expectation.sd / Math.sqrt(counts.length)) + 1);
    const sd = Math.sqrt(counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (counts.length - 1));
    expect(sd / expectation.sd).toBeGreaterThan(0.6);
    expect(sd / expectation.sd).toBeLessThan(1.5);
  });

  it("is certain at both ends", () => {
    expect(randomCoverage([1, 5, 2], 8, 0)).toEqual({ mean: 0, sd: 0 });
    expect(randomCoverage([1, 5, 2], 8, 8)).toEqual({ mean: 3, sd: 0 });
    expect(randomCoverage([], 0, 0)).toEqual({ mean: 0, sd: 0 });
  });

  it("refuses more than there is", () => {
    expect(() => randomCoverage([2], 2, 3)).toThrow();
    expect(() => randomCoverage([5], 2, 1)).toThrow();
  });
});
