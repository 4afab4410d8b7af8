import type { SampleObject } from "@gleaner/schema";
import { describe, expect, it } from "vitest";
import { drawnOrder, objectColor, objectPath } from "./object-shapes.ts";

const object = (number: number, box: SampleObject["box"]): SampleObject => ({
  id: `o${number}`,
  number,
  sample: "s",
  class: "car",
  source: "import",
  confidence: null,
  box,
  polygons: null,
  attributes: {},
});

describe("shapes of objects", () => {
  it("are the box, or every ring of the polygons", () => {
    expect(objectPath(object(1, [2, 3, 10, 5.5]))).toBe("M2 3h10v5.5h-10z");
    const polygons = [
      [0, 0, 4, 0, 4, 4],
      [1, 1, 2, 1, 2, 2],
    ];
    expect(objectPath({ box: [0, 0, 4, 4], polygons })).toBe("M0 0L4 0L4 4zM1 1L2 1L2 2z");
  });

  it("are drawn large ones first", () => {
    const objects = [object(1, [0, 0, 1, 1]), object(2, [0, 0, 9, 9]), object(3, [0, 0, 3, 3])];
    expect(drawnOrder(objects).map(({ number }) => number)).toEqual([2, 3, 1]);
  });

  it("have the colour of their class, always the same", () => {
    expect(objectColor("car")).toBe(objectColor("car"));
    expect(objectColor("car")).not.toBe(objectColor("tree"));
    expect(objectColor(null)).toMatch(/^#/);
  });
});
