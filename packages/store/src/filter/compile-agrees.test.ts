import { evaluateFilter, type Filter, printFilter } from "@gleaner/schema";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { arbitraryWorldFilter } from "./arbitrary-filter.testing.ts";
import { FilterCatalog } from "./filter-catalog.testing.ts";
import { worldRow } from "./filter-rows.testing.ts";
import { worldSamples } from "./filter-world.testing.ts";

const samples = worldSamples(40);
let catalog: FilterCatalog;

beforeAll(async () => {
  catalog = await FilterCatalog.holding(samples);
});
afterAll(() => catalog.close());

function expected(filter: Filter, unit: "sample" | "object"): number[] {
  if (unit === "sample") {
    return samples.filter((sample) => evaluateFilter(filter, worldRow(sample, 1))).map((sample) => sample.number);
  }
  return samples.flatMap((sample) =>
    sample.objects
      .filter((object) => evaluateFilter(filter, worldRow(sample, 1, object)))
      .map((object) => object.number),
  );
}

it.each(["sample", "object"] as const)("selects the %ss that the meaning of the language says", async (unit) => {
  let selected = 0;
  let possible = 0;
  await fc.assert(
    fc.asyncProperty(arbitraryWorldFilter(unit), async (filter) => {
      const numbers = await catalog.matching(filter, unit);
      expect(numbers, printFilter(filter)).toEqual(expected(filter, unit));
      selected += numbers.length;
      possible += expected({ kind: "constant", value: true }, unit).length;
    }),
    { numRuns: unit === "sample" ? 300 : 100 },
  );
  expect(selected).toBeGreaterThan(possible * 0.1);
  expect(selected).toBeLessThan(possible * 0.9);
});
