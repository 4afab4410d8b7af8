import { createRandom } from "@gleaner/kernel";
import { sampleId } from "@gleaner/store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type MadeWorkspace, makeWorkspace, near } from "../testing/made-workspace.ts";

const dimension = 16;
const random = createRandom(3);
const center = (kind: number) => Float32Array.from({ length: dimension }, (_, j) => (j === kind ? 1 : 0));
/** Samples of a kind; kinds overlap a little. */
const ofKind = (kind: number, count: number) =>
  Array.from({ length: count }, () => ({ vector: near(center(kind), 0.25, random), labels: [`kind ${kind}`] }));

let made: MadeWorkspace;
beforeAll(async () => {
  made = await makeWorkspace([...ofKind(0, 40), ...ofKind(1, 150), ...ofKind(2, 150)]);
});
afterAll(() => made.close());

const call: MadeWorkspace["engine"]["call"] = (name, request, options) => made.engine.call(name, request, options);
const kindOf = async (id: string) => (await call("getSample", { id })).labels[0];

async function shares(name: string, kind: string) {
  const { threshold } = await call("getFunction", { name });
  const count = async (where: string) => (await call("query", { where })).total;
  const right = await count(`fn("${name}") >= ${threshold} and label = "${kind}"`);
  return {
    precision: right / (await count(`fn("${name}") >= ${threshold}`)),
    recall: right / (await count(`label = "${kind}"`)),
  };
}

describe("a function from three examples", () => {
  it("finds its kind, and the next ones when they arrive", async () => {
    const samples = made.ids.slice(0, 3);
    const result = await call("createFunction", { name: "zeros", samples });
    expect(result).toMatchObject({
      function: "zeros",
      scored: 340,
      unscored: 0,
      thresholdSource: "examples",
      version: 1,
    });
    const first = await shares("zeros", "kind 0");
    expect(first.precision).toBeGreaterThan(0.8);
    expect(first.recall).toBeGreaterThan(0.5);
    await made.add([...ofKind(0, 20), ...ofKind(1, 60)]);
    const arrived = (await call("query", { where: `fn("zeros") >= ${result.threshold}`, limit: 1000 })).samples;
    const fresh = new Set(made.ids.slice(340));
    const hits = arrived.filter(({ id }) => fresh.has(id));
    expect(hits.filter(({ labels }) => labels[0] === "kind 0").length).toBeGreaterThan(10);
    expect(hits.filter(({ labels }) => labels[0] !== "kind 0").length).toBeLessThan(5);
  });

  it("says what it holds: scores in order, in bins, and hits over time", async () => {
    const detail = await call("getFunction", { name: "zeros" });
    const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0);
    expect(sum(detail.histogram.counts)).toBe(detail.scored);
    expect([sum(detail.arrivals.samples), sum(detail.arrivals.hits)]).toEqual([detail.scored, detail.matches]);
    const { scores, total } = await call("functionScores", { name: "zeros", limit: 50 });
    expect(total).toBe(detail.scored);
    expect(scores.map(({ score }) => score)).toEqual(scores.map(({ score }) => score).toSorted((a, b) => b - a));
    const lowest = await call("functionScores", {
      name: "zeros",
      order: "lowest",
      limit: 1,
      where: 'label = "kind 0"',
    });
    expect(lowest.total).toBe(60);
    expect(lowest.scores[0].score).toBeLessThan(scores[0].score);
  });

  it("is calibrated by about 20 answers, and says what to expect", async () => {
    let answers = await call("calibrateFunction", { name: "zeros" });
    expect(answers.questions).toHaveLength(10);
    expect(answers.missing).toMatch(/At least 10 answers/);
    for (let round = 0; round < 2; round++) {
      const kinds = await Promise.all(answers.questions.map(({ id }) => kindOf(id)));
      const asked = answers.questions.map(({ id }) => id);
      answers = await call("calibrateFunction", {
        name: "zeros",
        yes: asked.filter((_, at) => kinds[at] === "kind 0"),
        no: asked.filter((_, at) => kinds[at] !== "kind 0"),
      });
    }
    expect(answers.missing).toBeNull();
    expect(answers.thresholdSource).toBe("answers");
    expect(answers.answers.yes + answers.answers.no).toBe(20);
    const truth = await shares("zeros", "kind 0");
    expect(truth.precision).toBeGreaterThan(0.85);
    expect(truth.recall).toBeGreaterThan(0.85);
    expect(answers.precision?.low).toBeLessThanOrEqual(truth.precision);
    const strict = await call("calibrateFunction", { name: "zeros", precision: 0.98, questions: 0 });
    expect(strict.threshold).toBeGreaterThan(answers.threshold);
    expect(strict.version).toBe(1);
  });

  it("becomes a classifier once there are enough answers of both kinds", async () => {
    const edit = () => call("editFunction", { name: "zeros", kind: "classifier" });
    const { answers } = await call("getFunction", { name: "zeros" });
    if (Math.min(answers.yes + 3, answers.no) < 10) {
      await expect(edit()).rejects.toMatchObject({ code: "labels_missing" });
    }
    await call("calibrateFunction", { name: "zeros", yes: made.ids.slice(3, 23), no: made.ids.slice(40, 60) });
    const learned = await edit();
    expect(learned).toMatchObject({ kind: "classifier", version: 2, scored: 420 });
    const truth = await shares("zeros", "kind 0");
    expect(truth.precision).toBeGreaterThan(0.9);
    expect(truth.recall).toBeGreaterThan(0.85);
    expect((await call("query", { where: 'fn("zeros") < 0 or fn("zeros") > 1' })).total).toBe(0);
    const back = await call("editFunction", { name: "zeros", kind: "similarity" });
    expect(back).toMatchObject({ kind: "similarity", version: 3 });
  });
});

describe("editing a function", () => {
  it("adds and takes out examples, and follows with a threshold that nobody set by hand", async () => {
    const [one, two, three] = made.ids.slice(40, 43);
    await call("createFunction", { name: "ones", samples: [one], not: [made.ids[200]] });
    const more = await call("editFunction", { name: "ones", samples: [two, three], remove: [one] });
    expect(more.positives.map(({ id }) => id)).toEqual([two, three]);
    expect(more).toMatchObject({ version: 2, thresholdSource: "examples", negatives: [{ id: made.ids[200] }] });
    const moved = await call("editFunction", { name: "ones", not: [two] });
    expect([moved.positives, moved.negatives].map((list) => list.length)).toEqual([1, 2]);
    const fixed = await call("editFunction", { name: "ones", threshold: 0.5, rename: "first", description: "a kind" });
    expect(fixed).toMatchObject({ name: "first", version: 3, threshold: 0.5, thresholdSource: "manual" });
    const wider = await call("editFunction", { name: "first", aggregate: "max", samples: [two] });
    expect(wider).toMatchObject({ threshold: 0.5, thresholdSource: "manual", aggregate: "max", version: 4 });
  });

  it("deletes it, and what names it says so", async () => {
    await call("createSlice", { name: "firsts", where: 'fn("first") > 0.5' });
    await call("deleteFunction", { name: "first" });
    await expect(call("getFunction", { name: "first" })).rejects.toMatchObject({ code: "function_not_found" });
    await expect(call("query", { where: 'slice("firsts")' })).rejects.toMatchObject({ code: "function_not_found" });
    const { slices } = await call("listSlices", {});
    expect(slices.find(({ name }) => name === "firsts")).toMatchObject({
      count: 0,
      problem: expect.stringContaining("first"),
    });
    await call("deleteSlice", { name: "firsts" });
  });
});

describe("bad input", () => {
  const create = (request: object) => call("createFunction", { name: "bad", ...request });

  it("names what is not there", async () => {
    const samples = made.ids.slice(0, 1);
    await expect(create({ samples: ["nobody"] })).rejects.toMatchObject({ code: "sample_not_found" });
    await expect(create({ samples, datasets: ["nowhere"] })).rejects.toMatchObject({ code: "dataset_not_found" });
    await expect(create({ samples, space: "nothing" })).rejects.toMatchObject({ code: "space_not_found" });
    await expect(create({ objects: ["one"] })).rejects.toMatchObject({ code: "object_not_found" });
    await expect(call("query", { where: 'fn("zeroes") > 0' })).rejects.toMatchObject({
      code: "function_not_found",
      hint: expect.stringContaining("zeros"),
    });
    await expect(call("editFunction", { name: "zeros", remove: ["nobody"] })).rejects.toMatchObject({
      code: "bad_request",
    });
  });

  it("refuses examples of another space, and says which space has them", async () => {
    const { workspace, ids, numbers } = made;
    await workspace.spaces.ensure({ name: "other", model: "m", modelHash: "h", dimension: 4 });
    await workspace.vectors.append("other", numbers.slice(0, 1), Float32Array.of(1, 0, 0, 0));
    await expect(create({ samples: [ids[1]], space: "other" })).rejects.toMatchObject({
      code: "not_embedded",
      hint: expect.stringContaining("default"),
      details: { ids: [ids[1]], spaces: ["default"] },
    });
  });

  it("refuses text, no example, an example on both sides, a vector of zeros and a taken name", async () => {
    const samples = made.ids.slice(0, 1);
    await expect(create({ text: "a cat" })).rejects.toMatchObject({ code: "no_text_tower" });
    await expect(create({})).rejects.toMatchObject({ code: "bad_request" });
    await expect(create({ samples, not: samples })).rejects.toMatchObject({ code: "bad_request" });
    await expect(create({ name: "zeros", samples })).rejects.toMatchObject({ code: "function_exists" });
    await made.add([{ vector: new Float32Array(dimension) }]);
    await expect(create({ samples: made.ids.slice(-1) })).rejects.toMatchObject({ code: "bad_request" });
  });

  it("refuses a threshold outside the range of scores", async () => {
    const samples = made.ids.slice(0, 1);
    for (const threshold of [1.5, -1.01]) {
      await expect(create({ samples, threshold })).rejects.toMatchObject({ code: "bad_request" });
      await expect(call("editFunction", { name: "zeros", threshold })).rejects.toMatchObject({ code: "bad_request" });
    }
  });

  it("refuses hits in a slice that is a rule", async () => {
    await call("createSlice", { name: "wide", where: "width > 1" });
    const actions = { slice: "wide" };
    await expect(create({ samples: made.ids.slice(0, 1), actions })).rejects.toMatchObject({ code: "bad_request" });
  });

  it("refuses rules that lead back to themselves, also through a function's name in them", async () => {
    await call("createSlice", { name: "b", where: "width > 1" });
    await call("createSlice", { name: "a", where: 'slice("b") and fn("zeros") > 0' });
    await call("deleteSlice", { name: "b" });
    await expect(call("createSlice", { name: "b", where: 'slice("a")' })).rejects.toMatchObject({ code: "bad_filter" });
    await expect(call("createSlice", { name: "c", where: 'slice("c") or fn("zeros") > 0.9' })).rejects.toMatchObject({
      code: "bad_filter",
    });
    expect((await call("listSlices", {})).slices.map(({ name }) => name)).not.toContain("c");
  });

  it("works on when the sample of an example is deleted", async () => {
    const { workspace } = made;
    const path = "gone.png";
    const id = sampleId({ dataset: "gone", root: "root", path });
    const [{ media, ...known }] = await workspace.samples.media(made.numbers.slice(0, 1));
    await workspace.samples.write("gone", [
      { ...known, id, path, media, bytes: 1, modified: null, format: "png", split: null },
    ]);
    await workspace.vectors.append("default", await workspace.samples.idsToNumbers([id]), center(2));
    await call("createFunction", { name: "twos", samples: [id] });
    await call("deleteDataset", { name: "gone" });
    const edited = await call("editFunction", { name: "twos", samples: [made.ids[200]] });
    expect(edited.positives).toMatchObject([
      { id, gone: true },
      { id: made.ids[200], gone: false },
    ]);
    const { questions } = await call("calibrateFunction", { name: "twos", questions: 3 });
    expect(questions).toHaveLength(3);
  });
});
