import { describe, expect, it } from "vitest";
import type { FindingInput } from "../contract/findings.ts";
import { sampleInput, sampleInputs, vectorsOf } from "../testing/sample-inputs.ts";
import { temporaryWorkspace } from "../testing/temporary-workspace.ts";

/** A workspace with six photos, of which the first two are labelled, in two splits and in a slice. */
async function photos() {
  const workspace = await temporaryWorkspace();
  const inputs = sampleInputs(6, (index) => ({
    labels: index < 2 ? [{ class: "cat" }] : undefined,
    split: index % 2 === 0 ? "train" : "test",
  }));
  const { numbers } = await workspace.samples.write("photos", inputs);
  await workspace.samples.write("scans", [sampleInput(0, { dataset: "scans" })]);
  return { workspace, numbers, ids: inputs.map(({ id }) => id) };
}

const finding = (id: string, sample: number, changes: Partial<FindingInput> = {}): FindingInput => ({
  id,
  kind: "mislabel",
  issue: "wrong_label",
  sample,
  object: null,
  score: 0.9,
  priority: 10,
  label: "cat",
  suggested: "dog",
  reason: "labelled cat, more likely dog",
  related: [],
  relatedUnit: "sample",
  box: null,
  actions: ["relabel", "accept"],
  basis: "cat dog",
  ...changes,
});

const scanOf = (fingerprint: string) => ({ datasets: ["photos"], fingerprint, document: { notes: [] } });
const page = { order: "priority", start: 0, count: 10 } as const;

describe("findings", () => {
  it("are listed with ids and paths, most urgent first, counted by kind and issue, and narrowed like any list", async () => {
    const { workspace, numbers, ids } = await photos();
    const { findings } = workspace;
    await findings.replace("mislabel", scanOf("1"), [
      finding("a", numbers[0], { related: [numbers[2], numbers[3]] }),
      finding("b", numbers[1], { priority: 20 }),
    ]);
    await findings.replace("image", scanOf("1"), [
      finding("c", numbers[2], { kind: "image", issue: "dark", priority: 15, box: [1, 2, 3, 4.5] }),
    ]);
    const all = await findings.list({ ...page, states: ["open"] });
    expect(all.findings.map(({ id }) => id)).toEqual(["b", "c", "a"]);
    expect(all.findings[2]).toMatchObject({
      sample: ids[0],
      object: null,
      dataset: "photos",
      path: "image-0.png",
      related: [ids[2], ids[3]],
      state: "open",
      actions: ["relabel", "accept"],
    });
    expect(all.findings[1].box).toEqual([1, 2, 3, 4.5]);
    expect(all.findings[0].score).toBeCloseTo(0.9, 6);
    expect((await findings.list({ ...page, start: 1, count: 1 })).findings.map(({ id }) => id)).toEqual(["c"]);
    expect(await findings.list({ ...page, kinds: ["image"], datasets: ["scans"] })).toEqual({ total: 0, findings: [] });
    expect((await findings.list({ ...page, where: 'label = "cat"' })).total).toBe(2);
    expect((await findings.list({ ...page, about: numbers[2] })).findings.map(({ id }) => id)).toEqual(["c", "a"]);
    const { counts, issues } = await findings.counts({});
    expect(counts).toEqual({ mislabel: 2, box: 0, duplicate: 0, leak: 0, image: 1, outlier: 0 });
    expect(issues).toContainEqual({ kind: "image", issue: "dark", open: 1, fixed: 0, accepted: 0, ignored: 0 });
    await expect(findings.get(["a", "x"])).rejects.toMatchObject({ code: "finding_not_found" });
  });

  it("keep decisions when they are found again: ignored for ever, accepted while the basis stands, fixed until found anew", async () => {
    const { workspace, numbers } = await photos();
    const { findings } = workspace;
    const found = ["a", "b", "c", "d"].map((id, at) => finding(id, numbers[at]));
    await findings.replace("mislabel", scanOf("1"), found);
    await findings.resolve({
      summary: "Decided.",
      states: [
        { id: "a", state: "ignored" },
        { id: "b", state: "accepted" },
        { id: "c", state: "fixed" },
      ],
    });
    const statesAfter = async (again: FindingInput[]) => {
      await findings.replace("mislabel", scanOf("2"), again);
      const { findings: listed } = await findings.list(page);
      return Object.fromEntries(listed.map(({ id, state }) => [id, state]));
    };
    expect(await statesAfter(found)).toEqual({ a: "ignored", b: "accepted", c: "open", d: "open" });
    expect(await statesAfter([])).toEqual({ a: "ignored", b: "accepted" });
    expect(await statesAfter(found.map((each) => ({ ...each, basis: "cat bird" })))).toEqual({
      a: "ignored",
      b: "open",
      c: "open",
      d: "open",
    });
    expect(await findings.scan("mislabel", ["photos"])).toEqual({
      datasets: ["photos"],
      fingerprint: "2",
      document: { notes: [] },
    });
    await findings.replace("mislabel", { ...scanOf("3"), datasets: ["scans", "photos"] }, []);
    expect(await findings.scan("mislabel", ["photos"])).toBeNull();
    expect((await findings.decided("mislabel", ["photos"])).map(({ id }) => id)).toEqual(["a"]);
  });

  it("relabel, move and delete in one event that undo takes back whole", async () => {
    const { workspace, numbers, ids } = await photos();
    const { findings, samples, slices } = workspace;
    await workspace.spaces.ensure({ name: "default", model: "test", modelHash: "1", dimension: 4 });
    await workspace.vectors.append("default", numbers, vectorsOf(numbers, 4));
    await slices.create({ name: "kept", origin: "manual", content: { numbers } });
    await findings.replace("mislabel", scanOf("1"), [finding("a", numbers[0]), finding("b", numbers[5])]);
    const group = { kind: "duplicate", issue: "near_duplicate" } as const;
    await findings.replace("duplicate", scanOf("1"), [
      finding("c", numbers[4], { ...group, related: [numbers[5]] }),
      finding("d", numbers[1], { ...group, related: [numbers[2], numbers[5]] }),
    ]);
    const state = async () => ({
      labels: (await samples.detail(ids[0])).labels,
      split: (await samples.detail(ids[1])).split,
      members: [...(await slices.members("kept"))],
      vectors: [...(await workspace.vectors.numbers("default"))],
      dataset: (await workspace.datasets.get("photos")).samples,
      found: [...(await samples.numbers({ where: 'not path = "image-0.png"' }))],
      findings: (await findings.list(page)).findings.map(({ id, state, related }) => [id, state, related.length]),
    });
    const before = await state();
    const outcome = await findings.resolve({
      summary: "Fixed.",
      states: [{ id: "a", state: "fixed" }],
      labels: [{ number: numbers[0], labels: [{ class: "dog" }] }],
      splits: [{ number: numbers[1], split: "train" }],
      deletions: [numbers[5]],
    });
    expect(outcome).toEqual({ changed: 3, relabeled: 1, deleted: 1, moved: 1 });
    const after = await state();
    expect(after).toMatchObject({ labels: ["dog"], split: "train", dataset: 5 });
    for (const list of [after.members, after.vectors, after.found]) expect(list).not.toContain(numbers[5]);
    expect(after.findings).toEqual([
      ["a", "fixed", 0],
      ["c", "fixed", 0],
      ["d", "open", 1],
    ]);
    await expect(samples.detail(ids[5])).rejects.toMatchObject({ code: "sample_not_found" });
    await expect(samples.idsToNumbers([ids[5]])).rejects.toMatchObject({ code: "sample_not_found" });
    expect((await workspace.events.list())[0]).toMatchObject({ kind: "findings", summary: "Fixed." });
    expect(await workspace.events.undo()).toMatchObject({ undone: "Fixed.", changed: expect.any(Number) });
    expect(await state()).toEqual(before);
  });

  it("leaves a deleted sample deleted when its file was imported again meanwhile", async () => {
    const { workspace, numbers, ids } = await photos();
    await workspace.findings.resolve({ summary: "Deleted.", states: [], deletions: [numbers[3]] });
    const again = await workspace.samples.write("photos", [sampleInput(3)]);
    expect(again).toMatchObject({ added: 1 });
    await workspace.events.undo();
    expect(await workspace.samples.count({ datasets: ["photos"] })).toBe(6);
    expect([...(await workspace.samples.idsToNumbers([ids[3]]))]).toEqual([...again.numbers]);
    await workspace.datasets.delete("photos");
    expect(await workspace.samples.count({})).toBe(1);
  });
});

describe("duplicate thresholds", () => {
  it("keep the last answer to a pair, in either order, and what was settled", async () => {
    const { workspace, numbers } = await photos();
    const { duplicates } = workspace;
    await workspace.spaces.ensure({ name: "default", model: "test", modelHash: "1", dimension: 4 });
    const [a, b, c] = numbers;
    await duplicates.answer("default", [
      { a, b, isDuplicate: true },
      { a: c, b: a, isDuplicate: true },
    ]);
    await duplicates.answer("default", [{ a: b, b: a, isDuplicate: false }], [[a, c]]);
    expect(await duplicates.answers("default")).toEqual([{ a, b, isDuplicate: false }]);
    expect(await duplicates.get("default")).toBeNull();
    await duplicates.set("default", { distance: 0.05, document: { precision: 0.97 } });
    expect(await duplicates.get("default")).toEqual({ distance: 0.05, document: { precision: 0.97 } });
    await duplicates.set("default", null);
    expect(await duplicates.get("default")).toBeNull();
    await expect(duplicates.get("other")).rejects.toMatchObject({ code: "space_not_found" });
  });
});
