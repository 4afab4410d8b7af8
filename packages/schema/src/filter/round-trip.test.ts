import fc from "fast-check";
import { expect, it } from "vitest";
import { arbitraryFilter } from "./arbitrary-filter.testing.ts";
import { parseFilter } from "./parse.ts";
import { printFilter } from "./print.ts";

it.each(["sample", "object"] as const)("prints and reads back random filters of %ss", (unit) => {
  fc.assert(
    fc.property(arbitraryFilter(unit), (filter) => {
      expect(parseFilter(printFilter(filter), { unit })).toEqual(filter);
    }),
    { numRuns: 500 },
  );
});
