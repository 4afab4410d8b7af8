import { describe, expect, it } from "vitest";
import { proportionalQuotas } from "../test-set/quotas.ts";
import { systematicSample } from "../test-set/systematic.ts";
import { fillTarget } from "./fill-target.ts";
import type { FieldTarget } from "./target.ts";

const target = (field: string, codes: number[], shares: number[]): FieldTarget => ({
  values: { field, kind: "class", names: shares.map((_, code) => `v${code}`), codes: Int32Array.from(codes) },
  shares: Float64Array.from(shares),
});
const anything = { allows: () => true, take: () => {} };
const counts = (codes: number[], picks: Int32Array, values: number) =>
  Array.from({ length: values }, (_, code) => picks.filter((position) => codes[position] === code).length);

describe("fillTarget", () => {
  const codes = Array.from({ length: 100 }, (_, at) => (at < 80 ? 0 : at < 95 ? 1 : 2));
  const order = Int32Array.from(codes.keys());

  it("meets a target that the pool can give, best positions first", () => {
    const picks = fillTarget([target("label", codes, [0.5, 0.25, 0.25])], order, 20, new Set(), anything);
    expect(counts(codes, picks, 3)).toEqual([10, 5, 5]);
    expect([...picks].sort((a, b) => a - b).slice(0, 10)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it("gives what a value lacks to the others in proportion, and avoids what has no share", () => {
    const picks = fillTarget([target("label", codes, [0.2, 0, 0.8])], order, 20, new Set(), anything);
    expect(counts(codes, picks, 3)).toEqual([15, 0, 5]);
  });

  it("weighs several fields, and counts what is taken first", () => {
    const side = codes.map((_, at) => at % 2);
    const both = [target("label", codes, [0.5, 0.5, 0]), target("side", side, [0.5, 0.5])];
    const picks = fillTarget(both, order, 20, new Set([96, 98]), anything);
    expect([...picks.subarray(0, 2)]).toEqual([96, 98]);
    expect(Math.abs(counts(side, picks, 2)[0] - 10)).toBeLessThanOrEqual(1);
    expect(counts(codes, picks, 3)[2]).toBe(2);
  });

  it("asks for room and stops when there is none", () => {
    let left = 7;
    const room = { allows: () => left > 0, take: () => left-- };
    expect(fillTarget([target("label", codes, [1, 0, 0])], order, 20, new Set(), room)).toHaveLength(7);
  });
});

describe("proportionalQuotas", () => {
  it("sum to the budget, follow the sizes and never exceed them", () => {
    expect(proportionalQuotas([60, 30, 10], 10)).toEqual([6, 3, 1]);
    expect(proportionalQuotas([5, 5, 1], 4)).toEqual([2, 2, 0]);
    expect(proportionalQuotas([2, 1], 10)).toEqual([2, 1]);
    expect(proportionalQuotas([], 10)).toEqual([]);
  });
});

describe("systematicSample", () => {
  it("takes each stretch of a list its share, each item once", () => {
    const items = Int32Array.from({ length: 97 }, (_, at) => at);
    const sample = systematicSample(items, 20, 5);
    expect(new Set(sample).size).toBe(20);
    for (const start of [0, 20, 45, 70]) {
      const share = sample.filter((item) => item >= start && item < start + 25).length;
      expect(Math.abs(share - (20 * 25) / 97)).toBeLessThan(1);
    }
    expect(systematicSample(items, 200, 5)).toHaveLength(97);
  });
});
