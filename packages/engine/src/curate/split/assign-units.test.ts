import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FieldValues } from "../../report/index.ts";
import { assignUnits } from "./assign-units.ts";
import { largestError, proportionsOf, shortfalls } from "./proportions.ts";
import { makeUnits } from "./units.ts";

const classesOf = (codes: readonly number[]): FieldValues => ({
  field: "label",
  kind: "class",
  names: Array.from({ length: Math.max(0, ...codes) + 1 }, (_, code) => `c${code}`),
  codes: Int32Array.from(codes),
});

/** Shares that sum to 1. */
const ratios = fc
  .array(fc.integer({ min: 1, max: 20 }), { minLength: 2, maxLength: 4 })
  .map((weights) => weights.map((weight) => weight / weights.reduce((sum, other) => sum + other, 0)));

/** Several classes a sample, as offsets. */
const severalClasses = (lists: readonly (readonly number[])[]): FieldValues => {
  const offsets = Int32Array.from({ length: lists.length + 1 }, (_, at) => lists.slice(0, at).flat().length);
  return { ...classesOf(lists.flat()), offsets };
};

describe("assignUnits", () => {
  it("keeps every class within one sample of its ideal when no samples hang together", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 200 }),
        ratios,
        fc.nat(99),
        (codes, shares, seed) => {
          const field = classesOf(codes);
          const part = assignUnits({ ...makeUnits([...codes.keys()], [field]), ratios: shares, seed });
          expect(largestError(proportionsOf([field], part, shares))).toBeLessThan(1);
          shares.forEach((ratio, at) => {
            const size = part.filter((own) => own === at).length;
            expect(Math.abs(size - ratio * codes.length)).toBeLessThanOrEqual(field.names.length);
          });
        },
      ),
      { numRuns: 100 },
    );
  });

  it("never separates a unit, takes every one, and is the same for the same seed", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 4 })), {
          minLength: 1,
          maxLength: 150,
        }),
        ratios,
        (samples, shares) => {
          const units = makeUnits(
            samples.map(([set]) => set),
            [classesOf(samples.map(([, code]) => code))],
          );
          const assigned = assignUnits({ ...units, ratios: shares, seed: 3 });
          const part = units.unitOf.map((unit) => assigned[unit]);
          const partOf = new Map<number, number>();
          samples.forEach(([set], at) => {
            expect(partOf.get(set) ?? part[at]).toBe(part[at]);
            partOf.set(set, part[at]);
          });
          expect(assigned.every((own) => own >= 0 && own < shares.length)).toBe(true);
          expect(assignUnits({ ...units, ratios: shares, seed: 3 })).toEqual(assigned);
        },
      ),
      { numRuns: 100 },
    );
  });

  it("spreads samples of several classes better than chance", () => {
    const lists = Array.from({ length: 300 }, (_, at) => [
      at % 2,
      ...(at % 3 === 0 ? [2] : []),
      ...(at % 30 === 0 ? [3] : []),
    ]);
    const field = severalClasses(lists);
    const shares = [0.8, 0.1, 0.1];
    const part = assignUnits({ ...makeUnits([...lists.keys()], [field]), ratios: shares, seed: 1 });
    expect(largestError(proportionsOf([field], part, shares))).toBeLessThan(2);
    expect(part.filter((own, at) => own === 2 && lists[at].includes(3))).toHaveLength(1);
  });

  it("leaves a part without a share empty, and names what large groups put out of proportion", () => {
    const codes = Array.from({ length: 40 }, (_, at) => (at < 30 ? 0 : 1));
    const field = classesOf(codes);
    const units = makeUnits(
      codes.map((code, at) => (code === 0 ? 0 : at)),
      [field],
    );
    const shares = [0.5, 0.5, 0];
    const assigned = assignUnits({ ...units, ratios: shares, seed: 0 });
    const part = units.unitOf.map((unit) => assigned[unit]);
    expect(part).not.toContain(2);
    const proportions = proportionsOf([field], part, shares);
    expect(shortfalls([field], proportions, ["a", "b", "c"])[0]).toMatch(
      /holds (30|0) of label c0 where 15 would be in proportion/,
    );
  });
});
