import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isShape4, permuteAxes, type Shape4, weightAxes } from "./weight-layout.ts";

const size = fc.integer({ min: 1, max: 5 });

describe("permuteAxes", () => {
  it("moves the element at every index to the permuted index", () => {
    fc.assert(
      fc.property(fc.tuple(size, size, size, size), fc.constantFrom(...Object.values(weightAxes)), (shape, axes) => {
        const { shape: permuted, order } = permuteAxes(shape, axes);
        expect(permuted).toEqual(axes.map((axis) => shape[axis]));
        order.forEach((source, target) => {
          const old = unravel(source, shape);
          expect(unravel(target, permuted)).toEqual(axes.map((axis) => old[axis]));
        });
        expect(new Set(order).size).toBe(shape.reduce((product, n) => product * n, 1));
      }),
    );
  });
});

describe("isShape4", () => {
  it("holds for four axes only", () => {
    expect(isShape4([1, 2, 3, 4])).toBe(true);
    expect(isShape4([1, 2, 3])).toBe(false);
  });
});

function unravel(position: number, shape: Shape4): number[] {
  return shape.map((extent, axis) => {
    const stride = shape.slice(axis + 1).reduce((product, n) => product * n, 1);
    return Math.floor(position / stride) % extent;
  });
}
