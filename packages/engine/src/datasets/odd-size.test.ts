import { describe, expect, it } from "vitest";
import { oddSizeScores } from "./odd-size.ts";

describe("oddSizeScores", () => {
  it("is 1 in the middle of the usual range, 0.5 at its ends and 0 far outside", () => {
    const sides = Float64Array.of(100, 110, 120, 130, 140);
    const [, , middle] = oddSizeScores(sides);
    expect(middle).toBe(1);
    const withEnds = Float64Array.of(...sides, ...sides, ...sides, 10_000);
    expect(oddSizeScores(withEnds).at(-1)).toBe(0);
    expect(Math.min(...oddSizeScores(withEnds).subarray(0, 15))).toBeGreaterThan(0.5);
  });

  it("calls every other size odd where all but a few are equal", () => {
    expect([...oddSizeScores(Float64Array.of(64, 64, 64, 64, 64, 90))]).toEqual([1, 1, 1, 1, 1, 0]);
  });

  it("leaves samples without a size without a score", () => {
    expect([...oddSizeScores(Float64Array.of(Number.NaN, 5, 5))]).toEqual([Number.NaN, 1, 1]);
    expect([...oddSizeScores(new Float64Array(0))]).toEqual([]);
  });
});
