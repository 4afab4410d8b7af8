import { describe, expect, it } from "vitest";
import { emptyExplore } from "../../router/explore-state.ts";
import { choiceOf, isUseful, withChoice, withValue } from "./facet-data.ts";

describe("facets worth showing", () => {
  const histogram = (counts: number[]) => ({
    ...{ kind: "histogram" as const, field: "width", type: "number" as const, missing: 0, counts },
    edges: [...counts.keys(), counts.length],
  });

  it("are those with more than one number, or with a choice", () => {
    expect(isUseful(histogram([3391]), null)).toBe(false);
    expect(isUseful(histogram([0, 7, 0]), null)).toBe(false);
    expect(isUseful(histogram([1, 0, 7]), null)).toBe(true);
    expect(isUseful(histogram([7]), { kind: "range", field: "width", min: 256, max: null })).toBe(true);
  });

  it("are those with a value", () => {
    const values = (value: string | null) => ({
      ...{ kind: "values" as const, field: "split", distinct: 1 },
      values: [{ value, count: 4 }],
    });
    expect(isUseful(values(null), null)).toBe(false);
    expect(isUseful(values("train"), null)).toBe(true);
  });
});

describe("facet choices", () => {
  it("switches values on and off, missing ones included", () => {
    const one = withValue(null, "label", "cat");
    const two = withValue(one, "label", null);
    expect(two).toEqual({ kind: "values", field: "label", values: ["cat", null] });
    expect(withValue(withValue(two, "label", "cat"), "label", null)).toBeNull();
  });

  it("keeps one choice a field", () => {
    const state = { ...emptyExplore, facets: [{ kind: "range" as const, field: "width", min: 1, max: null }] };
    const changed = withChoice(state, "width", { kind: "range", field: "width", min: 5, max: 9 });
    expect(changed.facets).toEqual([{ kind: "range", field: "width", min: 5, max: 9 }]);
    expect(withChoice(state, "width", null).facets).toEqual([]);
  });

  it("treats datasets as the facet that drives the map: a drawn shape goes with the map it was drawn on", () => {
    const state = { ...emptyExplore, lasso: { datasets: ["a"], shapes: [] } };
    const changed = withChoice(state, "dataset", withValue(null, "dataset", "b"));
    expect(changed).toEqual({ datasets: ["b"], lasso: null });
    expect(choiceOf({ ...state, datasets: ["b"] }, "dataset")).toEqual({
      kind: "values",
      field: "dataset",
      values: ["b"],
    });
  });
});
