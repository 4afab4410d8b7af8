import { createRandom, permutation } from "@gleaner/kernel";
import fc from "fast-check";
import { expect, test } from "vitest";
import { controlArm, distributionDivergence, type FieldValues, fieldDistribution } from "./divergence.ts";
import { representation } from "./representation.ts";
import { describeTrait, distinguishingTraits, measureStatistics } from "./traits.ts";

/** Jensen-Shannon divergence by its other form: entropy of the mean less the mean entropy. */
function divergenceByEntropy(before: number[], after: number[]): number {
  const shares = (counts: number[]) => counts.map((count) => count / counts.reduce((a, b) => a + b, 0));
  const entropy = (p: number[]) => -p.reduce((sum, x) => sum + (x > 0 ? x * Math.log2(x) : 0), 0);
  const [p, q] = [shares(before), shares(after)];
  return entropy(p.map((x, i) => (x + q[i]) / 2)) - (entropy(p) + entropy(q)) / 2;
}

test("divergence is 0 for equal shares, 1 for none in common, null for an empty side", () => {
  expect(distributionDivergence([10, 30], [1, 3])).toBe(0);
  expect(distributionDivergence([1, 0], [0, 5])).toBe(1);
  expect(distributionDivergence([1, 2], [0, 0])).toBeNull();
  expect(() => distributionDivergence([1], [1, 2])).toThrow(RangeError);
});

test("divergence agrees with the entropy form, is symmetric and bounded", () => {
  const counts = fc.array(fc.tuple(fc.nat(1000), fc.nat(1000)), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(counts, (pairs) => {
      const before = pairs.map(([a]) => a + (pairs[0][0] === a ? 1 : 0));
      const after = pairs.map(([, b], i) => b + (i === 0 ? 1 : 0));
      const found = distributionDivergence(before, after) ?? Number.NaN;
      expect(found).toBeCloseTo(divergenceByEntropy(before, after), 9);
      expect(found).toBeCloseTo(distributionDivergence(after, before) ?? Number.NaN, 12);
      expect(found).toBeGreaterThanOrEqual(0);
      expect(found).toBeLessThanOrEqual(1);
    }),
  );
});

test("control arm: mean and sample deviation; one draw has no spread", () => {
  expect(controlArm([2, 4, 6])).toEqual({ mean: 4, sd: 2, draws: 3 });
  expect(controlArm([5])).toEqual({ mean: 5, sd: 0, draws: 1 });
  expect(() => controlArm([])).toThrow(RangeError);
});

const field: FieldValues = {
  field: "label",
  kind: "class",
  names: ["cat", "dog", "rare", "unused"],
  codes: Int32Array.of(0, 0, 0, 1, 1, 2, -1, 0),
};

test("a field's distribution counts pool, picks and missing values, most frequent first", () => {
  const found = fieldDistribution(
    field,
    [5, 6, 0],
    [
      [0, 1, 2],
      [3, 4, 0],
    ],
  );
  expect(found.values).toEqual([
    { value: "cat", pool: 4, picked: 1 },
    { value: "dog", pool: 2, picked: 0 },
    { value: "rare", pool: 1, picked: 1 },
  ]);
  expect(found.missing).toEqual({ pool: 1, picked: 1 });
  expect(found.divergence).toBeCloseTo(divergenceByEntropy([4, 2, 1], [1, 0, 1]), 12);
  expect(found.random?.draws).toBe(2);
});

test("rare values beyond the limit are counted together and still weigh in the divergence", () => {
  const all = fieldDistribution(field, [5, 0], []);
  const limited = fieldDistribution(field, [5, 0], [], { limit: 1 });
  expect(limited.values).toHaveLength(1);
  expect(limited.others).toEqual({ values: 2, pool: 3, picked: 1 });
  expect(limited.divergence).toBe(all.divergence);
});

test("several values a sample count once each; an empty range is a missing value", () => {
  const tags: FieldValues = {
    field: "tags",
    kind: "metadata",
    names: ["night", "rain"],
    codes: Int32Array.of(0, 1, 1),
    offsets: Int32Array.of(0, 2, 3, 3),
  };
  const found = fieldDistribution(tags, [0, 2], []);
  expect(found.values).toEqual([
    { value: "rain", pool: 2, picked: 1 },
    { value: "night", pool: 1, picked: 1 },
  ]);
  expect(found.missing).toEqual({ pool: 1, picked: 1 });
});

test("a target names classes that the data lacks and keeps their weight", () => {
  const found = fieldDistribution(field, [0, 1], [], { target: { cat: 0.5, unicorn: 0.5 } });
  expect(found.target?.divergence).toBeCloseTo(divergenceByEntropy([0.5, 0.5], [2, 0]), 12);
});

test("representation: hypergeometric mean and deviation agree with draws", () => {
  const [pool, group, selected, draws] = [400, 60, 100, 4000];
  const [row] = representation(
    { field: "label", values: [{ value: "cat", pool: group, picked: 0 }], missing: { pool: 0, picked: 0 } },
    pool,
    selected,
  );
  const random = createRandom(3);
  const hits = Array.from({ length: draws }, () => {
    const draw = permutation(pool, random).subarray(0, selected);
    return draw.reduce((sum, sample) => sum + (sample < group ? 1 : 0), 0);
  });
  const control = controlArm(hits);
  expect(row.expected).toBe(15);
  expect(Math.abs(control.mean - row.expected)).toBeLessThan(0.2);
  expect(control.sd / row.sd).toBeGreaterThan(0.95);
  expect(control.sd / row.sd).toBeLessThan(1.05);
});

test("groups are marked for being off by a fifth and beyond chance, not for either alone", () => {
  const standing = (pool: number, picked: number) =>
    representation(
      { field: "f", values: [{ value: "v", pool, picked }], missing: { pool: 0, picked: 0 } },
      10_000,
      1000,
    )[0].standing;
  expect(standing(1000, 60)).toBe("under");
  expect(standing(1000, 140)).toBe("over");
  expect(standing(1000, 85)).toBe("proportional");
  expect(standing(20, 1)).toBe("proportional");
  expect(standing(0, 0)).toBe("proportional");
});

test("samples without a value are a group, and an empty pool divides nothing by zero", () => {
  const rows = representation({ field: "f", values: [], missing: { pool: 5, picked: 0 } }, 10, 4);
  expect(rows).toMatchObject([{ value: "no value", expected: 2 }]);
  expect(
    representation({ field: "f", values: [{ value: "v", pool: 0, picked: 0 }], missing: { pool: 0, picked: 0 } }, 0, 0),
  ).toMatchObject([{ expected: 0, sd: 0 }]);
});

test("traits: the measures that differ most, in words; constant ones and NaN never count", () => {
  const random = createRandom(5);
  const noise = () => Float64Array.from({ length: 500 }, () => 0.5 + random.normal() * 0.1);
  const measures = { dark: noise(), blurry: noise(), sharpness: noise(), flat: new Float64Array(500).fill(1) };
  const members = [1, 2, 3, 4];
  for (const member of members) {
    measures.dark[member] = 0.1;
    measures.sharpness[member] = 0.7;
  }
  measures.sharpness[4] = Number.NaN;
  for (const member of members) measures.blurry[member] = 0.5;
  const traits = distinguishingTraits(measures, measureStatistics(measures), members);
  expect(traits.map(({ measure }) => measure)).toEqual(["dark", "sharpness"]);
  expect(describeTrait(traits[0])).toMatch(/^darker \(\d\.\d sd\)$/);
  expect(describeTrait(traits[1])).toMatch(/^higher sharpness \(\d\.\d sd\)$/);
  expect(distinguishingTraits(measures, measureStatistics(measures), [])).toEqual([]);
});
