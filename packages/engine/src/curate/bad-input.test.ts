import { curateRequestSchema, GleanerError, type RequestOf } from "@gleaner/schema";
import { type SampleInput, sampleId } from "@gleaner/store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blobs, type MadeSample, type MadeWorkspace, makeWorkspace } from "../testing/made-workspace.ts";

type Request = Partial<RequestOf<"curate">>;

/** Four cameras, thirty scenes; classes c0 and c1. */
const labelled = blobs([60, 40], 5).map((sample, at) => ({
  ...sample,
  meta: { camera: `cam${at % 4}`, scene: `s${at % 30}` },
}));

/** Writes a dataset beside `made`, with vectors. */
async function addDataset({ workspace }: MadeWorkspace, dataset: string, samples: readonly MadeSample[]) {
  const inputs = samples.map(({ labels }, at): SampleInput => {
    const path = `${at}.png`;
    return {
      id: sampleId({ dataset, root: "root", path }),
      kind: "image",
      path,
      file: `/${dataset}/${path}`,
      media: { type: "file" },
      contentHash: Buffer.from(`${dataset}${at}`).toString("hex").padStart(64, "0"),
      bytes: 1000,
      modified: 0,
      width: 64,
      height: 64,
      format: "png",
      split: null,
      labels: labels?.map((name) => ({ class: name })),
    };
  });
  const { numbers } = await workspace.samples.write(dataset, inputs);
  await workspace.vectors.append(
    "default",
    numbers,
    Float32Array.from(samples.flatMap(({ vector }) => [...Array.from(vector)])),
  );
}

/** What is asked for, the code of the refusal, what its sentence and its next step say. */
const refusals: [string, Request, string, RegExp, RegExp][] = [
  ["budget 0", { budget: 0 }, "bad_budget", /"0" is not a positive whole number/, /such as 500/],
  ["budget below 0", { budget: -3 }, "bad_budget", /"-3"/, /such as 500/],
  ["half a sample", { budget: 2.5 }, "bad_budget", /"2.5"/, /such as 500/],
  ["budget that is no number", { budget: "many" }, "bad_budget", /"many" is not/, /10%/],
  ["budget that is NaN", { budget: "NaN" }, "bad_budget", /"NaN"/, /10%/],
  ["more than 100 %", { budget: "101%" }, "bad_budget", /up to 100%/, /10%/],
  ["budget over the pool", { budget: 101 }, "budget_exceeds_pool", /101 is larger than the pool of 100/, /at most 100/],
  [
    "a minimum over the budget",
    { budget: 5, atLeast: [{ count: 6, where: 'label = "c0"' }] },
    "bad_request",
    /"at least 6 of label = "c0"" cannot be met: the budget is 5/,
    /raise the budget/,
  ],
  [
    "a minimum over the pool",
    { budget: 50, atLeast: [{ count: 41, where: 'label = "c1"' }] },
    "bad_request",
    /"at least 41 of label = "c1"" cannot be met: the pool holds 40/,
    /Lower it/,
  ],
  [
    "minimums that exceed the budget together",
    {
      budget: 20,
      atLeast: [
        { count: 15, where: 'label = "c0"' },
        { count: 15, where: 'label = "c1"' },
      ],
    },
    "bad_request",
    /at least 15 of label = "c0" and at least 15 of label = "c1"/,
    /raise the budget/,
  ],
  [
    "a minimum against a maximum",
    {
      budget: 30,
      atLeast: [{ count: 9, where: 'meta.camera = "cam1"' }],
      atMost: [{ count: 2, field: "meta.camera" }],
    },
    "bad_request",
    /at least 9 of meta.camera = "cam1"" cannot be met: at most 2 per meta.camera leaves too few/,
    /Lower it/,
  ],
  [
    "a maximum over an unknown field",
    { budget: 9, atMost: [{ count: 1, field: "meta.vidoe" }] },
    "bad_request",
    /No sample of the pool has a meta.vidoe/,
    /Check the name/,
  ],
  [
    "a group over an unknown field",
    { goal: "split", groups: ["meta.vidoe"] },
    "bad_request",
    /No sample of the pool has a meta.vidoe/,
    /Check the name/,
  ],
  [
    "stratifying by an unknown field",
    { goal: "split", stratify: ["meta.vidoe"] },
    "bad_request",
    /No sample of the pool has a meta.vidoe/,
    /Check the name/,
  ],
  [
    "a minimum with a bad filter",
    { budget: 9, atLeast: [{ count: 1, where: "labl = 3" }] },
    "bad_filter",
    /labl/,
    /label/,
  ],
  [
    "a target with an unknown class",
    { goal: "balance", target: { label: { c0: 1, c11: 1 } } },
    "bad_request",
    /target names the label "c11", which no sample of the pool has/,
    /c1/,
  ],
  [
    "a target of nothing",
    { goal: "balance", target: { label: { c0: 0 } } },
    "bad_request",
    /sum to 0/,
    /share above 0/,
  ],
  ["balance without a target", { goal: "balance" }, "bad_request", /needs a target/, /--target FILE/],
  [
    "balance by classes without labels",
    { datasets: ["bare"], goal: "balance", target: { label: "uniform" } },
    "labels_missing",
    /has a label/,
    /./,
  ],
  [
    "mislabels without labels",
    { datasets: ["bare"], goal: "mislabels" },
    "labels_missing",
    /needs labelled samples/,
    /Import labels/,
  ],
  [
    "uniform per class without labels",
    { datasets: ["bare"], strategy: "stratified" },
    "labels_missing",
    /stratified needs labelled/,
    /Label some/,
  ],
  [
    "mislabels with one class",
    { datasets: ["one"], goal: "mislabels" },
    "labels_missing",
    /All labels are "only"/,
    /another class/,
  ],
  ["a dataset without an index", { datasets: ["fresh"] }, "not_indexed", /no index of fresh/, /gleaner index fresh/],
  ["a dataset that does not exist", { datasets: ["mdae"] }, "dataset_not_found", /mdae/, /made/],
  [
    "a filter that lets nothing through",
    { where: "width > 1000" },
    "empty_selection",
    /nothing to pick from/,
    /Widen --where/,
  ],
  ["a slice that does not exist", { slice: "none" }, "slice_not_found", /none/, /./],
  ["everything labelled", { pool: "unlabeled" }, "empty_selection", /nothing to pick from/, /--pool all/],
  ["ratios that leave nothing", { goal: "split", ratios: { train: 0, test: 0 } }, "bad_request", /./, /--ratios/],
  [
    "a part that the goal does not listen to",
    { goal: "clean", ratios: { train: 1 } },
    "bad_request",
    /takes no --ratios/,
    /split/,
  ],
  [
    "a preference of a random draw",
    { strategy: "random", prefer: [{ weight: 2, where: "width > 1" }] },
    "bad_request",
    /takes no --prefer/,
    /--at-least/,
  ],
];

describe("bad input of a curation", { timeout: 180_000 }, () => {
  let made: MadeWorkspace;
  beforeAll(async () => {
    made = await makeWorkspace(labelled);
    await addDataset(
      made,
      "bare",
      blobs([50], 6).map(({ vector }) => ({ vector })),
    );
    await addDataset(
      made,
      "one",
      blobs([50], 7).map(({ vector }) => ({ vector, labels: ["only"] })),
    );
    for (const dataset of ["bare", "one"]) await made.engine.call("index", { datasets: [dataset], map: "pca" });
    await addDataset(made, "fresh", blobs([5], 8));
  });
  afterAll(() => made.close());

  const refusalOf = (request: Request) =>
    made.engine.call("curate", { datasets: ["made"], goal: "label", ...request }).then(
      () => null,
      (error: unknown) => GleanerError.from(error),
    );

  it.each(refusals)("%s: says what is wrong and what to do", async (_, request, code, message, hint) => {
    const error = await refusalOf(request);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message), hint: expect.stringMatching(hint) });
  });

  it("leaves nothing behind", async () => {
    expect(await made.workspace.curations.list()).toEqual([]);
    expect(await made.workspace.slices.list()).toEqual([]);
  });

  it("takes no shares, weights and counts that are no such", () => {
    for (const wrong of [
      { edgeShare: 1.5 },
      { prefer: [{ weight: 0, where: "width > 1" }] },
      { atLeast: [{ count: 0, where: "width > 1" }] },
      { budget: Number.NaN },
    ]) {
      expect(curateRequestSchema.safeParse(wrong).success).toBe(false);
    }
  });

  it.each(["label", "edge-cases", "test", "split", "clean"] as const)(
    "%s works with one class and with none",
    async (goal) => {
      for (const dataset of ["one", "bare"]) {
        const budget = goal === "split" || goal === "clean" ? undefined : 5;
        const result = await made.engine.call("curate", {
          datasets: [dataset],
          goal,
          budget,
          pool: "all",
          dryRun: true,
        });
        expect(result.selected).toBeGreaterThan(0);
      }
    },
  );

  it("an interrupted run leaves nothing, and repeated gives what an undisturbed one gives", async () => {
    const request: RequestOf<"curate"> = {
      datasets: ["made"],
      goal: "label",
      budget: 20,
      pool: "all",
      into: "batch",
    };
    for (const phase of ["select", "control", "report"]) {
      const abort = new AbortController();
      const stopped = made.engine.call("curate", request, {
        signal: abort.signal,
        onProgress: (progress) => {
          if (progress.phase === phase) abort.abort();
        },
      });
      await expect(stopped).rejects.toMatchObject({ code: "cancelled" });
      expect(await made.workspace.slices.has("batch")).toBe(false);
      expect(await made.workspace.curations.list()).toEqual([]);
    }
    await made.engine.call("curate", request);
    const first = await made.workspace.slices.members("batch");
    await expect(made.engine.call("curate", request)).rejects.toMatchObject({ code: "slice_exists" });
    await made.engine.call("curate", { ...request, into: "again" });
    expect(await made.workspace.slices.members("again")).toEqual(first);
  });

  it("prefers what is preferred, in proportion to its weight, and says what came of it", async () => {
    const where = 'meta.camera = "cam2"';
    const share = async (weight: number) => {
      const asked = { goal: "label", budget: 20, pool: "all", dryRun: true } as const;
      const request = { ...asked, datasets: ["made"], prefer: [{ weight, where }] };
      const { notes } = await made.engine.call("curate", request);
      const note = notes.find((text) => text.includes("Preferred")) ?? "";
      expect(note).toContain(`${where} counts ${weight} times`);
      return Number(/(\d+) of 20 picks match/.exec(note)?.[1]);
    };
    expect(await share(20)).toBeGreaterThan(await share(0.05));
  });
});
