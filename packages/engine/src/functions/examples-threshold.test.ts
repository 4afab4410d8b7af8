import { createRandom } from "@gleaner/kernel";
import type { ExampleInput } from "@gleaner/store";
import { describe, expect, it } from "vitest";
import { examplesThreshold } from "./examples-threshold.ts";

const example = (id: string, ...vector: number[]): ExampleInput => ({
  id,
  kind: "image",
  text: null,
  vector: Float32Array.from(vector),
});
/** Two examples whose similarity is 0.8. */
const pair = [example("a", 1, 0), example("b", 0.8, 0.6)];
const scoring = { aggregate: "mean" as const, positives: pair, negatives: [], classifier: null };

function scores(rest: number, kind: number, { at, spread }: { at: number; spread: number }) {
  const random = createRandom(2);
  return Float32Array.from({ length: rest + kind }, (_, row) =>
    row < rest ? 0.1 + 0.08 * random.normal() : at + spread * random.normal(),
  );
}

describe("the first threshold", () => {
  it("lies in the gap between what belongs and the rest, however large the kind is", () => {
    for (const kind of [10, 100, 500]) {
      const values = scores(1000, kind, { at: 0.8, spread: 0.05 });
      const threshold = examplesThreshold(scoring, 2, values);
      expect(values.subarray(0, 1000).filter((score) => score >= threshold)).toHaveLength(0);
      expect(values.subarray(1000).filter((score) => score >= threshold)).toHaveLength(kind);
    }
  });

  it("keeps the best hundredth where one example says nothing of its kind", () => {
    const values = scores(1000, 0, { at: 0, spread: 0 });
    const threshold = examplesThreshold({ ...scoring, positives: pair.slice(0, 1) }, 2, values);
    expect(values.filter((score) => score >= threshold).length).toBeCloseTo(10, -1);
  });

  it("is a number for any scores", () => {
    expect(examplesThreshold(scoring, 2, new Float32Array(0))).toBe(1);
    expect(examplesThreshold(scoring, 2, Float32Array.of(Number.NaN))).toBe(1);
    expect(examplesThreshold(scoring, 2, new Float32Array(50).fill(0.3))).toBeGreaterThan(0.3);
    expect(examplesThreshold(scoring, 2, new Float32Array(50).fill(0.9))).toBeCloseTo(0.9, 4);
  });
});
