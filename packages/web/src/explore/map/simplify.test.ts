import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { simplifyLine, simplifyOutline } from "./simplify.ts";

const line = fc.array(fc.tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 500 })), {
  minLength: 3,
  maxLength: 120,
});

describe("simplify", () => {
  it("drops points on a straight line and keeps corners", () => {
    expect(
      simplifyLine(
        [
          [0, 0],
          [5, 0],
          [10, 0],
          [10, 5],
          [10, 10],
        ],
        0.5,
      ),
    ).toEqual([
      [0, 0],
      [10, 0],
      [10, 10],
    ]);
  });

  it("keeps the ends, invents nothing, and stays under the limit", () => {
    fc.assert(
      fc.property(line, (points) => {
        const simple = simplifyOutline(points, 1, 20);
        expect(simple.length).toBeLessThanOrEqual(20);
        expect(simple[0]).toEqual(points[0]);
        expect(simple.at(-1)).toEqual(points.at(-1));
        for (const point of simple) expect(points).toContainEqual(point);
      }),
    );
  });
});
