import { parseFilter } from "@gleaner/schema";
import { describe, expect, it } from "vitest";
import { everythingSelected, nothingSelected, withSamples } from "../grid/selection.ts";
import { idsPerFilter, selectedView, selectedViews } from "./selected-view.ts";

const base = { datasets: ["a"], where: 'label = "cat" or label = "dog"', sort: "path" };
const manyIds = (count: number) => Array.from({ length: count }, (_, i) => String(i).padStart(16, "a"));

describe("selectedViews", () => {
  it("takes the view itself for everything", () => {
    expect(selectedView(everythingSelected, base)).toEqual(base);
  });

  it("takes the view without the samples switched off", () => {
    const selection = withSamples(everythingSelected, ["x"], false);
    expect(selectedView(selection, base).where).toBe('(label = "cat" or label = "dog") and id not in ("x")');
  });

  it("names samples chosen one by one, in as many filters as the language can read", () => {
    const selection = withSamples(nothingSelected, manyIds(2 * idsPerFilter + 1), true);
    const views = selectedViews(selection, base);
    expect(views).toHaveLength(3);
    for (const { where } of views) expect(() => parseFilter(where ?? "")).not.toThrow();
    expect(() => selectedView(selection, base)).toThrow(/selected one by one/);
  });
});
