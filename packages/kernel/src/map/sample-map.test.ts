import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../random.ts";
import { sampleMap } from "./sample-map.ts";

/** A dense crowd, a sparse field and a few lonely points. */
function layout(crowd: number, field: number, lonely: number, seed: number): Float32Array {
  const random = createRandom(seed);
  const points: number[] = [];
  for (let i = 0; i < crowd; i++) points.push(0.1 * random.normal(), 0.1 * random.normal());
  for (let i = 0; i < field; i++) points.push(10 * random.uniform() - 5, 10 * random.uniform() - 5);
  for (let i = 0; i < lonely; i++) points.push(20 + 7 * i, 20 - 9 * i);
  return Float32Array.from(points);
}

describe("sampleMap", () => {
  it("gives distinct ascending points, as many as asked for, with all that must be kept", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(200),
        fc.nat(60),
        fc.nat(5),
        fc.integer(),
        fc.nat(300),
        async (crowd, field, lonely, seed, count) => {
          const n = crowd + field + lonely;
          const keep = Int32Array.from({ length: Math.min(3, n, count) }, (_, i) => n - 1 - i);
          const sample = await sampleMap(layout(crowd, field, lonely, seed), count, { seed, keep });
          expect(sample.length).toBe(Math.min(count, n));
          for (let at = 1; at < sample.length; at++) expect(sample[at]).toBeGreaterThan(sample[at - 1]);
          for (const point of keep) expect(sample).toContain(point);
        },
      ),
      { numRuns: 12 },
    );
  });

  it("keeps lonely points and thins the crowd", async () => {
    const sample = await sampleMap(layout(5000, 100, 6, 1), 200);
    expect([...sample.slice(-6)]).toEqual([5100, 5101, 5102, 5103, 5104, 5105]);
    const field = sample.filter((point) => point >= 5000 && point < 5100).length;
    expect(field).toBeGreaterThan(40);
  });

  it("is the same for the same seed", async () => {
    const points = layout(500, 100, 6, 1);
    expect(await sampleMap(points, 50, { seed: 4 })).toEqual(await sampleMap(points, 50, { seed: 4 }));
    expect(await sampleMap(points, 50, { seed: 4 })).not.toEqual(await sampleMap(points, 50, { seed: 5 }));
  });

  it("takes identical points apart and refuses what cannot be", async () => {
    expect((await sampleMap(new Float32Array(40), 7)).length).toBe(7);
    const points = layout(5, 5, 0, 1);
    await expect(sampleMap(points, -1)).rejects.toMatchObject({ code: "invalid_argument" });
    await expect(sampleMap(points, 1, { keep: Int32Array.of(1, 2) })).rejects.toMatchObject({
      code: "invalid_argument",
    });
    await expect(sampleMap(points, 3, { keep: Int32Array.of(10) })).rejects.toMatchObject({ code: "invalid_argument" });
  });
});
