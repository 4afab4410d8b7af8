import { goalSchema } from "@gleaner/schema";
import { describe, expect, it } from "vitest";
import { coverageOf, goals, methodOf } from "./goals.ts";

describe("goals", () => {
  it("are those of the schema, each explained", () => {
    expect(goals.map(({ value }) => value).sort()).toEqual([...goalSchema.options].sort());
    for (const { explanation, question } of goals) {
      expect(explanation.length).toBeGreaterThan(80);
      expect(question).toMatch(/\?$/);
    }
  });

  it("tell coverage only of runs that select", () => {
    const coverage = { level: 5, total: 5, covered: 4, random: 2 };
    expect(coverageOf({ goal: "label", coverage })).toBe(coverage);
    expect(coverageOf({ goal: "split", coverage })).toBeNull();
    expect(coverageOf({ goal: "label", coverage: null })).toBeNull();
  });

  it("name how a run was made", () => {
    expect(methodOf({ goal: "label", strategy: "auto", seed: 3 })).toBe("Label next, auto, seed 3");
    expect(methodOf({ goal: "clean", strategy: "clean", seed: 0 })).toBe("Clean, seed 0");
  });
});
