import { describe, expect, it } from "vitest";
import type { Workspace } from "../contract/workspace.ts";
import { sampleInput, sampleInputs } from "../testing/sample-inputs.ts";
import { temporaryWorkspace } from "../testing/temporary-workspace.ts";

/** 20 photos (numbers 1 to 20; cats and dogs, some at night, three without a label) and 4 scans (21 to 24). */
async function filled(): Promise<Workspace> {
  const workspace = await temporaryWorkspace();
  await workspace.samples.write(
    "photos",
    sampleInputs(20, (index) => ({
      labels: index < 3 ? [] : [{ class: index % 3 === 0 ? "cat" : "dog" }],
      tags: index % 5 === 0 ? ["night"] : [],
      split: index < 10 ? "train" : null,
      meta: { camera: index % 2 ? "A" : "B", iso: 100 * (20 - index), ...(index === 4 ? { rare: true } : {}) },
    })),
  );
  await workspace.samples.write(
    "scans",
    sampleInputs(4).map((_, index) => sampleInput(index, { dataset: "scans" })),
  );
  return workspace;
}

describe("numbers", () => {
  it("narrows by dataset, filter, slice and numbers, and orders by number", async () => {
    const { samples, slices } = await filled();
    expect(await samples.count({})).toBe(24);
    expect([...(await samples.numbers({ datasets: ["scans"] }))]).toEqual([21, 22, 23, 24]);
    const cats = await samples.numbers({ where: 'label = "cat"' });
    expect([...cats]).toEqual([4, 7, 10, 13, 16, 19]);
    await slices.create({ name: "some", origin: "manual", content: { numbers: [19, 4, 5] } });
    expect([...(await samples.numbers({ slice: "some", within: cats }))]).toEqual([4, 19]);
    expect([...(await samples.numbers({ where: 'slice("some") and not label = "cat"' }))]).toEqual([5]);
    expect([...(await samples.numbers({ within: new Int32Array(0) }))]).toEqual([]);
  });

  it("sorts by fields and metadata, missing values last in both directions", async () => {
    const { samples } = await filled();
    expect([...(await samples.numbers({ sort: "-width" }))].slice(0, 3)).toEqual([20, 19, 18]);
    expect([...(await samples.numbers({ sort: "meta.iso" }))].slice(0, 2)).toEqual([20, 19]);
    expect([...(await samples.numbers({ sort: "-meta.iso" }))].slice(-5)).toEqual([20, 21, 22, 23, 24]);
    expect([...(await samples.numbers({ sort: "-label" }))].slice(-7)).toEqual([1, 2, 3, 21, 22, 23, 24]);
    expect([...(await samples.numbers({ sort: "-dataset" }))].slice(0, 4)).toEqual([21, 22, 23, 24]);
  });

  it("shuffles the same way for the same seed", async () => {
    const { samples } = await filled();
    const [first, again, other] = await Promise.all([7, 7, 8].map((seed) => samples.numbers({ sort: "random", seed })));
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    expect([...first].sort((a, b) => a - b)).toEqual([...(await samples.numbers({}))]);
  });

  it("says what it does not know", async () => {
    const { samples } = await filled();
    await expect(samples.numbers({ datasets: ["nope"] })).rejects.toMatchObject({
      code: "dataset_not_found",
      hint: expect.stringContaining("photos"),
    });
    await expect(samples.numbers({ slice: "nope" })).rejects.toMatchObject({ code: "slice_not_found" });
    await expect(samples.numbers({ where: "widht > 3" })).rejects.toMatchObject({ code: "bad_filter" });
    await expect(samples.numbers({ sort: "widht" })).rejects.toMatchObject({
      code: "bad_filter",
      hint: expect.stringContaining("width"),
    });
    await expect(samples.numbers({ where: 'fn("nope") > 0.5' })).rejects.toMatchObject({ code: "function_not_found" });
    await expect(samples.numbers({ where: 'prediction("nope") = "cat"' })).rejects.toMatchObject({
      code: "model_not_found",
    });
    await expect(samples.idsToNumbers(["nope"])).rejects.toMatchObject({ code: "sample_not_found" });
    await expect(samples.detail("nope")).rejects.toMatchObject({ code: "sample_not_found" });
  });

  it("knows predictions from labels", async () => {
    const { samples, labels } = await filled();
    await labels.replace("resnet", [
      { number: 4, labels: [{ class: "dog", confidence: 0.5 }] },
      { number: 7, labels: [{ class: "cat" }] },
    ]);
    expect([...(await samples.numbers({ where: 'prediction("resnet") != label and label = "cat"' }))]).toContain(4);
    expect([...(await samples.numbers({ where: 'prediction("resnet") = label' }))]).toEqual([7]);
    expect((await samples.rows([4]))[0].labels).toEqual(["cat"]);
    expect(await labels.predictions("resnet", Int32Array.of(7, 1, 4))).toEqual({
      classes: ["cat", null, "dog"],
      confidences: Float32Array.of(Number.NaN, Number.NaN, 0.5),
    });
  });
});

describe("rows and values", () => {
  it("come in the order of the numbers", async () => {
    const { samples } = await filled();
    const numbers = Int32Array.of(22, 4, 9);
    const rows = await samples.rows(numbers);
    expect(rows.map((row) => [row.number, row.dataset])).toEqual([
      [22, "scans"],
      [4, "photos"],
      [9, "photos"],
    ]);
    const ids = await samples.numbersToIds(numbers);
    expect(ids).toEqual(rows.map((row) => row.id));
    expect(await samples.idsToNumbers(ids)).toEqual(numbers);
    expect(await samples.values(numbers, "meta.iso")).toEqual(Float64Array.of(Number.NaN, 1700, 1200));
    expect(await samples.texts(numbers, "label")).toEqual([null, "cat", "dog"]);
    expect(await samples.classes(numbers)).toEqual({ classes: ["cat", "dog"], indices: Int32Array.of(-1, 0, 1) });
    await expect(samples.numbersToIds([4, 999])).rejects.toMatchObject({ code: "sample_not_found" });
    expect(await samples.rows([999, 4])).toHaveLength(1);
  });
});

describe("facets and stats", () => {
  it("count values with the missing ones, most frequent first", async () => {
    const { samples } = await filled();
    const { total, facets } = await samples.facets(
      { datasets: ["photos"] },
      ["label", "tags", "meta.camera", "split"],
      2,
    );
    expect(total).toBe(20);
    expect(facets).toEqual([
      {
        kind: "values",
        field: "label",
        distinct: 3,
        values: [
          { value: "dog", count: 11 },
          { value: "cat", count: 6 },
        ],
      },
      {
        kind: "values",
        field: "tags",
        distinct: 2,
        values: [
          { value: null, count: 16 },
          { value: "night", count: 4 },
        ],
      },
      {
        kind: "values",
        field: "meta.camera",
        distinct: 2,
        values: [
          { value: "A", count: 10 },
          { value: "B", count: 10 },
        ],
      },
      {
        kind: "values",
        field: "split",
        distinct: 2,
        values: [
          { value: "train", count: 10 },
          { value: null, count: 10 },
        ],
      },
    ]);
  });

  it("count numbers and dates in bins that hold everything", async () => {
    const { samples } = await filled();
    const { facets } = await samples.facets({}, ["width", "meta.iso", "created_at"], 10);
    for (const facet of facets) {
      if (facet.kind !== "histogram") throw new Error("not a histogram");
      expect(facet.edges).toHaveLength(facet.counts.length + 1);
      expect(facet.counts.reduce((sum, count) => sum + count, 0) + facet.missing).toBe(24);
    }
    expect(facets[1]).toMatchObject({ field: "meta.iso", missing: 4, type: "number" });
    expect(facets[2]).toMatchObject({ type: "date" });
  });

  it("count the members of a view alone", async () => {
    const { samples } = await filled();
    const within = Int32Array.of(4, 7, 5, 21);
    const { total, facets } = await samples.facets({ within }, ["label"], 10);
    expect(total).toBe(4);
    expect(facets[0]).toMatchObject({
      values: [
        { value: "cat", count: 2 },
        { value: "dog", count: 1 },
        { value: null, count: 1 },
      ],
    });
  });

  it("choose fields that say something", async () => {
    const { samples } = await filled();
    const { facets } = await samples.facets({ datasets: ["photos"] }, [], 10);
    expect(facets.map((facet) => facet.field)).toEqual([
      ...["label", "tags", "split", "width", "height", "meta.camera", "meta.iso", "meta.rare"],
    ]);
    expect((await samples.facets({ where: "width < 0" }, [], 10)).facets).toEqual([]);
  });

  it("sum up a dataset", async () => {
    const { samples } = await filled();
    expect(await samples.stats({ datasets: ["photos"] })).toEqual({
      samples: 20,
      objects: 0,
      labeled: 17,
      classes: [
        { name: "dog", count: 11 },
        { name: "cat", count: 6 },
      ],
      tags: [{ name: "night", count: 4 }],
      splits: [{ name: "train", count: 10 }],
      imbalance: 11 / 6,
      sizes: { width: [64, 68, 73, 78, 83], height: [48, 48, 48, 48, 48] },
    });
    expect(await samples.stats({ where: "width < 0" })).toMatchObject({ samples: 0, imbalance: null, sizes: null });
  });
});
