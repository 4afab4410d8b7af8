import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../random.ts";
import { gatherIslands } from "./gather-islands.ts";

/** Blobs of points around the given centres. */
function blobs(centers: readonly [number, number, number][], seed = 1): Float32Array {
  const random = createRandom(seed);
  const points = centers.flatMap(([x, y, count]) =>
    Array.from({ length: count }, () => [x + random.uniform(), y + random.uniform()]),
  );
  return Float32Array.from(points.flat());
}

const extent = (map: Float32Array) => Math.max(...map) - Math.min(...map);
const between = (map: Float32Array, a: number, b: number) =>
  Math.hypot(map[2 * a] - map[2 * b], map[2 * a + 1] - map[2 * b + 1]);

describe("gatherIslands", () => {
  it("brings far islands near without touching", () => {
    const map = blobs([
      [0, 0, 100],
      [80, 3, 10],
      [-60, 50, 10],
    ]);
    gatherIslands(map, 1);
    expect(extent(map)).toBeLessThan(14);
    for (const island of [105, 115]) {
      for (let point = 0; point < 100; point++) expect(between(map, island, point)).toBeGreaterThan(1);
    }
  });

  it("keeps distances within an island, and leaves a map of one island alone but for its mean", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.integer({ min: -99, max: 99 }),
            fc.integer({ min: -99, max: 99 }),
            fc.integer({ min: 1, max: 9 }),
          ),
          { maxLength: 12 },
        ),
        (centers) => {
          const map = blobs(centers);
          const before = map.slice();
          gatherIslands(map, 1);
          let first = 0;
          for (const [, , count] of centers) {
            for (let i = 1; i < count; i++)
              expect(between(map, first, first + i)).toBeCloseTo(between(before, first, first + i), 3);
            first += count;
          }
          expect(map.every(Number.isFinite)).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("gives the same bytes for the same map", () => {
    const make = () =>
      blobs(
        [
          [0, 0, 50],
          [40, 40, 5],
          [-40, 40, 5],
          [40, -40, 5],
        ],
        3,
      );
    const [a, b] = [make(), make()];
    gatherIslands(a, 1);
    gatherIslands(b, 1);
    expect(a).toEqual(b);
  });
});
