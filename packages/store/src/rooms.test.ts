import { describe, expect, it } from "vitest";
import type { IndexInput } from "./contract/indexes.ts";
import type { Workspace } from "./contract/workspace.ts";
import { sampleId } from "./samples/sample-id.ts";
import { sampleInput, sampleInputs, vectorsOf } from "./testing/sample-inputs.ts";
import { openTemporary, temporaryWorkspace } from "./testing/temporary-workspace.ts";

/** Six embedded photos and two scans. */
async function embedded(): Promise<{ workspace: Workspace; numbers: Int32Array }> {
  const workspace = await temporaryWorkspace();
  const { numbers } = await workspace.samples.write("photos", sampleInputs(6));
  await workspace.samples.write(
    "scans",
    [0, 1].map((index) => sampleInput(index, { dataset: "scans" })),
  );
  await workspace.spaces.ensure({ name: "default", model: "test", modelHash: "1", dimension: 4 });
  await workspace.vectors.append("default", numbers, vectorsOf(numbers, 4));
  return { workspace, numbers };
}

async function indexOf(workspace: Workspace, numbers: Int32Array, cluster = 0): Promise<IndexInput> {
  const n = numbers.length;
  return {
    space: "default",
    scope: ["photos"],
    neighbors: 15,
    recall: 1,
    clusters: 2,
    edgeCases: 1,
    level: 2,
    map: "umap",
    artifacts: { graph: "abc" },
    fingerprint: await workspace.vectors.fingerprint("default", numbers),
    seed: 0,
    scores: {
      numbers,
      cluster: new Int32Array(n).fill(cluster),
      clusterSize: new Int32Array(n).fill(n),
      nnDistance: Float32Array.from(numbers, (number) => (number === 1 ? Number.NaN : number / 10)),
      outlier: new Float32Array(n),
      typicality: new Float32Array(n),
      duplicate: Uint8Array.from(numbers, (number) => number % 2),
    },
  };
}

describe("indexes", () => {
  it("give their scores to filters, sorting and the sample panel", async () => {
    const { workspace, numbers } = await embedded();
    const { samples, indexes } = workspace;
    const written = await indexes.write(await indexOf(workspace, numbers, 3));
    expect(written).toMatchObject({
      space: "default",
      scope: ["photos"],
      samples: 6,
      stale: false,
      artifacts: { graph: "abc" },
    });
    expect([...(await samples.numbers({ where: "cluster = 3 and nn_distance > 0.35 and duplicate = true" }))]).toEqual([
      5,
    ]);
    expect([...(await samples.numbers({ datasets: ["photos"], sort: "-nn_distance" }))]).toEqual([6, 5, 4, 3, 2, 1]);
    expect((await samples.detail(sampleInput(1).id)).index).toMatchObject({
      cluster: 3,
      clusterSize: 6,
      duplicate: false,
    });
    expect((await samples.detail(sampleInput(0).id)).index?.nnDistance).toBeNull();
    expect([...(await samples.numbers({ where: "cluster = 3", space: "other" }))]).toEqual([]);
    expect(await indexes.numbers(written.id)).toEqual(numbers);
    expect(await indexes.find("default", ["photos"])).toMatchObject({ id: written.id });
    expect(await indexes.find("default", ["photos", "scans"])).toBeNull();
  });

  it("are replaced over the same scope, and stale when vectors come, change or go", async () => {
    const { workspace, numbers } = await embedded();
    const { indexes, vectors, samples } = workspace;
    await indexes.write(await indexOf(workspace, numbers.subarray(0, 5), 1));
    const second = await indexes.write(await indexOf(workspace, numbers, 2));
    expect(await indexes.list()).toHaveLength(1);
    expect([...(await samples.numbers({ where: "cluster = 2" }))]).toEqual([...numbers]);
    const stale = async () => (await indexes.get(second.id))?.stale;
    await vectors.compact("default");
    expect(await stale()).toBe(false);
    await vectors.append("default", Int32Array.of(3), vectorsOf([3], 4, 1));
    expect(await stale()).toBe(true);
    const computed = await indexOf(workspace, numbers);
    await vectors.append("default", Int32Array.of(4), vectorsOf([4], 4, 1));
    expect(await indexes.write(computed)).toMatchObject({ stale: true });
    expect(await indexes.write(await indexOf(workspace, numbers))).toMatchObject({ stale: false });
    await samples.write("photos", [sampleInput(5, { content: "changed" })]);
    expect((await indexes.find("default", ["photos"]))?.stale).toBe(true);
  });
});

describe("datasets", () => {
  it("keep the ids of their samples when they are renamed", async () => {
    const { workspace, numbers } = await embedded();
    const { datasets, samples, indexes } = workspace;
    await indexes.write(await indexOf(workspace, numbers));
    await datasets.rename("photos", "pictures");
    expect(await indexes.find("default", ["pictures"])).not.toBeNull();
    expect(await datasets.identity("pictures")).toBe("photos");
    expect((await samples.write("pictures", sampleInputs(6))).unchanged).toBe(6);
    const again = await datasets.identity("photos");
    expect(sampleId({ dataset: again, root: "root", path: "image-0.png" })).not.toBe(sampleInput(0).id);
    await expect(datasets.rename("pictures", "scans")).rejects.toMatchObject({ code: "dataset_exists" });
    await expect(datasets.rename("nope", "x")).rejects.toMatchObject({ code: "dataset_not_found" });
  });

  it("go with everything that hangs on them, and numbers are not given twice", async () => {
    const { workspace, numbers } = await embedded();
    const { datasets, samples, slices, indexes, vectors } = workspace;
    await indexes.write(await indexOf(workspace, numbers));
    await slices.create({ name: "mixed", origin: "manual", content: { numbers: [1, 7] } });
    expect(await datasets.delete("photos", { dryRun: true })).toBe(6);
    expect(await datasets.delete("photos")).toBe(6);
    expect(await datasets.list()).toMatchObject([{ name: "scans", samples: 2, labeled: 0, spaces: [] }]);
    expect(await indexes.list()).toEqual([]);
    expect([...(await slices.members("mixed"))]).toEqual([7]);
    expect(await vectors.numbers("default")).toEqual(new Int32Array(0));
    expect((await samples.write("photos", sampleInputs(1))).numbers).toEqual(Int32Array.of(9));
  });
});

describe("slices", () => {
  it("of rules follow the data", async () => {
    const { workspace } = await embedded();
    const { slices, tags, samples } = workspace;
    await slices.create({
      name: "night",
      origin: "filter",
      content: { where: '"night"  in tags', datasets: ["photos"] },
    });
    expect(await slices.get("night")).toMatchObject({ kind: "dynamic", where: '"night" in tags', count: 0 });
    await tags.change([2, 7], { add: ["night"] });
    expect([...(await slices.members("night"))]).toEqual([2]);
    expect(await samples.count({ where: 'not slice("night")' })).toBe(7);
    await expect(slices.add("night", [3])).rejects.toMatchObject({ code: "bad_request" });
    await expect(
      slices.create({ name: "night", origin: "manual", content: { numbers: [1] } }, { append: true }),
    ).rejects.toMatchObject({ code: "bad_request" });
    await expect(slices.create({ name: "night", origin: "manual", content: { numbers: [1] } })).rejects.toMatchObject({
      code: "slice_exists",
    });
    await expect(slices.create({ name: "x", origin: "filter", content: { where: "tags >" } })).rejects.toMatchObject({
      code: "bad_filter",
    });
  });

  it("keep the order in which they were filled", async () => {
    const { slices } = (await embedded()).workspace;
    await slices.create({ name: "batch", origin: "curation:label-1", content: { numbers: [5, 2, 2, 999] } });
    expect(await slices.add("batch", [1, 5])).toBe(1);
    expect([...(await slices.members("batch"))]).toEqual([5, 2, 1]);
  });
});

describe("runs and jobs", () => {
  it("are kept between sessions", async () => {
    const { workspace } = await embedded();
    const { curations, jobs, folder } = workspace;
    const curation = {
      run: await curations.nextRun("label"),
      goal: "label",
      dataset: ["photos"],
      budget: 2,
      selected: 2,
      seed: 7,
      strategy: "coverage",
      slices: [{ name: "label-1", count: 2 }],
      coverage: { level: 2, total: 2, covered: 2, random: 1.5 },
      recipe: { goal: "label" },
      metrics: { coverage: 1 },
      outcome: { picks: [1, 2] },
      report: null,
    };
    await curations.write(curation);
    await curations.setReport("label-1", "/reports/label-1.html");
    const job = await jobs.create("curate", { goal: "label" });
    await jobs.update(job.id, { state: "running", phase: "select", done: 1, total: 2, progress: 0.5 });
    await jobs.update(job.id, { done: 2 });
    expect(await jobs.get(job.id)).toMatchObject({ done: 2, state: "running", finishedAt: null });
    await jobs.update(job.id, { state: "done", result: { run: "label-1" } });
    await workspace.close();

    const reopened = await openTemporary(folder, {});
    expect(await reopened.curations.nextRun("label")).toBe("label-2");
    expect(await reopened.curations.list("photos")).toMatchObject([{ run: "label-1", selected: 2 }]);
    expect(await reopened.curations.list("scans")).toEqual([]);
    expect(await reopened.curations.get("label-1")).toMatchObject({
      ...curation,
      report: "/reports/label-1.html",
    });
    expect(await reopened.jobs.list()).toMatchObject([
      { id: job.id, state: "done", done: 2, result: { run: "label-1" }, finishedAt: expect.any(String) },
    ]);
    await reopened.curations.delete("label-1");
    await expect(reopened.curations.get("label-1")).rejects.toMatchObject({ code: "curation_not_found" });
    await expect(reopened.jobs.get("nope")).rejects.toMatchObject({ code: "job_not_found" });
  });
});

describe("events", () => {
  it("tell what was done by whom, newest first, and what was taken back", async () => {
    const { workspace } = await embedded();
    const { events, tags, labels } = workspace;
    await tags.change([1, 2], { add: ["night"] }, { actor: "ada" });
    await labels.set([1], "cat");
    expect((await events.list({ limit: 2 })).map(({ kind, actor, summary }) => [kind, actor, summary])).toEqual([
      ["label", "local", "Labelled 1 sample as cat."],
      ["tag", "ada", "Tags of 2 samples: added night."],
    ]);
    expect(await events.undo()).toMatchObject({ undone: "Labelled 1 sample as cat.", changed: 1 });
    expect(await events.undo()).toMatchObject({ undone: "Tags of 2 samples: added night.", changed: 2 });
    expect(await events.undo()).toBeNull();
    expect((await events.list({ limit: 1 }))[0]).toMatchObject({ kind: "undo", details: { kind: "tag" } });
    expect((await events.list({ dataset: "scans" })).map((event) => event.kind)).toEqual(["import"]);
    await events.append("export", "Exported photos.", { dataset: "photos" });
    expect((await events.list({ dataset: "photos" }))[0]).toMatchObject({ kind: "export" });
  });

  it("tell what touched one sample, and that it was taken back", async () => {
    const { workspace } = await embedded();
    const { events, tags, labels } = workspace;
    await labels.set([1], "cat");
    await tags.change([2], { add: ["night"] });
    await events.undo();
    expect((await events.list({ sample: 1 })).map(({ kind }) => kind).slice(0, 1)).toEqual(["label"]);
    expect((await events.list({ sample: 2, limit: 2 })).map(({ kind }) => kind)).toEqual(["undo", "tag"]);
    expect(await events.list({ sample: 999 })).toEqual([]);
  });

  it("change nothing when a change is empty", async () => {
    const { workspace } = await embedded();
    const before = (await workspace.events.list()).length;
    expect(await workspace.tags.change([1], { remove: ["night"] })).toBe(0);
    expect(await workspace.labels.clear([1, 999])).toBe(0);
    expect(await workspace.events.list()).toHaveLength(before);
  });
});
