import { createRandom } from "@gleaner/kernel";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  blobs,
  direction,
  type MadeSample,
  type MadeWorkspace,
  makeWorkspace,
  near,
} from "../../testing/made-workspace.ts";

/**
 * 90 samples of c0 in three sub-clusters of 60, 20 and 10, 80 of c1, of which 40 share a place with 40 of c2. Test holds none of the third
 * sub-cluster. c1 is darker, c2 is mostly from camera b, weather is missing in a third and given in two types.
 */
function samples(): MadeSample[] {
  const random = createRandom(3);
  const [a, b, c] = blobs([60, 20, 10], 5)
    .map(({ vector }) => vector)
    .reduce(
      (groups, vector, at) => {
        groups[at < 60 ? 0 : at < 80 ? 1 : 2].push(vector);
        return groups;
      },
      [[], [], []] as ArrayLike<number>[][],
    );
  const shared = direction(16, random);
  const own = direction(16, random);
  const made: MadeSample[] = [
    ...[...a, ...b, ...c].map((vector) => ({ vector, labels: ["c0"] })),
    ...Array.from({ length: 40 }, () => ({ vector: near(own, 0.05, random), labels: ["c1"] })),
    ...Array.from({ length: 80 }, (_, at) => ({ vector: near(shared, 0.05, random), labels: [at % 2 ? "c1" : "c2"] })),
  ];
  return made.map((sample, at) => {
    const label = sample.labels?.[0];
    return {
      ...sample,
      split: at % 3 === 0 && !(at >= 80 && at < 90) ? "test" : "train",
      content: at < 2 ? "same" : undefined,
      measures: { dark: (label === "c1" ? 0.3 : 0.7) + 0.05 * random.normal(), blurry: 0.5 + 0.1 * random.uniform() },
      meta: {
        camera: label === "c2" && at % 10 !== 0 ? "b" : "a",
        ...(at % 3 === 0 ? {} : { weather: at % 9 === 1 ? 7 : "sun" }),
        note: `note ${at}`,
      },
    };
  });
}

describe("datasetHealth", () => {
  let made: MadeWorkspace;
  beforeAll(async () => {
    made = await makeWorkspace(samples());
  });
  afterAll(() => made.close());
  const health = () => made.engine.call("datasetHealth", { datasets: ["made"] });

  it("tells sub-clusters with shares, clusters of mixed class, and what one split lacks", async () => {
    const { semantic } = await health();
    const c0 = semantic?.classes.find((each) => each.class === "c0");
    expect(c0?.subclusters.reduce((sum, { count }) => sum + count, 0)).toBe(90 - (c0?.rest ?? 0));
    expect(c0?.subclusters[0].examples.length).toBeGreaterThan(0);
    expect(c0?.effective).toBeGreaterThan(2);
    expect(semantic?.mixed[0].classes.map((each) => each.class).sort()).toEqual(["c1", "c2"]);
    const [pair] = semantic?.splits ?? [];
    expect(pair).toMatchObject({ a: "test", b: "train" });
    expect(pair.divergence).toBeGreaterThan(0);
    expect(pair.random.mean).toBeGreaterThan(0);
  });

  it("tells how well metadata is filled in, mixed types and conflicts of equal files", async () => {
    const { metadata, samples } = await health();
    const of = (name: string) => metadata.find(({ field }) => field === name);
    expect(samples).toBe(210);
    expect(of("meta.weather")).toMatchObject({ missing: expect.closeTo(1 / 3, 6), otherTypes: 24, type: "mixed" });
    expect(of("meta.weather")?.worst).toMatchObject({ dataset: "made", missing: expect.closeTo(1 / 3, 6) });
    expect(of("meta.note")).toMatchObject({ distinct: 210, conflicts: 1 });
    expect(of("meta.camera")).toMatchObject({ distinct: 2, conflicts: 0, missing: 0, type: "text" });
    expect(of("split")).toMatchObject({ distinct: 2, conflicts: 1 });
  });

  it("tells imbalance, rare cells, and what goes together with the class", async () => {
    const { classes } = await health();
    expect(classes.classes.map((each) => [each.class, each.count])).toEqual([
      ["c0", 90],
      ["c1", 80],
      ["c2", 40],
    ]);
    expect(classes.imbalance).toBeCloseTo(90 / 40, 9);
    expect(classes.effective).toBeGreaterThan(2.5);
    const fields = classes.correlations.map(({ field }) => field);
    expect(fields).toEqual(expect.arrayContaining(["dark", "meta.camera"]));
    expect(fields).not.toContain("blurry");
    expect(classes.correlations.find(({ field }) => field === "dark")?.class).toBe("c1");
    expect(classes.correlations.find(({ field }) => field === "meta.camera")).toMatchObject({ class: "c2" });
    expect(classes.underrepresented).toContainEqual(
      expect.objectContaining({ class: "c0", field: "meta.camera", value: "b", count: 0 }),
    );
  });
});

describe("datasetHealth of objects", () => {
  it("tells sizes, shapes and places of boxes, and the classes that come together", async () => {
    const random = createRandom(1);
    const object = (name: string, box: [number, number, number, number]) => ({
      ...{ key: null, class: name, source: "import", confidence: null, box },
      polygons: null,
      attributes: {},
    });
    const made = await makeWorkspace(
      Array.from({ length: 30 }, (_, at) => ({
        vector: direction(8, random),
        split: at % 3 === 0 ? "test" : "train",
        objects: [
          object("cat", [0, 0, 16, 8]),
          ...(at < 10 ? [object("dog", [48, 48, 16, 16]), object("dog", [24, 24, 8, 8])] : []),
        ],
      })),
    );
    const { classes, objects } = await made.engine.call("datasetHealth", { datasets: ["made"] });
    expect(objects).toBeNull();
    const { workspace, engine } = made;
    const numbers = await workspace.samples.numbers({ datasets: ["made"], unit: "object" });
    const codes = await workspace.samples.classes(numbers);
    const centers = [direction(8, random), direction(8, random)];
    const vectors = [...codes.indices].flatMap((code) => [...near(centers[code], 0.05, random)]);
    await workspace.spaces.ensure({ name: "objects", model: "made", modelHash: "made", unit: "object", dimension: 8 });
    await workspace.vectors.append("objects", numbers, Float32Array.from(vectors));
    await engine.call("index", { datasets: ["made"], unit: "object", map: "pca" });
    const indexed = await engine.call("datasetHealth", { datasets: ["made"] });
    const ids = new Set(await workspace.samples.numbersToIds(numbers));
    await made.close();
    expect(indexed.objects?.classes.map(({ class: name, count }) => [name, count])).toEqual([
      ["cat", 30],
      ["dog", 20],
    ]);
    expect(indexed.objects?.mixed).toEqual([]);
    expect(indexed.objects?.splits).toMatchObject([{ a: "test", b: "train", divergence: expect.any(Number) }]);
    for (const { subclusters } of indexed.objects?.classes ?? [])
      for (const { examples } of subclusters) for (const id of examples) expect(ids).toContain(id);
    const [cat, dog] = classes.boxes;
    expect(cat).toMatchObject({ class: "cat", count: 30 });
    expect(cat.area[2]).toBeCloseTo(128 / 4096, 9);
    expect(cat.ratio).toEqual([2, 2, 2, 2, 2]);
    expect(cat.position[0]).toBeCloseTo(1, 9);
    expect([dog.position[4], dog.position[8]]).toEqual([expect.closeTo(0.5, 9), expect.closeTo(0.5, 9)]);
    expect(classes.classes).toEqual([
      { class: "cat", count: 30, share: 1 },
      { class: "dog", count: 10, share: expect.closeTo(1 / 3, 9) },
    ]);
    expect(classes.cooccurrence).toEqual([{ a: "cat", b: "dog", samples: 10, lift: 1 }]);
  });
});
