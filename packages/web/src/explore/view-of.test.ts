import { parseFilter, printFilter, viewSchema } from "@gleaner/schema";
import { describe, expect, it } from "vitest";
import { emptyExplore, type FacetChoice } from "../router/explore-state.ts";
import { inUnit } from "./objects/UnitSwitch.tsx";
import { keepPicture } from "./pictures/picture-store.ts";
import { facetFilter, idsFilter, narrowed, viewOf } from "./view-of.ts";

const textOf = (choice: FacetChoice) => {
  const filter = facetFilter(choice);
  return filter && printFilter(filter);
};

describe("facetFilter", () => {
  it("spells one value, several values and a missing value", () => {
    expect(textOf({ kind: "values", field: "label", values: ["cat"] })).toBe('label = "cat"');
    expect(textOf({ kind: "values", field: "label", values: ["cat", "dog"] })).toBe('label in ("cat", "dog")');
    expect(textOf({ kind: "values", field: "split", values: [null] })).toBe("split is null");
    expect(textOf({ kind: "values", field: "split", values: ["train", null] })).toBe(
      'split = "train" or split is null',
    );
  });

  it("takes any of several tags, and reads metadata by name", () => {
    expect(textOf({ kind: "values", field: "tags", values: ["night", "rain"] })).toBe(
      '"night" in tags or "rain" in tags',
    );
    expect(textOf({ kind: "values", field: "meta.camera", values: ["A"] })).toBe('meta.camera = "A"');
  });

  it("spells ranges of numbers and dates with both ends included", () => {
    expect(textOf({ kind: "range", field: "width", min: 640, max: null })).toBe("width >= 640");
    const day = Date.UTC(2026, 0, 2);
    expect(textOf({ kind: "range", field: "created_at", min: day, max: day })).toBe(
      "created_at >= 2026-01-02T00:00:00Z and created_at <= 2026-01-02T00:00:00Z",
    );
  });

  it("keeps hostile values inside their quotes", () => {
    const text = textOf({ kind: "values", field: "label", values: ['" or label != "'] });
    expect(parseFilter(text ?? "")).toMatchObject({ kind: "comparison", right: { value: '" or label != "' } });
  });

  it("gives nothing for a field that the language does not know", () => {
    expect(textOf({ kind: "values", field: "nonsense", values: ["x"] })).toBeNull();
  });
});

describe("viewOf", () => {
  const state = {
    ...emptyExplore,
    where: 'label = "a" or label = "b"',
    facets: [
      { kind: "range", field: "width", min: 10, max: null },
      { kind: "values", field: "split", values: ["train"] },
    ] satisfies FacetChoice[],
  };

  it("joins typed text and facets with the right precedence", () => {
    expect(viewOf(state).view?.where).toBe('(label = "a" or label = "b") and width >= 10 and split = "train"');
  });

  it("leaves one facet out for that facet's own counts", () => {
    expect(viewOf(state, { without: "split" }).view?.where).not.toContain("split");
  });

  it("orders by similarity only where there is something to be similar to", () => {
    expect(viewOf(emptyExplore).view?.sort).toBeUndefined();
    const similar = viewOf({ ...emptyExplore, like: ["x"], unlike: ["y"] }).view;
    expect(viewSchema.parse(similar)).toMatchObject({ sort: "similarity", similarTo: { samples: ["x"], not: ["y"] } });
  });

  it("tells a filter that cannot be read from a view", () => {
    expect(viewOf({ ...emptyExplore, where: "label =" }).problem).toMatchObject({ code: "bad_filter" });
  });

  it("narrows a view by ids", () => {
    expect(narrowed({ where: "width > 3 or height > 3" }, idsFilter(["a", "b"])).where).toBe(
      '(width > 3 or height > 3) and id in ("a", "b")',
    );
  });

  it("searches by pictures that this tab keeps, and says so where it doesn't", () => {
    keepPicture({ key: "k1", name: "cat.png", data: "QUJD", preview: null });
    const { view } = viewOf({ ...emptyExplore, pictures: ["k1"], unlike: ["x"] });
    expect(view?.similarTo).toEqual({
      ...{ samples: [], not: ["x"], images: ["QUJD"], space: "default", aggregate: "mean" },
    });
    expect(view?.sort).toBe("similarity");
    const elsewhere = viewOf({ ...emptyExplore, pictures: ["k1", "gone"] });
    expect(elsewhere.view).toBeNull();
    expect(String(elsewhere.problem)).toMatch(/another tab/);
  });

  it("narrows by the score of a function", () => {
    const choice = { kind: "range" as const, field: 'fn("hard \\"night\\"")', min: 0.5, max: null };
    const { view } = viewOf({ ...emptyExplore, facets: [choice] });
    expect(view?.where).toBe('fn("hard \\"night\\"") >= 0.5');
  });
});

describe("a view of objects", () => {
  const objects = { ...emptyExplore, unit: "object" as const };

  it("is filtered by their fields and searched in their space", () => {
    const { view } = viewOf({ ...objects, where: "area < 0.1", like: ["o1", "s1@1,2,3,4"] });
    expect(viewSchema.parse(view)).toMatchObject({
      unit: "object",
      where: "area < 0.1",
      similarTo: { samples: ["o1", "s1@1,2,3,4"], space: "objects" },
    });
    expect(viewOf({ ...emptyExplore, where: "area < 0.1" }).problem).not.toBeNull();
  });

  it("keeps on changing units what both understand", () => {
    const state = { ...emptyExplore, datasets: ["a"], where: 'label = "car"', slice: "s", like: ["x"] };
    expect(inUnit(state, "object")).toMatchObject({ unit: "object", where: 'label = "car"', slice: null, like: [] });
    expect(inUnit({ ...objects, where: "area < 0.1" }, "sample")).toMatchObject({ unit: "sample", where: "" });
  });
});
