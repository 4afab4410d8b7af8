import fc from "fast-check";
import { expect, it } from "vitest";
import { arbitraryFilter } from "./arbitrary-filter.testing.ts";
import { parseFilter } from "./parse.ts";
import { printFilter } from "./print.ts";

it("prints and reads back 10,000 random filters", () => {
  fc.assert(
    fc.property(arbitraryFilter("sample", 6), (filter) => {
      expect(parseFilter(printFilter(filter))).toEqual(filter);
    }),
    { numRuns: 10_000 },
  );
});
