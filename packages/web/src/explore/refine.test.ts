import { describe, expect, it } from "vitest";
import { emptyExplore } from "../router/explore-state.ts";
import { refined } from "./refine.ts";

describe("refining a search", () => {
  it("begins with more, and moves a sample from one side to the other", () => {
    const more = { ...emptyExplore, ...refined(emptyExplore, "a", true) };
    expect(more.like).toEqual(["a"]);
    const both = { ...more, ...refined(more, "b", false) };
    expect([both.like, both.unlike]).toEqual([["a"], ["b"]]);
    const moved = { ...both, ...refined(both, "b", true) };
    expect([moved.like, moved.unlike]).toEqual([["a", "b"], []]);
    expect(refined(moved, "b", true).like).toEqual(["a", "b"]);
  });

  it("has nothing to take away from without a search", () => {
    expect(refined(emptyExplore, "a", false)).toEqual({});
    const picture = { ...emptyExplore, pictures: ["p"] };
    expect(refined(picture, "a", false)).toMatchObject({ unlike: ["a"] });
  });
});
