import { describe, expect, it } from "vitest";
import { formatAmount, formatBytes, formatDuration, formatNumber, formatShare, wordsOf } from "./format.ts";

describe("format", () => {
  it("keeps the digits that help", () => {
    expect([0, 3, 2.71999, 0.012345, 1234.56, 0.00001234, Number.NaN].map(formatNumber)).toEqual([
      "0",
      "3",
      "2.72",
      "0.0123",
      "1,235",
      "1.2e-5",
      "–",
    ]);
  });

  it("shows what is left of rounding errors as nothing", () => {
    expect([8e-17, -3e-12].map(formatNumber)).toEqual(["0", "0"]);
  });

  it("never rounds a share up to all or down to nothing", () => {
    expect([0, 0.0001, 0.004, 0.125, 0.9991, 0.99986, 1].map(formatShare)).toEqual([
      "0 %",
      "0.1 %",
      "0.4 %",
      "13 %",
      "99.9 %",
      "99.9 %",
      "100 %",
    ]);
  });

  it("counts nouns, bytes and time", () => {
    expect([formatAmount(1, "sample"), formatAmount(2000, "sample")]).toEqual(["1 sample", "2,000 samples"]);
    expect([999, 1500, 25_000_000].map(formatBytes)).toEqual(["999 B", "1.5 kB", "25 MB"]);
    expect([4.4, 125, 3780].map(formatDuration)).toEqual(["4 s", "2 min 5 s", "1 h 3 min"]);
  });

  it("turns names of code into words", () => {
    expect(wordsOf("coverageRadius")).toBe("Coverage radius");
    expect(wordsOf("nn_distance")).toBe("Nn distance");
  });
});
