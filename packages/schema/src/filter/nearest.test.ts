import { expect, it } from "vitest";
import { editDistance, nearestNames } from "./nearest.ts";

it("counts inserts, deletes, replacements and swaps", () => {
  expect(editDistance("kitten", "sitting")).toBe(3);
  expect(editDistance("widht", "width")).toBe(1);
  expect(editDistance("", "abc")).toBe(3);
  expect(editDistance("ca", "abc")).toBe(3);
});

it("proposes the nearest names first and nothing for the rest", () => {
  const names = ["width", "height", "label", "label_source", "x", "y"];
  expect(nearestNames("hieght", names)).toEqual(["height"]);
  expect(nearestNames("lab", names)).toEqual(["label", "label_source"]);
  expect(nearestNames("z", names)).toEqual([]);
  expect(nearestNames("q".repeat(100_000), names)).toEqual([]);
});
