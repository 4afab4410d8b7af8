import { createFunctionRequestSchema } from "@gleaner/schema";
import { describe, expect, it } from "vitest";
import { aggregates, createRequest, type Seeds, seedCount } from "./function-form.ts";

const seeds: Seeds = {
  unit: "sample",
  like: ["a", "b"],
  unlike: ["c"],
  images: ["QUJD"],
  space: "default",
  datasets: ["shoes"],
};

describe("the form of a function", () => {
  it("makes a request that the schema accepts", () => {
    for (const { value } of aggregates) {
      const request = createRequest(seeds, { name: " hard night ", description: "", narrow: false, aggregate: value });
      expect(createFunctionRequestSchema.parse(request)).toMatchObject({
        name: "hard night",
        samples: ["a", "b"],
        not: ["c"],
        images: ["QUJD"],
        datasets: [],
        aggregate: value,
        threshold: "auto",
      });
    }
  });

  it("narrows to the datasets of the view if wished", () => {
    const answers = { name: "n", description: "", narrow: true, aggregate: "mean" as const };
    expect(createRequest(seeds, answers).datasets).toEqual(["shoes"]);
    expect(seedCount(seeds)).toBe(3);
  });
});
