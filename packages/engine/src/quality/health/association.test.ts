import { createRandom } from "@gleaner/kernel";
import { describe, expect, it } from "vitest";
import { cramersV, etaSquared } from "./association.ts";
import { chiSquaredTail, fTail, logGamma, poissonAtMost } from "./distributions.ts";

describe("distributions", () => {
  it("agree with the tables", () => {
    expect(logGamma(5)).toBeCloseTo(Math.log(24), 10);
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 10);
    expect(chiSquaredTail(3.841459, 1)).toBeCloseTo(0.05, 6);
    expect(chiSquaredTail(18.307038, 10)).toBeCloseTo(0.05, 6);
    expect(chiSquaredTail(2, 10)).toBeCloseTo(0.99634, 5);
    expect(fTail(4.964603, 1, 10)).toBeCloseTo(0.05, 6);
    expect(fTail(2.866081, 4, 20)).toBeCloseTo(0.05, 6);
    expect(fTail(0.5, 3, 30)).toBeCloseTo(0.68514, 4);
    expect(poissonAtMost(2, 3)).toBeCloseTo(Math.exp(-3) * (1 + 3 + 4.5), 10);
    expect(poissonAtMost(0, 50)).toBeCloseTo(0, 12);
  });
});

describe("associations", () => {
  it("eta squared is the share of the variance between classes", () => {
    const result = etaSquared(Int32Array.of(0, 0, 1, 1, -1), Float64Array.of(1, 3, 5, 7, 100), 2);
    expect(result?.value).toBeCloseTo(16 / 20, 12);
    expect(result?.p).toBeCloseTo(fTail(8, 1, 2), 12);
    expect(etaSquared(Int32Array.of(0, 1), Float64Array.of(2, 2), 2)).toBeNull();
    expect(etaSquared(Int32Array.of(0, 0, 0), Float64Array.of(1, 2, 3), 1)).toBeNull();
  });

  it("Cramer's V is 1 for what decides the class, and about 0 with a large p for what does not", () => {
    const classes = Int32Array.from({ length: 300 }, (_, at) => at % 3);
    const random = createRandom(1);
    const noise = classes.map(() => Math.floor(random.uniform() * 4));
    const size = { classes: 3, values: 4 };
    expect(cramersV(classes, classes, size)).toMatchObject({ value: expect.closeTo(1, 6), p: expect.closeTo(0, 12) });
    const chance = cramersV(classes, noise, size);
    expect(chance?.value).toBeLessThan(0.12);
    expect(chance?.p).toBeGreaterThan(0.01);
    expect(cramersV(classes, new Int32Array(300), size)).toBeNull();
  });
});
