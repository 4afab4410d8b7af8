import { describe, expect, it } from "vitest";
import type { ObjectInput } from "../contract/objects.ts";
import type { SampleInput } from "../contract/samples.ts";
import type { Workspace } from "../contract/workspace.ts";
import { checkWorkspace } from "../recovery/check-workspace.ts";
import { sampleInput, vectorsOf } from "../testing/sample-inputs.ts";
import { temporaryWorkspace } from "../testing/temporary-workspace.ts";

const object = (className: string | null, box: ObjectInput["box"], rest: Partial<ObjectInput> = {}): ObjectInput => ({
  key: null,
  class: className,
  confidence: null,
  box,
  polygons: null,
  attributes: {},
  source: "import",
  ...rest,
});

/** A street with three objects, a yard with one, and an empty sky; each picture is 100 x 50. */
function scenes(changes: Partial<SampleInput> = {}): SampleInput[] {
  const size = { width: 100, height: 50 };
  return [
    sampleInput(0, {
      ...size,
      split: "train",
      objects: [
        object("car", [0, 0, 10, 10], { attributes: { parked: true, color: "red" }, confidence: 0.5 }),
        object("car", [20, 10, 50, 30], { polygons: [[20, 10, 70, 10, 70, 40]], key: "7" }),
        object("person", [80.25, 5.5, 8.5, 20]),
      ],
      ...changes,
    }),
    sampleInput(1, { ...size, objects: [object("car", [0, 0, 100, 50])] }),
    sampleInput(2, { ...size, objects: [] }),
  ];
}

async function filled(): Promise<Workspace> {
  const workspace = await temporaryWorkspace();
  await workspace.samples.write("photos", scenes());
  return workspace;
}

const sound = async (workspace: Workspace) =>
  expect((await checkWorkspace(workspace)).filter(({ ok, name }) => !ok && name !== "media")).toEqual([]);

const numbersOf = async ({ samples }: Workspace, where = "") => [...(await samples.numbers({ unit: "object", where }))];

describe("imported objects", () => {
  it("are there with their sample, with numbers from the same count", async () => {
    const workspace = await filled();
    const { samples, objects, datasets } = workspace;
    expect([...(await samples.numbers({}))]).toEqual([1, 2, 3]);
    expect(await numbersOf(workspace)).toEqual([4, 5, 6, 7]);
    expect(await datasets.get("photos")).toMatchObject({ samples: 3, objects: 4 });
    const [car, shape] = (await objects.ofSamples([1, 2])).get(1) ?? [];
    expect(car).toMatchObject({
      number: 4,
      class: "car",
      source: "import",
      confidence: 0.5,
      box: [0, 0, 10, 10],
      polygons: null,
      attributes: { parked: true, color: "red" },
    });
    expect(shape).toMatchObject({ polygons: [[20, 10, 70, 10, 70, 40]] });
    const detail = await samples.detail(car.sample);
    expect(detail.objects.map((each) => each.number)).toEqual([4, 5, 6]);
    const [row] = await samples.rows([6]);
    expect(row).toMatchObject({ number: 6, path: "image-0.png", labels: ["person"], object: { sample: detail.id } });
    expect(row.id).toBe(row.object?.id);
    expect(await samples.media([6])).toMatchObject([{ number: 6, box: [80.25, 5.5, 8.5, 20], width: 100 }]);
    await sound(workspace);
  });

  it("are found by filters about objects, and count in filters about samples", async () => {
    const workspace = await filled();
    const { samples } = workspace;
    expect(await numbersOf(workspace, 'class = "car" and area < 0.5')).toEqual([4, 5]);
    expect(await numbersOf(workspace, 'label = "person" or box_width >= 100')).toEqual([6, 7]);
    expect(await numbersOf(workspace, 'split = "train" and x > 0')).toEqual([5, 6]);
    expect([...(await samples.numbers({ where: 'count(objects where class = "car" and area < 0.5) >= 2' }))]).toEqual([
      1,
    ]);
    expect([...(await samples.numbers({ where: "objects = 0" }))]).toEqual([3]);
    expect([...(await samples.numbers({ unit: "object", sort: "-area" }))]).toEqual([7, 5, 6, 4]);
    expect([...(await samples.numbers({ unit: "object", text: "person image-0" }))]).toEqual([6]);
    await expect(samples.numbers({ where: "area > 0.1" })).rejects.toMatchObject({ code: "bad_filter" });
  });

  it("are counted by class, in facets and as values", async () => {
    const { samples } = await filled();
    const stats = await samples.stats({ unit: "object" });
    expect(stats).toMatchObject({ samples: 2, objects: 4, labeled: 4, imbalance: 3 });
    expect(stats.classes).toEqual([
      { name: "car", count: 3 },
      { name: "person", count: 1 },
    ]);
    const { total, facets } = await samples.facets({ unit: "object" }, ["label", "area"], 10);
    expect(total).toBe(4);
    expect(facets[0]).toMatchObject({ field: "label", values: [{ value: "car" }, { value: "person" }] });
    const named = await samples.facets({ unit: "object" }, [], 10);
    expect(named.facets.map(({ field }) => field)).toEqual(expect.arrayContaining(["label", "area", "box_width"]));
    const numbers = Int32Array.of(6, 4, 7);
    expect(await samples.classes(numbers)).toEqual({ classes: ["car", "person"], indices: Int32Array.of(1, 0, 0) });
    expect([...(await samples.values(numbers, "area"))]).toEqual([170 / 5000, 0.02, 1]);
    expect(await samples.texts(numbers, "path")).toEqual(["image-0.png", "image-0.png", "image-1.png"]);
    expect(await samples.idsToNumbers(await samples.numbersToIds(numbers))).toEqual(numbers);
  });

  it("keep id and number at the next import; those that are gone from it go, with what hangs on them", async () => {
    const workspace = await filled();
    const { samples, slices, objects } = workspace;
    const before = await samples.numbersToIds(Int32Array.of(4, 5));
    await slices.create({ name: "some", unit: "object", origin: "manual", content: { numbers: [4, 6] } });
    expect(await samples.write("photos", scenes())).toMatchObject({ unchanged: 3 });
    const [street] = scenes();
    const kept = [object("truck", [0, 0, 10, 10]), ...(street.objects ?? []).slice(1, 2), object("bus", [1, 1, 2, 2])];
    expect(await samples.write("photos", [{ ...street, objects: kept }])).toMatchObject({ updated: 1 });
    const now = (await objects.ofSamples([1])).get(1) ?? [];
    expect(now.map(({ class: name, number }) => [name, number])).toEqual([
      ["truck", 4],
      ["car", 5],
      ["bus", 6],
    ]);
    expect(await samples.numbersToIds(Int32Array.of(4, 5))).toEqual(before);
    await samples.write("photos", [{ ...street, objects: [] }]);
    expect(await slices.members("some")).toEqual(new Int32Array(0));
    expect(await workspace.datasets.get("photos")).toMatchObject({ objects: 1 });
    await sound(workspace);
  });

  it("stay where an import says nothing of objects", async () => {
    const workspace = await filled();
    await workspace.samples.write("photos", [{ ...scenes({ tags: ["night"] })[0], objects: undefined }]);
    expect(await numbersOf(workspace)).toEqual([4, 5, 6, 7]);
  });

  it("go with their dataset", async () => {
    const workspace = await filled();
    await workspace.samples.write("others", [
      sampleInput(0, { dataset: "others", objects: [object("cat", [1, 1, 2, 2])] }),
    ]);
    await workspace.datasets.delete("photos");
    expect((await numbersOf(workspace)).length).toBe(1);
    await sound(workspace);
  });
});

describe("changes by hand", () => {
  it("win over later imports, deletions too", async () => {
    const workspace = await filled();
    const { samples, objects } = workspace;
    const [first, second, third] = await samples.numbersToIds(Int32Array.of(4, 5, 6));
    await objects.edit(first, { class: "truck", box: [1, 1, 10, 10] });
    await objects.delete([6]);
    const { sample } = await objects.get(second);
    const drawn = await objects.add(sample, { class: "dog", box: [5, 5, 5, 5], polygons: null, attributes: {} });
    await samples.write("photos", scenes({ tags: ["again"] }));
    expect(await objects.get(first)).toMatchObject({ class: "truck", source: "human", confidence: null });
    await expect(objects.get(third)).rejects.toMatchObject({ code: "object_not_found" });
    expect(await objects.get(drawn.id)).toMatchObject({ class: "dog" });
    expect((await samples.detail(sample)).objects.length).toBe(3);
    await sound(workspace);
  });

  it("are taken back one by one, deleted objects with their memberships", async () => {
    const workspace = await filled();
    const { samples, objects, events, slices } = workspace;
    const [first] = await samples.numbersToIds([4]);
    const before = await objects.get(first);
    await slices.create({ name: "some", unit: "object", origin: "manual", content: { numbers: [4, 5] } });
    await objects.edit(first, { box: [2, 2, 4, 4], attributes: {} });
    await objects.setClass([4, 5, 6], "thing");
    await objects.delete([4]);
    expect(await slices.members("some")).toEqual(Int32Array.of(5));
    expect(await events.undo()).toMatchObject({ undone: "Deleted 1 object.", changed: 1, objects: Int32Array.of(4) });
    expect(await slices.members("some")).toEqual(Int32Array.of(4, 5));
    expect(await events.undo()).toMatchObject({ undone: "Labelled 3 objects as thing.", changed: 3 });
    expect(await objects.get(first)).toMatchObject({ class: "car", box: [2, 2, 4, 4] });
    await events.undo();
    expect(await objects.get(first)).toEqual(before);
    await sound(workspace);
  });

  it("are refused where they make no sense", async () => {
    const { objects, samples } = await filled();
    const [id] = await samples.numbersToIds([4]);
    const draft = { class: "x", polygons: null, attributes: {} };
    await expect(objects.edit("nope", { class: "x" })).rejects.toMatchObject({ code: "object_not_found" });
    await expect(objects.edit(id, { box: [0, 0, 0, 5] })).rejects.toMatchObject({ code: "bad_record" });
    await expect(objects.add(id, { ...draft, box: [0, 0, 5, 5] })).rejects.toMatchObject({ code: "sample_not_found" });
    await expect(objects.add("x", { ...draft, box: [0, Number.NaN, 5, 5] })).rejects.toMatchObject({
      code: "bad_record",
    });
  });
});

describe("vectors of objects", () => {
  async function embedded() {
    const workspace = await filled();
    await workspace.spaces.ensure({ name: "objects", model: "m", modelHash: "h", unit: "object", dimension: 4 });
    const numbers = Int32Array.of(4, 5, 6, 7);
    const media = await workspace.samples.media(numbers);
    const contentHashes = media.map(({ contentHash }) => contentHash);
    await workspace.vectors.append("objects", numbers, vectorsOf(numbers, 4), { contentHashes });
    return { workspace, numbers, contentHashes };
  }

  it("are of the present box: an edited box has none until it is embedded again", async () => {
    const { workspace, numbers, contentHashes } = await embedded();
    const { objects, vectors, samples } = workspace;
    expect(new Set(contentHashes).size).toBe(4);
    const [id] = await samples.numbersToIds([5]);
    await objects.edit(id, { class: "van" });
    expect([...(await vectors.missing("objects", numbers))]).toEqual([]);
    await objects.edit(id, { box: [21, 10, 50, 30] });
    expect([...(await vectors.missing("objects", numbers))]).toEqual([5]);
    await expect(vectors.read("objects", [5])).rejects.toMatchObject({ code: "not_embedded" });
    const late = await vectors.append("objects", Int32Array.of(5), vectorsOf([5], 4, 1), {
      contentHashes: [contentHashes[1]],
    });
    expect(late.superseded).toEqual([0]);
    await vectors.append("objects", Int32Array.of(5), vectorsOf([5], 4, 2));
    expect([...(await vectors.missing("objects", numbers))]).toEqual([]);
    expect(await vectors.compact("objects")).toBe(1);
    await sound(workspace);
  });

  it("are outdated by a new content of the image", async () => {
    const { workspace, numbers } = await embedded();
    await workspace.samples.write("photos", scenes({ contentHash: "0".repeat(64), width: 200 }));
    expect([...(await workspace.vectors.missing("objects", numbers))]).toEqual([4, 5, 6]);
    expect([...(await workspace.samples.values(Int32Array.of(4), "area"))]).toEqual([0.01]);
  });

  it("carry indexes whose scores filters about objects see, and outlive a deleted object", async () => {
    const { workspace, numbers } = await embedded();
    const fingerprint = await workspace.vectors.fingerprint("objects", numbers);
    const scores = {
      numbers,
      cluster: Int32Array.of(1, 1, 2, 3),
      clusterSize: Int32Array.of(2, 2, 1, 1),
      nnDistance: Float32Array.of(0.1, 0.1, 0.6, 0.8),
      outlier: new Float32Array(4),
      typicality: new Float32Array(4),
      duplicate: new Uint8Array(4),
    };
    const shape = {
      scope: ["photos"],
      neighbors: 3,
      recall: 1,
      clusters: 3,
      edgeCases: 2,
      level: 3,
      map: "pca" as const,
    };
    const index = await workspace.indexes.write({
      space: "objects",
      ...shape,
      artifacts: {},
      fingerprint,
      seed: 0,
      scores,
    });
    expect(index).toMatchObject({ unit: "object", stale: false, samples: 4 });
    expect(await numbersOf(workspace, "nn_distance > 0.5 and cluster = 3")).toEqual([7]);
    expect(
      await workspace.slices.create({
        name: "far",
        unit: "object",
        origin: "filter",
        content: { where: "nn_distance > 0.5" },
      }),
    ).toMatchObject({ count: 2 });
    expect([...(await workspace.samples.numbers({ where: 'slice("far")' }))]).toEqual([1, 2]);
    const [id] = await workspace.samples.numbersToIds([6]);
    expect(await workspace.objects.detail(id)).toMatchObject({ index: { cluster: 2 }, number: 6, path: "image-0.png" });
    await workspace.objects.delete([4, 6]);
    expect((await workspace.indexes.get(index.id))?.stale).toBe(true);
    expect(await workspace.samples.classes(numbers)).toEqual({
      classes: ["car"],
      indices: Int32Array.of(-1, 0, -1, 0),
    });
    expect(await workspace.samples.texts(numbers, "label")).toEqual([null, "car", null, "car"]);
    expect(
      [
        ...(await workspace.samples.values(numbers, `similar("${(await workspace.samples.numbersToIds([7]))[0]}")`)),
      ].map(Number.isNaN),
    ).toEqual([true, false, true, false]);
    await sound(workspace);
  });
});
