import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { binning } from "./histogram-bins.ts";

describe("binning", () => {
  it("holds the whole range in at most a few more bins than asked for", () => {
    const number = fc.double({ min: -1e9, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(number, number, fc.constantFrom("number", "whole", "date"), (a, b, kind) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        const { start, step, bins } = binning(low, high, kind);
        expect(step).toBeGreaterThan(0);
        expect(bins).toBeGreaterThanOrEqual(1);
        expect(bins).toBeLessThanOrEqual(22);
        expect(start).toBeLessThanOrEqual(low + step * 1e-6);
        expect(start + bins * step).toBeGreaterThan(high - step * 1e-6);
        if (kind === "whole") expect(Number.isInteger(step)).toBe(true);
      }),
    );
  });

  it("has round edges", () => {
    expect(binning(0, 1, "number")).toEqual({ start: 0, step: 0.05, bins: 21 });
    expect(binning(64, 83, "whole")).toEqual({ start: 64, step: 1, bins: 20 });
    expect(binning(5, 5, "whole")).toEqual({ start: 5, step: 1, bins: 1 });
    expect(binning(0, 86_400_000 * 10, "date").step).toBe(12 * 3_600_000);
  });
});
