import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exactDuplicates, joinedSets } from "./duplicate-sets.ts";

describe("exactDuplicates", () => {
  it("points to the first row with the same content, unknown content to itself", () => {
    expect([...exactDuplicates(["a", null, "b", "a", null, "b", "a"])]).toEqual([0, 1, 2, 0, 4, 2, 0]);
    expect(exactDuplicates([]).length).toBe(0);
  });
});

describe("joinedSets", () => {
  it("joins exactly what a chain of pairs connects", () => {
    const pairLists = fc.array(fc.tuple(fc.nat(19), fc.nat(19)), { maxLength: 25 });
    fc.assert(
      fc.property(pairLists, pairLists, (first, second) => {
        const sets = joinedSets(20, Int32Array.from(first.flat()), Int32Array.from(second.flat()));
        const pairs = [...first, ...second];
        for (let row = 0; row < 20; row++) {
          const reached = new Set([row]);
          for (const one of reached) {
            for (const [a, b] of pairs) {
              if (a === one) reached.add(b);
              if (b === one) reached.add(a);
            }
          }
          expect(sets[row]).toBe(Math.min(...reached));
        }
      }),
    );
  });
});
