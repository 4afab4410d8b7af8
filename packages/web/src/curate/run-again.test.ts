import { curateRequestSchema, type RequestOf } from "@gleaner/schema";
import { describe, expect, it } from "vitest";
import { curateRequest, formProblem } from "./curation-form.ts";
import { formOfRecipe } from "./run-again.ts";

const again = (recipe: RequestOf<"curate">) => {
  const form = formOfRecipe({ ...recipe });
  expect(formProblem(form, 1000)).toBeNull();
  return curateRequestSchema.parse(curateRequest(form));
};

describe("running a curation again", () => {
  it("asks for the same as its recipe, for every kind of goal", () => {
    const recipes: RequestOf<"curate">[] = [
      { goal: "label", datasets: ["a", "b"], budget: "5%", seed: 3, strategy: "typical", pool: "all" },
      { goal: "label", datasets: ["a"], budget: 40, edgeShare: 0.25, where: "width >= 64", slice: "night" },
      { goal: "edge-cases", datasets: [], seed: 1 },
      { goal: "split", datasets: ["a"], ratios: { train: 0.5, held: 0.5 }, groups: ["meta.id"], stratify: ["split"] },
      { goal: "balance", datasets: ["a"], budget: 9, target: { "meta.camera": { a: 0.25, b: 0.75 } } },
      { goal: "balance", datasets: ["a"], budget: 9, target: { label: "uniform" } },
      {
        goal: "label",
        datasets: ["a"],
        unit: "object",
        budget: 12,
        where: "area < 0.1",
        atLeast: [{ count: 2, where: 'class = "car"' }],
        atMost: [{ count: 3, field: "cluster" }],
        prefer: [{ weight: 2.5, where: "confidence < 0.5" }],
      },
    ];
    for (const recipe of recipes) expect(again(recipe)).toEqual(curateRequestSchema.parse(recipe));
  });

  it("takes shares without a field as shares of classes", () => {
    expect(again({ goal: "balance", budget: 10, target: { cat: 0.5, dog: 0.5 } }).target).toEqual({
      label: { cat: 0.5, dog: 0.5 },
    });
  });
});
