import type { Index } from "@gleaner/schema";
import { describe, expect, it } from "vitest";
import { chooseMap } from "./map-data.ts";

const indexOf = (...scope: string[]): Index => ({
  id: scope.join("+"),
  space: "default",
  unit: "sample",
  scope,
  samples: 10,
  neighbors: 5,
  recall: 1,
  clusters: 2,
  edgeCases: 0,
  level: 2,
  map: "umap",
  createdAt: "2026-11-21T00:00:00Z",
  stale: false,
});

describe("chooseMap", () => {
  it("takes the map of exactly the chosen datasets, in any order", () => {
    const maps = [indexOf("a"), indexOf("b"), indexOf("a", "b")];
    expect(chooseMap(maps, "default", ["b", "a"], ["a", "b", "c"])).toMatchObject({
      kind: "map",
      index: { id: "a+b" },
    });
  });

  it("needs no choice where there is one dataset, or a map of all", () => {
    expect(chooseMap([indexOf("a")], "default", [], ["a"])).toMatchObject({ kind: "map", scope: { datasets: ["a"] } });
    expect(chooseMap([indexOf("a"), indexOf("a", "b")], "default", [], ["a", "b"])).toMatchObject({
      index: { id: "a+b" },
    });
  });

  it("offers the datasets that have a map where several are shown", () => {
    expect(chooseMap([indexOf("a"), indexOf("b")], "default", [], ["a", "b", "c"])).toEqual({
      kind: "choose",
      datasets: ["a", "b"],
    });
  });

  it("says so where there is no map of the dataset or in the space", () => {
    expect(chooseMap([indexOf("a")], "default", ["c"], ["a", "c"])).toEqual({ kind: "none", datasets: ["c"] });
    expect(chooseMap([indexOf("a")], "clip", [], ["a"])).toEqual({ kind: "none", datasets: ["a"] });
  });
});
