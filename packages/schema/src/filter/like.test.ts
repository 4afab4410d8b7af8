import { describe, expect, it } from "vitest";
import { foldCase, likeParts, matchesLike } from "./like.ts";

describe("matchesLike", () => {
  it.each([
    ["abc", "abc", true],
    ["ABC", "aBc", true],
    ["abc", "ab", false],
    ["abc", "a%", true],
    ["abc", "%c", true],
    ["abc", "%b%", true],
    ["abc", "a_c", true],
    ["ac", "a_c", false],
    ["a😀c", "a_c", true],
    ["", "%", true],
    ["", "_", false],
    ["50%", "50\\%", true],
    ["505", "50\\%", false],
    ["a\\b", "a\\\\b", true],
    ["abab", "%ab", true],
    ["ab", "%a_b%", false],
    ["xayaz", "%a%a_", true],
    ["ÉCOLE", "é%", true],
    ["ΟΔΟΣ", "οδοσ", true],
  ])("%s like %s is %s", (value, pattern, expected) => {
    expect(matchesLike(value, pattern)).toBe(expected);
  });

  it("does not backtrack over every %", () => {
    expect(matchesLike("a".repeat(2_000), `${"%a".repeat(500)}%b`)).toBe(false);
  });
});

it("splits patterns into text and wildcards", () => {
  expect(likeParts("a\\%%%_b\\")).toEqual([
    { kind: "text", text: "a%" },
    { kind: "any" },
    { kind: "one" },
    { kind: "text", text: "b\\" },
  ]);
  expect(foldCase("ΑΣ")).toBe("ασ");
});
