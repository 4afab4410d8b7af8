import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BalanceTarget, type ExploreState, emptyExplore, type FacetChoice } from "./explore-state.ts";
import { explore, newCuration, printRoute, type Route, readRoute, runRoute } from "./routes.ts";

const name = fc
  .string({ minLength: 1, maxLength: 12, unit: "binary" })
  .filter((text) => text.isWellFormed() && !/^\.\.?$/.test(text));
const field = fc.constantFrom("label", "split", "tags", "meta.camera id", "width", "meta.a.b");
const valuesFacet = fc
  .tuple(field, fc.uniqueArray(name, { minLength: 1, maxLength: 4 }))
  .map(([chosen, values]): FacetChoice => ({ kind: "values", field: chosen, values }));
const bound = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const rangeFacet = fc
  .tuple(field, fc.integer(), fc.option(bound, { nil: null }))
  .map(([chosen, min, max]): FacetChoice => ({ kind: "range", field: chosen, min, max }));
const coordinate = fc.double({ min: -100, max: 100, noNaN: true }).map((value) => Number(value.toPrecision(4)) + 0);
const shape = fc.record({
  mode: fc.constantFrom("add" as const, "subtract" as const),
  points: fc.array(fc.tuple(coordinate, coordinate), { minLength: 3, maxLength: 9 }),
});
const target: fc.Arbitrary<BalanceTarget> = fc.oneof(
  fc.constantFrom<BalanceTarget>({ kind: "even" }, { kind: "all" }),
  fc.record({ kind: fc.constantFrom("split" as const, "slice" as const, "dataset" as const), name }),
  fc.record({ kind: fc.constant("custom" as const), shares: fc.dictionary(name, fc.nat()) }),
);
const state: fc.Arbitrary<ExploreState> = fc.record({
  unit: fc.constantFrom("sample", "object"),
  datasets: fc.array(name),
  where: fc.string(),
  words: fc.string(),
  facets: fc.uniqueArray(fc.oneof(valuesFacet, rangeFacet), { selector: (facet) => facet.field }),
  slice: fc.option(name, { nil: null }),
  lasso: fc.option(fc.record({ datasets: fc.array(name), shapes: fc.array(shape, { minLength: 1, maxLength: 3 }) }), {
    nil: null,
  }),
  like: fc.array(name),
  unlike: fc.array(name),
  aggregate: fc.constantFrom("mean", "max", "min", "fiftyone"),
  pictures: fc.array(name),
  described: fc.string(),
  sort: fc.option(name, { nil: null }),
  seed: fc.nat(),
  space: name,
  color: fc.option(name, { nil: null }),
  map: fc.boolean(),
  balance: fc.option(fc.record({ field, target }), { nil: null }),
  sample: fc.option(fc.record({ id: name, at: fc.option(fc.nat(), { nil: null }) }), { nil: null }),
});

function roundTrip(route: Route): Route {
  const url = new URL(printRoute(route), "http://localhost");
  return readRoute(url.pathname, url.search);
}

describe("routes", () => {
  it("reads back every explore state that it prints", () => {
    fc.assert(
      fc.property(state, (explored) => {
        expect(roundTrip(explore(explored))).toEqual(explore(explored));
      }),
    );
  });

  it("reads back a function of any name", () => {
    fc.assert(
      fc.property(name, (one) => {
        expect(roundTrip({ screen: "function", name: one })).toEqual({ screen: "function", name: one });
      }),
    );
  });

  it("reads back a run of any name", () => {
    fc.assert(
      fc.property(name, (run) => {
        for (const show of ["report", "picks", "map"])
          expect(roundTrip(runRoute(run, show))).toEqual(runRoute(run, show));
      }),
    );
  });

  it("reads back what a curation starts from, or the run that it repeats", () => {
    for (const start of [{ unit: "object" as const, where: "area < 0.1", budget: "5%" }, { again: "run 1&2" }]) {
      expect(roundTrip(newCuration(start))).toEqual(newCuration(start));
    }
  });

  it("keeps the address short where everything is at its default", () => {
    expect(printRoute(explore())).toBe("/explore");
  });

  it("leaves out what it cannot read", () => {
    const route = readRoute("/explore", "?range.width=x..y&lasso=a1_2&at=-3&seed=1e9&sample=");
    expect(route).toEqual({ screen: "explore", explore: emptyExplore });
  });

  it("knows an address that is no place", () => {
    expect(readRoute("/curate/runs/%E0%A4%A", "")).toMatchObject({ screen: "not-found" });
  });
});
