import { parseFilter } from "@gleaner/schema";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { functionOfField, hitsRule, scoreField } from "./function-rule.ts";

describe("a function in filters and facets", () => {
  it("keeps its name, whatever that is", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (name) => {
        expect(functionOfField(scoreField(name))).toBe(name);
        const rule = parseFilter(hitsRule({ name, threshold: 0.25 }));
        expect(rule).toMatchObject({ kind: "comparison", left: { kind: "function", name }, operator: ">=" });
      }),
    );
  });

  it("is no other field", () => {
    for (const field of ["label", "meta.fn", 'similar("a")', "fn"]) expect(functionOfField(field)).toBeNull();
  });
});
