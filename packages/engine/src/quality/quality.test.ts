import { createRandom } from "@gleaner/kernel";
import type { Finding, FindingKind, RequestOf } from "@gleaner/schema";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  blobs,
  direction,
  type MadeSample,
  type MadeWorkspace,
  makeWorkspace,
  near,
} from "../testing/made-workspace.ts";

/**
 * Three classes of 60 in train; position 10 has a wrong label, 20 is dark. After them: 180 is a near-copy of 0, 181 the same file as 1,
 * 182 a near-copy of 2 in test with another label, 183 a loner; positions 30 and 31 are one video in two splits.
 */
function samples(): MadeSample[] {
  const random = createRandom(4);
  const made = blobs([60, 60, 60], 3).map((sample, at): MadeSample => {
    return { ...sample, split: "train", measures: { dark: at === 20 ? 0.16 : 0.9 }, meta: { note: `n${at}` } };
  });
  made[10].labels = ["c2"];
  made[30].meta = { video: "v1" };
  made[31] = { ...made[31], meta: { video: "v1" }, split: "val" };
  const copy = (at: number) => near(made[at].vector, 1e-5, random);
  return [
    ...made,
    { ...made[0], vector: copy(0), width: 128 },
    { ...made[1], vector: made[1].vector, content: "1.png" },
    { ...made[2], vector: copy(2), split: "test", labels: ["c1"] },
    { vector: direction(16, random), split: "train" },
  ];
}

let made: MadeWorkspace;
/** Kinds that need no model of the labels. */
const placed = ["duplicate", "leak", "image"] as const satisfies readonly FindingKind[];

const run = (request: RequestOf<"quality"> = {}) => made.engine.call("quality", { datasets: ["made"], ...request });
const list = (request: RequestOf<"listFindings"> = {}) => made.engine.call("listFindings", request);
const resolve = (request: RequestOf<"resolveFindings">) => made.engine.call("resolveFindings", request);
const at = (id: string) => made.ids.indexOf(id);
const short = ({ kind, issue, sample, related, label, suggested }: Finding) => ({
  ...{ kind, issue, label, suggested },
  sample: at(sample),
  related: related.map(at).sort((a, b) => a - b),
});
const only = (findings: readonly Finding[], issue: string) => findings.filter((finding) => finding.issue === issue);

describe("quality", () => {
  // The tests follow each other in one workspace; the last changes it for good.
  beforeAll(async () => {
    made = await makeWorkspace(samples());
  });
  afterAll(() => made.close());

  it("finds each planted fault, names what it is to be compared with, and ranks by expected fixes", async () => {
    const result = await run();
    const of = (issue: string) => only(result.findings, issue).map(short);
    expect(of("exact_duplicate")).toEqual([
      { kind: "duplicate", issue: "exact_duplicate", label: null, suggested: null, sample: 1, related: [181] },
    ]);
    expect(of("near_duplicate").map(({ sample, related }) => [sample, related])).toEqual(
      expect.arrayContaining([
        [180, [0]],
        [2, [182]],
      ]),
    );
    expect(of("dark").map(({ sample }) => sample)).toEqual([20]);
    expect(only(result.findings, "dark")[0].score).toBeCloseTo(0.75, 5);
    expect(of("split_leak")).toMatchObject([{ sample: 182, related: [2], label: "test", suggested: "train" }]);
    expect(of("group_leak")).toMatchObject([{ related: [30], sample: 31, label: "val", suggested: "train" }]);
    expect(of("label_conflict").map(({ sample, related }) => [sample, ...related].sort((a, b) => a - b))).toEqual([
      [2, 182],
    ]);
    const wrong = of("wrong_label");
    expect(wrong[0]).toMatchObject({ label: expect.stringMatching(/c[12]/), suggested: "c0" });
    expect(wrong.map(({ sample }) => sample)).toEqual(expect.arrayContaining([10, 182]));
    expect(wrong.length).toBeLessThan(6);
    expect(of("outlier")[0].sample).toBe(183);
    expect(of("outlier").length).toBeLessThan(10);
    const priorities = result.findings.map(({ priority }) => priority);
    expect(priorities).toEqual([...priorities].sort((a, b) => b - a));
    expect(result.counts).toMatchObject({ image: 1, box: 0 });
    expect(result.labels?.expectedWrong).toBeGreaterThan(1);
    expect(result.labels?.confidentJoint).toContainEqual({ label: "c2", likely: "c0", count: 1 });
    const again = await run();
    expect(again.computed).toEqual([]);
    expect(again.findings).toEqual(result.findings);
    expect(again.labels).toEqual(result.labels);
  });

  it("acts in one undoable event and looks again only at what has changed", async () => {
    const { findings } = await run({ kinds: [...placed, "mislabel"] });
    const [wrong] = only(findings, "wrong_label").filter(({ sample }) => at(sample) === 10);
    expect(await resolve({ ids: [wrong.id], action: "relabel" })).toMatchObject({ changed: 1, relabeled: 1 });
    expect((await made.engine.call("getSample", { id: made.ids[10] })).labels).toEqual(["c0"]);
    const rescored = await run({ kinds: [...placed, "mislabel"] });
    expect(rescored.computed.sort()).toEqual(["duplicate", "leak", "mislabel"]);
    expect(rescored.findings.map(({ id }) => id)).not.toContain(wrong.id);
    expect((await list({ states: ["fixed"] })).findings.map(({ id }) => id)).toEqual([wrong.id]);
    await made.engine.call("undo", {});
    expect((await made.engine.call("getSample", { id: made.ids[10] })).labels).toEqual(["c2"]);
    expect((await run({ kinds: [...placed, "mislabel"] })).findings.map(({ id }) => id)).toContain(wrong.id);
  });

  it("merges duplicates, brings leaking groups into one split, and never shows again what is ignored", async () => {
    const { findings } = await run({ kinds: [...placed] });
    const near0 = only(findings, "near_duplicate").find(({ sample }) => at(sample) === 180);
    const [leak] = only(findings, "group_leak");
    const [dark] = only(findings, "dark");
    if (!near0) throw new Error("The near-duplicates of 0 were not found.");
    expect(await resolve({ ids: [near0.id, leak.id], action: "merge" })).toMatchObject({ deleted: 1, moved: 1 });
    await expect(made.engine.call("getSample", { id: made.ids[0] })).rejects.toMatchObject({
      code: "sample_not_found",
    });
    expect((await made.engine.call("getSample", { id: made.ids[31] })).split).toBe("train");
    await resolve({ ids: [dark.id], action: "ignore" });
    await made.workspace.samples.setMeasures(made.numbers.slice(20, 21), { dark: Float32Array.of(0.1) });
    const later = await run({ kinds: [...placed] });
    const ids = later.findings.map(({ id }) => id);
    for (const { id } of [near0, leak, dark]) expect(ids).not.toContain(id);
    expect(later.issues.find(({ issue }) => issue === "dark")).toMatchObject({ open: 0, ignored: 1 });
    await resolve({ ids: [dark.id], action: "reopen" });
    expect((await list({ kinds: ["image"] })).findings.map(({ id }) => id)).toEqual([dark.id]);
    await expect(resolve({ ids: [dark.id], action: "merge" })).rejects.toMatchObject({ code: "bad_request" });
    await expect(resolve({ ids: [dark.id], action: "relabel" })).rejects.toMatchObject({ code: "bad_request" });
  });
});

describe("quality of other data", () => {
  afterEach(() => made.close());

  it("does not doubt a label for being like another label of the same sample", async () => {
    const all = samples();
    all[10].labels = ["c2", "c0"];
    made = await makeWorkspace(all);
    const { findings } = await run({ kinds: ["mislabel"] });
    expect(findings.map(({ sample }) => at(sample))).not.toContain(10);
    expect(findings.map(({ sample }) => at(sample))).toContain(182);
  });

  it("lets a decision on a group stand for what is left of it", async () => {
    const all = samples();
    const random = createRandom(8);
    made = await makeWorkspace([
      ...all,
      { ...all[5], vector: near(all[5].vector, 1e-5, random), split: "train" },
      {
        ...all[5],
        vector: near(all[5].vector, 1e-5, random),
        split: "train",
      },
    ]);
    const group = only((await run({ kinds: ["duplicate"] })).findings, "near_duplicate").find(
      ({ related }) => related.length === 2,
    );
    if (!group) throw new Error("The group of three was not found.");
    await resolve({ ids: [group.id], action: "accept" });
    await made.workspace.findings.resolve({
      summary: "Deleted.",
      states: [],
      deletions: [...(await made.workspace.samples.idsToNumbers([group.related[0]]))],
    });
    const left = only((await run({ kinds: ["duplicate"] })).findings, "near_duplicate").map(({ sample }) => sample);
    expect(left).not.toContain(group.sample);
    expect(left.length).toBe(2);
  });

  it("narrows by kind and filter, works without labels, and says what an index would add", async () => {
    made = await makeWorkspace(samples().map((sample) => ({ ...sample, labels: undefined })));
    const { findings, counts, labels, notes } = await run({ kinds: ["mislabel", "image"], where: 'path = "20.png"' });
    expect(findings.map(({ issue }) => issue)).toEqual(["dark"]);
    expect(counts.mislabel).toBe(0);
    expect(labels).toBeNull();
    expect(notes.join(" ")).toMatch(/not two labelled classes/);
    await expect(run({ kinds: ["outlier"], space: "other" })).rejects.toMatchObject({ code: "not_indexed" });
    expect((await run({ space: "other" })).notes.join(" ")).toMatch(/gleaner index made/);
    await expect(run({ datasets: ["none"] })).rejects.toMatchObject({ code: "dataset_not_found" });
  });
});
