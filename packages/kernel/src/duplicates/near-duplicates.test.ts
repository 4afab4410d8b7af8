import { describe, expect, it } from "vitest";
import { duplicateDistance, nearDuplicates } from "./near-duplicates.ts";

/** Pairs from a list of `a, b, distance`. */
function pairsOf(list: readonly [number, number, number][]) {
  return {
    a: Int32Array.from(list, ([a]) => a),
    b: Int32Array.from(list, ([, b]) => b),
    distance: Float32Array.from(list, ([, , distance]) => distance),
  };
}

describe("nearDuplicates", () => {
  it("groups rows that are alike and leaves the others alone", () => {
    const pairs = pairsOf([
      [0, 1, 0.01],
      [0, 2, 0.03],
      [1, 2, 0.02],
      [3, 4, 0.5],
    ]);
    const { representative, places } = nearDuplicates(5, pairs, 0.05);
    expect([...representative]).toEqual([1, 1, 1, 3, 4]);
    expect([...places]).toEqual([0, 2, 1]);
  });

  it("leaves out pairs that do not count", () => {
    const pairs = pairsOf([
      [0, 1, 0.01],
      [1, 2, 0.02],
    ]);
    expect([...nearDuplicates(3, pairs, 0.05, (a) => a !== 1).representative]).toEqual([0, 0, 2]);
  });

  it("does not let a chain of small steps swallow a series", () => {
    const steps = Array.from({ length: 9 }, (_, i): [number, number, number] => [i, i + 1, 0.01 + i * 0.001]);
    const { representative } = nearDuplicates(10, pairsOf(steps), 0.05);
    const sizes = new Map<number, number>();
    for (const row of representative) sizes.set(row, (sizes.get(row) ?? 0) + 1);
    expect(Math.max(...sizes.values())).toBe(3);
  });

  it("refuses a limit that is no distance", () => {
    expect(() => nearDuplicates(2, pairsOf([]), -0.5)).toThrow(/\[0, 2\]/);
  });
});

describe("duplicateDistance", () => {
  it("is 0.13 of the median distance to the nearest neighbour, and never zero", () => {
    expect(duplicateDistance(Float32Array.of(0.1, 0.2, 0.3, Number.NaN))).toBeCloseTo(0.026, 6);
    expect(duplicateDistance(new Float32Array(5))).toBe(1e-5);
  });
});
