import { describe, expect, it } from "vitest";
import { createRandom, permutation } from "../random.ts";
import { readVectorRows } from "../selection/vector-rows.ts";
import { normalizedRows } from "../testing/random-graph.ts";
import { type VectorSource, vectorsInMemory } from "../vectors.ts";
import { nearestOfSets } from "./nearest-of-sets.ts";

const [n, dimension] = [400, 12];
const random = createRandom(5);
const data = Float32Array.from({ length: n * dimension }, () => random.normal());
const source = vectorsInMemory(data, dimension);
const unit = normalizedRows(data, dimension);

function similarity(a: number, b: number): number {
  let sum = 0;
  for (let x = 0; x < dimension; x++) sum += unit[a * dimension + x] * unit[b * dimension + x];
  return sum;
}

const some = (count: number, seed: number) => permutation(n, createRandom(seed)).slice(0, count);

describe("nearestOfSets", () => {
  const queries = some(150, 1);
  const sets = [some(7, 2), some(200, 3), new Int32Array(0), queries.slice(0, 40)];

  it.each([false, true])("finds what comparing all pairs finds, without the query itself: %s", async (excludeSelf) => {
    for (const threads of [1, 3]) {
      const found = await nearestOfSets(source, queries, sets, { excludeSelf, threads });
      sets.forEach((set, at) => {
        queries.forEach((query, i) => {
          const others = [...set].filter((row) => !excludeSelf || row !== query);
          const best = Math.max(...others.map((row) => similarity(query, row)));
          expect(found[at].similarities[i]).toBeCloseTo(best, 5);
          const row = found[at].rows[i];
          if (others.length === 0) expect(row).toBe(-1);
          else expect(others.includes(row) && Math.abs(similarity(query, row) - best) < 1e-5).toBe(true);
        });
      });
    }
  });

  it("is nothing without queries or sets, and ends with an abort", async () => {
    expect(await nearestOfSets(source, new Int32Array(0), [sets[0]])).toEqual([
      { rows: new Int32Array(0), similarities: new Float32Array(0) },
    ]);
    expect(await nearestOfSets(source, queries, [])).toEqual([]);
    const signal = AbortSignal.abort();
    await expect(nearestOfSets(source, queries, sets, { signal })).rejects.toMatchObject({ code: "cancelled" });
  });
});

describe("readVectorRows", () => {
  it("gives the same rows whether they are read in runs or one by one", async () => {
    const large = new Float32Array(300_000 * 4).map(() => random.normal());
    const inMemory = vectorsInMemory(large, 4);
    const gathered: number[] = [];
    const counting: VectorSource = {
      ...inMemory,
      gather(rows, target) {
        gathered.push(...rows);
        return inMemory.gather?.(rows, target);
      },
    };
    const wanted = Int32Array.from([0, 1, 2, 3, 150_000, 299_000, 299_001, 299_999]);
    const { rows } = await readVectorRows(counting, wanted, undefined);
    expect(rows).toEqual((await readVectorRows({ ...inMemory, gather: undefined }, wanted, undefined)).rows);
    expect(gathered.length).toBeGreaterThan(0);
  });
});
