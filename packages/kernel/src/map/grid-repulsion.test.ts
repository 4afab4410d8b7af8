import { describe, expect, it } from "vitest";
import { createRandom } from "../random.ts";
import { planFourier, transpose } from "./fourier.ts";
import { GridRepulsion } from "./grid-repulsion.ts";
import { PairRepulsion } from "./pair-repulsion.ts";

describe("planFourier", () => {
  it("agrees with the definition and inverts itself", () => {
    const length = 16;
    const random = createRandom(3);
    const real = Float64Array.from({ length }, () => random.normal());
    const imaginary = Float64Array.from({ length }, () => random.normal());
    const [r, m] = [real.slice(), imaginary.slice()];
    const plan = planFourier(length);
    plan.transform(r, m, 0, false);
    for (let f = 0; f < length; f++) {
      let [sumReal, sumImaginary] = [0, 0];
      for (let t = 0; t < length; t++) {
        const angle = (-2 * Math.PI * f * t) / length;
        sumReal += real[t] * Math.cos(angle) - imaginary[t] * Math.sin(angle);
        sumImaginary += real[t] * Math.sin(angle) + imaginary[t] * Math.cos(angle);
      }
      expect(r[f]).toBeCloseTo(sumReal, 10);
      expect(m[f]).toBeCloseTo(sumImaginary, 10);
    }
    plan.transform(r, m, 0, true);
    r.forEach((value, t) => {
      expect(value / length).toBeCloseTo(real[t], 10);
    });
  });

  it("transposes", () => {
    const side = 37;
    const values = Float64Array.from({ length: side * side }, (_, at) => at);
    transpose(values, side);
    expect(values.every((value, at) => value === (at % side) * side + Math.floor(at / side))).toBe(true);
  });
});

describe("GridRepulsion", () => {
  it.each([0.001, 1, 30, 90])("agrees with the sum over all pairs at a scale of %d", (scale) => {
    const n = 1500;
    const random = createRandom(7);
    const positions = Float64Array.from({ length: 2 * n }, () => scale * (random.uniform() - 0.5));
    const { forces, normalizer } = new GridRepulsion(n, () => {}).compute(positions);
    const exact = new PairRepulsion(n).compute(positions);
    let [error, size] = [0, 0];
    forces.forEach((force, at) => {
      error += (force - exact.forces[at]) ** 2;
      size += exact.forces[at] ** 2;
    });
    expect(Math.sqrt(error / size)).toBeLessThan(0.05);
    expect(Math.abs(normalizer / exact.normalizer - 1)).toBeLessThan(0.03);
  });
});

describe("PairRepulsion", () => {
  it("is the definition", () => {
    const positions = Float64Array.of(0, 0, 1, 0, 0, 2);
    const { forces, normalizer } = new PairRepulsion(3).compute(positions);
    expect(normalizer).toBeCloseTo(2 * (1 / 2 + 1 / 5 + 1 / 6), 12);
    expect([...forces]).toEqual(
      [-1 / 4, -2 / 25, 1 / 4 + 1 / 36, -2 / 36, -1 / 36, 2 / 25 + 2 / 36].map((force) => expect.closeTo(force, 12)),
    );
  });
});
