import { describe, expect, it } from "vitest";
import { missingCode } from "../../api/maps.ts";
import { missingSlot, otherSlot } from "./palette.ts";
import { clusterShading, edgeCaseSlot, shadingOf } from "./shading.ts";

describe("shadingOf", () => {
  it("gives the twelve most frequent classes a colour, the rest one, and no value another", () => {
    const categories = Array.from({ length: 20 }, (_, rank) => ({ name: `c${rank}`, count: 20 - rank }));
    const codes = Uint16Array.of(0, 11, 12, 19, missingCode);
    const { shades } = shadingOf({ kind: "categories", codes, categories }, "dark");
    expect([...shades]).toEqual([0, 11, otherSlot, otherSlot, missingSlot]);
  });

  it("spreads numbers over the ramp and sets missing ones apart", () => {
    const values = Float32Array.of(-2, 0, 2, Number.NaN);
    expect([...shadingOf({ kind: "number", values, min: -2, max: 2 }, "light").shades]).toEqual([0, 127, 254, 255]);
  });

  it("copes with one value for all and with none", () => {
    expect([...shadingOf({ kind: "number", values: Float32Array.of(7, 7), min: 7, max: 7 }, "dark").shades]).toEqual([
      0, 0,
    ]);
    const none = Float32Array.of(Number.NaN);
    expect([...shadingOf({ kind: "number", values: none, min: 0, max: 0 }, "dark").shades]).toEqual([255]);
  });
});

describe("clusterShading", () => {
  it("keeps the colour of edge cases for them alone, and paints a cluster alike", () => {
    const n = 500;
    const clusters = Int32Array.from({ length: n }, (_, i) => i % 97);
    const clusterSizes = Int32Array.from(clusters, (cluster) => (cluster < 10 ? 2 : 5));
    const numbers = Int32Array.from({ length: n }, (_, i) => i);
    const points = { n, numbers, positions: new Float32Array(2 * n), clusters, clusterSizes };
    const { shades } = clusterShading(points, "dark");
    for (let i = 0; i < n; i++) {
      expect(shades[i] === edgeCaseSlot).toBe(clusters[i] < 10);
      expect(shades[i]).toBeLessThan(otherSlot);
      expect(shades[i]).toBe(shades[i % 97]);
    }
    expect(new Set(shades).size).toBeGreaterThan(8);
  });
});
