import { describe, expect, it } from "vitest";
import { emptyForm } from "./curation-form.ts";
import { foreseenAt, type Preview, previewRequest, randomBudgetFor } from "./preview.ts";

const preview: Preview = {
  pool: { kind: "all", samples: 100 },
  clusters: 20,
  edgeCases: 4,
  complete: 20,
  points: [
    { budget: 0, ours: 0, random: { mean: 0, sd: 0 } },
    { budget: 20, ours: 20, random: { mean: 10, sd: 2 } },
    { budget: 100, ours: 20, random: { mean: 20, sd: 0 } },
  ],
};

describe("the preview of a curation", () => {
  it("reads between the points of the curve and holds still beyond its ends", () => {
    expect(foreseenAt(preview, 0)).toEqual({ ours: 0, random: { mean: 0, sd: 0 } });
    expect(foreseenAt(preview, 10)).toEqual({ ours: 10, random: { mean: 5, sd: 1 } });
    expect(foreseenAt(preview, 60)).toEqual({ ours: 20, random: { mean: 15, sd: 1 } });
    expect(foreseenAt(preview, 500)).toEqual({ ours: 20, random: { mean: 20, sd: 0 } });
  });

  it("says how many random draws give the same", () => {
    expect(randomBudgetFor(preview, 10)).toBe(20);
    expect(randomBudgetFor(preview, 15)).toBe(60);
    expect(randomBudgetFor(preview, 20)).toBe(100);
    expect(randomBudgetFor(preview, 21)).toBeNull();
  });

  it("is not asked for anew when the budget, the seed or the name changes", () => {
    const form = emptyForm({
      datasets: ["a"],
      where: "",
      slice: null,
      goal: null,
      budget: null,
      unit: "sample",
      again: null,
    });
    const other = { ...form, budget: "37", budgetUnit: "count" as const, seed: "9", into: "x" };
    expect(previewRequest(other)).toEqual(previewRequest(form));
    expect(previewRequest({ ...form, strategy: "typical" })).not.toEqual(previewRequest(form));
  });
});
