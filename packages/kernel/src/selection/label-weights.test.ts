import { expect, it } from "vitest";
import { labelWeights } from "./label-weights.ts";

it("weighs undecided rows more than decided ones of the same class", () => {
  const probabilities = Float32Array.of(0.9, 0.1, 0.55, 0.45, 0.45, 0.55, 0.1, 0.9);
  const [sure, open, openToo, sureToo] = labelWeights({ probabilities, labeled: [100, 100], budget: 4 });
  expect(open).toBeGreaterThan(2 * sure);
  expect(open).toBeCloseTo(openToo, 5);
  expect(sure).toBeCloseTo(sureToo, 5);
});

it("gives every class what it is short of an equal share of the labels", () => {
  // 90 rows of the first class, 10 of the second, all equally certain.
  const probabilities = Float32Array.from({ length: 200 }, (_, at) => (at % 2 === (at < 180 ? 0 : 1) ? 1 : 0));
  const mass = (labeled: number[], budget: number) => {
    const weights = labelWeights({ probabilities, labeled, budget });
    const of = (from: number, to: number) => weights.subarray(from, to).reduce((sum, weight) => sum + weight, 0);
    return of(0, 90) / of(90, 100);
  };
  const trust = 800 / 820;
  expect(mass([600, 200], 800)).toBeCloseTo(9 * (2 / 6 / 9) ** trust, 4);
  expect(mass([400, 400], 800)).toBeCloseTo(9 * (1 / 9) ** trust, 4);
});

it("trusts a probe of few labels little", () => {
  const probabilities = Float32Array.of(0.9, 0.1, 0.5, 0.5, 0.1, 0.9);
  const contrast = (labels: number) => {
    const [sure, open] = labelWeights({ probabilities, labeled: [labels, labels], budget: 2 });
    return open / sure;
  };
  expect(contrast(1)).toBeLessThan(1.2);
  expect(contrast(1000)).toBeGreaterThan(3);
});

it("rules no row out, and weighs all alike where nothing is lacking", () => {
  const certain = Float32Array.of(1, 0, 1, 0, 0, 1);
  expect(Math.min(...labelWeights({ probabilities: certain, labeled: [90, 1], budget: 1 }))).toBeGreaterThan(0);
  const lacking = labelWeights({ probabilities: Float32Array.of(1, 0, 1, 0), labeled: [9, 0], budget: 1 });
  expect(lacking).toEqual(Float32Array.of(1, 1));
});
