import { parseFilter } from "@gleaner/schema";
import { describe, expect, it } from "vitest";
import { combinedName, combinedRule } from "./combine.ts";

describe("two slices combined", () => {
  it("is a rule in the filter language, whatever their names", () => {
    expect(combinedRule("a", "union", "b")).toBe('slice("a") or slice("b")');
    expect(combinedRule("a", "intersection", "b")).toBe('slice("a") and slice("b")');
    expect(combinedRule('say "hi"', "difference", "b")).toBe('slice("say \\"hi\\"") and not slice("b")');
    expect(() => parseFilter(combinedRule('\\"', "difference", "or"))).not.toThrow();
  });

  it("has a name that says what it holds", () => {
    expect(combinedName("batch 1", "difference", "seen")).toBe("batch 1 without seen");
    expect(combinedName("x".repeat(300), "union", "y")).toHaveLength(200);
  });
});
