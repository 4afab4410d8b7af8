import { curateRequestSchema } from "@gleaner/schema";
import { describe, expect, it } from "vitest";
import { budgetCount, budgetProblem, type CurationForm, curateRequest, seedProblem } from "./curation-form.ts";

const form: CurationForm = {
  datasets: ["shoes"],
  where: "width >= 64",
  slice: null,
  pool: "auto",
  budget: "10",
  budgetUnit: "percent",
  strategy: "auto",
  edgePercent: null,
  seed: "7",
  into: " batch 1 ",
};

describe("curation form", () => {
  it("makes a request that the schema accepts", () => {
    expect(curateRequestSchema.parse(curateRequest(form))).toMatchObject({
      budget: "10%",
      seed: 7,
      into: "batch 1",
      goal: "label",
    });
    expect(curateRequest({ ...form, edgePercent: 25 }).edgeShare).toBe(0.25);
    expect(curateRequest(form).edgeShare).toBeUndefined();
    expect(curateRequest({ ...form, budgetUnit: "count", budget: "200", into: "" })).toMatchObject({
      budget: 200,
      into: undefined,
    });
  });

  it("counts what a share of the pool is, one at least", () => {
    expect(budgetCount(form, 3391)).toBe(339);
    expect(budgetCount({ ...form, budget: "0.01" }, 100)).toBe(1);
    expect(budgetCount(form, null)).toBeNull();
  });

  it("says what is wrong with a budget or a seed", () => {
    for (const budget of ["", "0", "-3", "ten", "Infinity"])
      expect(budgetProblem({ ...form, budget }, 100)).toMatch(/above zero/);
    expect(budgetProblem({ ...form, budget: "101" }, 100)).toMatch(/At most/);
    expect(budgetProblem({ ...form, budgetUnit: "count", budget: "101" }, 100)).toMatch(/only 100/);
    expect(budgetProblem({ ...form, budgetUnit: "count", budget: "1.5" }, 100)).toMatch(/whole/);
    expect(seedProblem({ ...form, seed: "-1" })).not.toBeNull();
    expect(seedProblem(form)).toBeNull();
  });
});
