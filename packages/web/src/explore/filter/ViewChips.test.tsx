import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { emptyExplore } from "../../router/explore-state.ts";
import { ViewChips } from "./ViewChips.tsx";

const hostile = '<img src=x onerror="alert(1)">';

describe("ViewChips", () => {
  it("shows nothing for the whole workspace", () => {
    expect(renderToStaticMarkup(<ViewChips state={emptyExplore} onChange={() => {}} />)).toBe("");
  });

  it("names every condition and keeps hostile names inert", () => {
    const state = {
      ...emptyExplore,
      datasets: [hostile],
      slice: hostile,
      facets: [
        { kind: "values" as const, field: "label", values: [hostile, null] },
        { kind: "range" as const, field: "width", min: 640, max: null },
      ],
      lasso: { datasets: [], shapes: [] },
      like: ["abc"],
    };
    const html = renderToStaticMarkup(<ViewChips state={state} onChange={() => {}} />);
    expect(html).not.toContain("<img src=x");
    expect(html).toContain("Label &lt;img src=x onerror=&quot;alert(1)&quot;&gt;, No label");
    expect(html).toContain("Width from 640");
    expect(html).toContain("Map selection");
    expect(html).toContain("/media/abc/thumb");
  });
});
