import { curateRequestSchema } from "@gleaner/schema";
import { describe, expect, it } from "vitest";
import {
  budgetCount,
  budgetProblem,
  type CurationForm,
  constraintProblem,
  curateRequest,
  emptyForm,
  formProblem,
  partsProblem,
  seedProblem,
  startOf,
  targetProblem,
  withGoal,
} from "./curation-form.ts";
import { goals } from "./goals.ts";

const form: CurationForm = {
  ...emptyForm({
    datasets: ["shoes"],
    where: "width >= 64",
    slice: null,
    goal: null,
    budget: null,
    unit: "sample",
    again: null,
  }),
  seed: "7",
  into: " batch 1 ",
};

describe("curation form", () => {
  it("makes a request that the schema accepts, for every goal", () => {
    for (const { value } of goals) {
      const request = curateRequestSchema.parse(curateRequest(withGoal(form, value)));
      expect(request).toMatchObject({ goal: value, seed: 7, into: "batch 1", datasets: ["shoes"] });
      expect(formProblem(withGoal(form, value), 1000)).toBeNull();
    }
    expect(curateRequest(form)).toMatchObject({ budget: "10%", strategy: "auto" });
    expect(curateRequest({ ...form, budgetUnit: "count", budget: "200", into: "" })).toMatchObject({
      budget: 200,
      into: undefined,
    });
  });

  it("asks for a share of rare cases only where there is one", () => {
    expect(curateRequest({ ...form, edgePercent: 25 }).edgeShare).toBe(0.25);
    expect(curateRequest(form).edgeShare).toBeUndefined();
    expect(curateRequest({ ...form, edgePercent: 25, strategy: "typical" }).edgeShare).toBeUndefined();
    expect(curateRequest({ ...withGoal(form, "clean"), edgePercent: 25 }).edgeShare).toBeUndefined();
  });

  it("leaves the budget to goals that find their own number", () => {
    expect(curateRequest(withGoal(form, "edge-cases")).budget).toBeUndefined();
    expect(curateRequest(withGoal(form, "split")).budget).toBeUndefined();
    expect(curateRequest({ ...withGoal(form, "edge-cases"), budgeted: true }).budget).toBe("10%");
  });

  it("sends shares, target and constraints of the goal that has them", () => {
    const split = { ...withGoal(form, "split"), groups: ["meta.video"], stratify: ["meta.camera"] };
    expect(curateRequest(split)).toMatchObject({
      ratios: { train: 0.8, val: 0.1, test: 0.1 },
      groups: ["meta.video"],
      stratify: ["meta.camera"],
    });
    const target = { field: "label", kind: "shares" as const, shares: { cat: "75", dog: "25", fox: "" } };
    expect(curateRequest({ ...withGoal(form, "balance"), target }).target).toEqual({ label: { cat: 0.75, dog: 0.25 } });
    expect(curateRequest(withGoal(form, "balance")).target).toEqual({ label: "uniform" });
    const constraints: CurationForm["constraints"] = [
      { key: 1, kind: "at-least", count: "50", where: 'label = "cat"' },
      { key: 2, kind: "at-most", count: "3", field: "meta.video" },
      { key: 3, kind: "prefer", count: "2.5", where: "width > 100" },
    ];
    expect(curateRequest({ ...form, constraints })).toMatchObject({
      atLeast: [{ count: 50, where: 'label = "cat"' }],
      atMost: [{ count: 3, field: "meta.video" }],
      prefer: [{ weight: 2.5, where: "width > 100" }],
    });
    expect(curateRequest({ ...withGoal(form, "balance"), constraints }).prefer).toBeUndefined();
    expect(curateRequest({ ...withGoal(form, "clean"), constraints }).atLeast).toBeUndefined();
  });

  it("opens with the mix that the balance view wishes, and keeps it in its address", () => {
    const start = {
      unit: "sample" as const,
      datasets: [],
      where: "",
      slice: null,
      goal: "balance",
      budget: null,
      again: null,
    };
    const even = emptyForm({ ...start, target: { field: "split", shares: "uniform" } });
    expect(curateRequest(even).target).toEqual({ split: "uniform" });
    const target = { field: "meta.camera", shares: { a: 25, b: 75 } };
    const typed = emptyForm({ ...start, target });
    expect(curateRequest(typed).target).toEqual({ "meta.camera": { a: 0.25, b: 0.75 } });
    expect(startOf(typed).target).toEqual(target);
    expect(startOf(even).target).toEqual({ field: "split", shares: "uniform" });
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

  it("says what is wrong with parts, a target or a constraint", () => {
    const parts = (...shares: [string, string][]) => shares.map(([name, percent]) => ({ name, percent }));
    expect(partsProblem(parts(["train", "80"], ["test", "10"]))).toMatch(/sum to 90 %/);
    expect(partsProblem(parts(["a", "50"], ["a ", "50"]))).toMatch(/same name/);
    expect(partsProblem(parts(["a", "100"]))).toMatch(/two parts/);
    expect(partsProblem(parts(["a", "110"], ["b", "-10"]))).toMatch(/0 % or more/);
    expect(partsProblem(parts(["a", "33.3"], ["b", "33.3"], ["c", "33.4"]))).toBeNull();
    expect(targetProblem({ field: "label", kind: "shares", shares: {} })).toMatch(/at least one/);
    expect(targetProblem({ field: "label", kind: "shares", shares: { cat: "x" } })).toMatch(/numbers/);
    expect(constraintProblem({ key: 0, kind: "at-least", count: "5", where: "widht > 3" })).toMatch(/widht/);
    expect(constraintProblem({ key: 0, kind: "at-least", count: "0", where: "width > 3" })).toMatch(/above zero/);
    expect(constraintProblem({ key: 0, kind: "at-most", count: "2", field: "" })).toMatch(/field/);
  });
});
