import type { Facet } from "@gleaner/schema";
import { describe, expect, it } from "vitest";
import { balanceOf, groupsOf } from "./balance-data.ts";

const labels = (counts: Record<string, number>, missing = 0): Facet => ({
  kind: "values",
  field: "label",
  values: [
    ...Object.entries(counts).map(([value, count]) => ({ value, count })),
    ...(missing > 0 ? [{ value: null, count: missing }] : []),
  ],
  distinct: Object.keys(counts).length,
});

describe("balance", () => {
  it("compares shares with even ones; samples without a value stand aside", () => {
    const { rows, total, missing, distance, evenness } = balanceOf(
      labels({ cat: 60, dog: 30, owl: 10 }, 50),
      { kind: "even" },
      null,
    );
    expect([total, missing]).toEqual([100, 50]);
    expect(rows.map(({ key, surplus }) => [key, surplus])).toEqual([
      ["cat", 27],
      ["dog", -3],
      ["owl", -23],
    ]);
    expect(distance).toBeCloseTo(0.6 - 1 / 3);
    expect(evenness).toBeCloseTo(0.817, 3);
  });

  it("compares with what another set has, also with groups that are missing here", () => {
    const { rows, distance } = balanceOf(
      labels({ cat: 5, dog: 5 }),
      { kind: "split", name: "test" },
      labels({ dog: 100, owl: 300 }),
    );
    expect(rows.map(({ key, wished, count, surplus }) => [key, wished, count, surplus])).toEqual([
      ["cat", 0, 5, 5],
      ["dog", 0.25, 5, 3],
      ["owl", 0.75, 0, -7],
    ]);
    expect(distance).toBeCloseTo(0.75);
  });

  it("takes wishes as they relate to each other, and none as nothing wished", () => {
    const facet = labels({ cat: 3, dog: 1 });
    const met = balanceOf(facet, { kind: "custom", shares: { cat: 30, dog: 10 } }, null);
    expect(met.distance).toBeCloseTo(0);
    expect(balanceOf(facet, { kind: "custom", shares: {} }, null).rows.map(({ wished }) => wished)).toEqual([0, 0]);
    expect(balanceOf(labels({}), { kind: "even" }, null)).toMatchObject({ total: 0, distance: 0, evenness: null });
  });

  it("makes a group of each bin of a number", () => {
    const { groups, missing } = groupsOf({
      kind: "histogram",
      field: "width",
      type: "number",
      edges: [0, 10, 20],
      counts: [4, 6],
      missing: 2,
    });
    expect(missing).toBe(2);
    expect(groups[1]).toMatchObject({
      name: "10 to 20",
      count: 6,
      choice: { kind: "range", field: "width", min: 10, max: 20 },
    });
  });
});
