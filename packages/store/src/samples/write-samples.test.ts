import { describe, expect, it } from "vitest";
import { sampleInput, sampleInputs } from "../testing/sample-inputs.ts";
import { temporaryWorkspace } from "../testing/temporary-workspace.ts";

describe("writing samples", () => {
  it("adds, leaves alone and updates, under one event an import", async () => {
    const { samples, events } = await temporaryWorkspace();
    const first = await samples.write("photos", sampleInputs(4), { details: { format: "folder" } });
    expect(first).toMatchObject({ added: 4, updated: 0, unchanged: 0, numbers: Int32Array.of(1, 2, 3, 4) });
    const second = await samples.write("photos", [sampleInput(1), sampleInput(2, { content: "new" }), sampleInput(9)], {
      event: first.event,
    });
    expect(second.outcomes).toEqual(["unchanged", "updated", "added"]);
    expect(second.numbers).toEqual(Int32Array.of(2, 3, 5));
    expect(await events.list({ dataset: "photos" })).toMatchObject([
      { kind: "import", details: { dataset: "photos", format: "folder", added: 5, updated: 1, unchanged: 1 } },
    ]);
  });

  it("keeps everything that an import says", async () => {
    const { samples } = await temporaryWorkspace();
    const input = sampleInput(0, {
      path: 'odd "name"\n😀.png',
      media: { type: "idx", index: 3, shape: [28, 28] },
      split: "train",
      labels: [{ class: "cat", confidence: 0.5 }, { class: "pet" }],
      tags: ["b", "a", "b"],
      meta: { camera: "A", iso: 200, flash: true, taken: "2026-01-02T03:04:05Z", nothing: null },
      measures: { dark: 0.25 },
    });
    await samples.write("photos", [input]);
    expect(await samples.detail(input.id)).toMatchObject({
      id: input.id,
      dataset: "photos",
      path: input.path,
      file: input.file,
      labels: ["cat", "pet"],
      tags: ["a", "b"],
      split: "train",
      format: "png",
      bytes: 1000,
      contentHash: input.contentHash,
      labelRecords: [
        { class: "cat", source: "import", confidence: 0.5 },
        { class: "pet", source: "import", confidence: null },
      ],
      meta: { camera: "A", iso: 200, flash: true, taken: "2026-01-02T03:04:05Z" },
      measures: { dark: 0.25 },
      index: null,
      slices: [],
    });
    expect(await samples.media([1])).toMatchObject([
      { id: input.id, media: { type: "idx", index: 3, shape: [28, 28] } },
    ]);
    expect(await samples.lookup("photos", { paths: [input.path, "other"] })).toMatchObject([
      { number: 1, contentHash: input.contentHash, modified: input.modified },
    ]);
  });

  it("lets a changed file lose its old measures and keep what a human said", async () => {
    const { samples, labels, tags } = await temporaryWorkspace();
    const { numbers } = await samples.write("photos", [
      sampleInput(0, { labels: [{ class: "cat" }], tags: ["imported"], measures: { dark: 0.1, light: 0.2 } }),
    ]);
    await labels.set(numbers, "dog");
    await tags.change(numbers, { add: ["seen"], remove: ["imported"] });
    const changed = sampleInput(0, { content: "new", labels: [{ class: "cow" }], measures: { dark: 0.9 } });
    await samples.write("photos", [changed]);
    const detail = await samples.detail(changed.id);
    expect(detail).toMatchObject({ labels: ["dog"], tags: ["seen"] });
    expect(detail.measures).toEqual({ dark: expect.closeTo(0.9) });
    await labels.clear(numbers);
    expect((await samples.detail(changed.id)).labels).toEqual(["cow"]);
  });

  it("refuses a sample that stands twice in a batch, and writes nothing", async () => {
    const { samples } = await temporaryWorkspace();
    await expect(samples.write("photos", [sampleInput(0), sampleInput(1), sampleInput(0)])).rejects.toMatchObject({
      code: "bad_record",
    });
    expect(await samples.count({})).toBe(0);
  });

  it("makes one row of an id that two writers bring at once", async () => {
    const { samples } = await temporaryWorkspace();
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => samples.write("photos", sampleInputs(5))));
    expect(outcomes.map((outcome) => outcome.added).sort()).toEqual([0, 0, 0, 0, 0, 0, 0, 5]);
    expect(await samples.count({})).toBe(5);
  });

  it("fills in measures that were computed later", async () => {
    const { samples } = await temporaryWorkspace();
    const { numbers } = await samples.write(
      "photos",
      sampleInputs(2, () => ({ measures: { dark: 0.5 } })),
    );
    await samples.setMeasures(numbers, {
      dark: Float32Array.of(0.25, Number.NaN),
      blurry: Float32Array.of(Number.NaN, 0.75),
    });
    expect(await samples.values(numbers, "dark")).toEqual(Float64Array.of(0.25, 0.5));
    expect(await samples.values(numbers, "blurry")).toEqual(Float64Array.of(Number.NaN, 0.75));
  });
});
