import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PointIndex } from "./point-index.ts";

const clouds = fc.uniqueArray(fc.nat({ max: 1_000_000 }), { minLength: 1, maxLength: 80 }).chain((numbers) =>
  fc.record({
    numbers: fc.boolean().map((ascending) => (ascending ? Int32Array.from(numbers).sort() : Int32Array.from(numbers))),
    positions: fc
      .array(fc.integer({ min: -20, max: 20 }), { minLength: 2 * numbers.length, maxLength: 2 * numbers.length })
      .map((values) => Float32Array.from(values)),
  }),
);

describe("PointIndex", () => {
  it("finds the nearest point as a look at every point does", () => {
    fc.assert(
      fc.property(
        clouds,
        fc.integer({ min: -25, max: 25 }),
        fc.integer({ min: -25, max: 25 }),
        ({ numbers, positions }, x, y) => {
          const reach = 6;
          const distances = Array.from(numbers, (_, i) => Math.hypot(positions[2 * i] - x, positions[2 * i + 1] - y));
          const odd = (i: number) => numbers[i] % 2 === 1;
          const least = Math.min(...distances.filter((d, i) => d <= reach && odd(i)));
          const found = new PointIndex(positions, numbers).nearest(x, y, reach, odd);
          if (least === Number.POSITIVE_INFINITY) expect(found).toBeNull();
          else expect(found && Math.hypot(found.x - x, found.y - y)).toBeCloseTo(least, 5);
        },
      ),
    );
  });

  it("finds every sample by its number and none that isn't there", () => {
    fc.assert(
      fc.property(clouds, ({ numbers, positions }) => {
        const index = new PointIndex(positions, numbers);
        const located = index.locate([...numbers, -1]);
        expect(located.map(({ number }) => number)).toEqual([...numbers]);
        expect(located[0]).toMatchObject({ x: positions[0], y: positions[1] });
      }),
    );
  });
});
