import { describe, expect, it } from "vitest";
import type { FunctionDefinition } from "../contract/functions.ts";
import type { Workspace } from "../contract/workspace.ts";
import { atAngles, nearFirstAxis, samplesAt } from "../testing/function-definitions.ts";
import { sampleInput } from "../testing/sample-inputs.ts";
import { temporaryWorkspace } from "../testing/temporary-workspace.ts";

async function create(workspace: Workspace, definition: FunctionDefinition) {
  return workspace.functions.create(definition, await workspace.functions.score(definition, definition));
}

const hitsOf = async (workspace: Workspace, where = 'fn("ahead") >= 0.9') => [
  ...(await workspace.samples.numbers({ where })),
];

describe("a function", () => {
  it("scores every sample with a vector, and counts those without", async () => {
    const workspace = await temporaryWorkspace();
    const numbers = await samplesAt(workspace, [0, 10, 60, 180]);
    await workspace.samples.write("photos", [sampleInput(50), sampleInput(51)]);
    const [zero] = await workspace.samples.idsToNumbers([sampleInput(51).id]);
    await workspace.vectors.append("plane", Int32Array.of(zero), new Float32Array(2));
    const made = await create(workspace, nearFirstAxis());
    expect(made).toMatchObject({ scored: 4, unscored: 2, matches: 2, version: 1, kind: "similarity", datasets: null });
    expect(await hitsOf(workspace)).toEqual([...numbers.subarray(0, 2)]);
    expect(await hitsOf(workspace, 'fn("ahead") is null')).toHaveLength(2);
    expect(await hitsOf(workspace, 'fn("ahead") < -0.999')).toEqual([numbers[3]]);
  });

  it("scores what arrives later to the same bits as what was there", async () => {
    const workspace = await temporaryWorkspace();
    await samplesAt(workspace, [0, 33]);
    await create(
      workspace,
      nearFirstAxis({ negatives: [{ id: "b", kind: "image", text: null, vector: atAngles(40) }] }),
    );
    const numbers = await samplesAt(workspace, [5, 33, 89], { first: 10 });
    const { values } = await workspace.functions.score(await workspace.functions.definition("ahead"), {
      space: "plane",
      datasets: null,
    });
    const stored = await workspace.samples.values(numbers, 'fn("ahead")');
    expect([...stored]).toEqual([...values.subarray(2)]);
    expect(await workspace.functions.get("ahead")).toMatchObject({ scored: 5, unscored: 0 });
  });

  it("is told of in a sample's details", async () => {
    const workspace = await temporaryWorkspace();
    const [first, second] = await samplesAt(workspace, [0, 60]);
    await create(workspace, nearFirstAxis());
    const [one, two] = await workspace.samples.numbersToIds([first, second]);
    expect((await workspace.samples.detail(one)).functions).toEqual([{ name: "ahead", score: 1, hit: true }]);
    expect((await workspace.samples.detail(two)).functions).toMatchObject([{ hit: false }]);
  });

  it("tells what it found among new vectors", async () => {
    const workspace = await temporaryWorkspace();
    await samplesAt(workspace, [90]);
    await create(workspace, nearFirstAxis());
    const { numbers } = await workspace.samples.write("photos", [sampleInput(7), sampleInput(8)]);
    const { hits } = await workspace.vectors.append("plane", numbers, atAngles(1, 100));
    expect(hits).toEqual([{ function: "ahead", hits: 1 }]);
  });

  it("scores vectors that come between its scoring and its making", async () => {
    const workspace = await temporaryWorkspace();
    const [first, second] = await samplesAt(workspace, [0, 90]);
    const definition = nearFirstAxis();
    const scores = await workspace.functions.score(definition, definition);
    await samplesAt(workspace, [2], { first: 10 });
    await workspace.vectors.append("plane", Int32Array.of(second), atAngles(3));
    await workspace.samples.write("photos", [sampleInput(0, { content: "new" })]);
    const made = await workspace.functions.create(definition, scores);
    expect(made).toMatchObject({ scored: 2, matches: 2, unscored: 1 });
    expect(await hitsOf(workspace)).not.toContain(first);
  });

  it("has no score for changed content until that is embedded", async () => {
    const workspace = await temporaryWorkspace();
    const [number] = await samplesAt(workspace, [0]);
    await create(workspace, nearFirstAxis());
    await workspace.samples.write("photos", [sampleInput(0, { content: "other" })]);
    expect(await workspace.functions.get("ahead")).toMatchObject({ scored: 0, unscored: 1, matches: 0 });
    await workspace.vectors.append("plane", Int32Array.of(number), atAngles(50));
    const [score] = await workspace.samples.values(Int32Array.of(number), 'fn("ahead")');
    expect(score).toBeCloseTo(Math.cos((50 * Math.PI) / 180), 6);
  });

  it("keeps to its datasets, also for what arrives", async () => {
    const workspace = await temporaryWorkspace();
    await samplesAt(workspace, [0, 1]);
    await samplesAt(workspace, [2], { dataset: "others" });
    await create(workspace, nearFirstAxis({ datasets: ["photos"] }));
    await samplesAt(workspace, [3], { dataset: "others", first: 5 });
    await samplesAt(workspace, [4], { first: 6 });
    await workspace.datasets.rename("photos", "pictures");
    expect(await workspace.functions.get("ahead")).toMatchObject({ scored: 3, unscored: 0, datasets: ["pictures"] });
    await workspace.datasets.delete("pictures");
    expect(await workspace.functions.get("ahead")).toMatchObject({ scored: 0, unscored: 0, datasets: [] });
  });

  it("works on when the sample of an example is deleted", async () => {
    const workspace = await temporaryWorkspace();
    await samplesAt(workspace, [0], { dataset: "old" });
    await samplesAt(workspace, [1]);
    const { id } = sampleInput(0, { dataset: "old" });
    await create(workspace, nearFirstAxis({ positives: [{ id, kind: "sample", text: null, vector: atAngles(0) }] }));
    await workspace.datasets.delete("old");
    await samplesAt(workspace, [2], { first: 5 });
    const made = await workspace.functions.get("ahead");
    expect(made.positives).toEqual([{ id, kind: "sample", text: null, gone: true }]);
    expect(made).toMatchObject({ scored: 2, matches: 2 });
  });
});

describe("changing a function", () => {
  it("replaces the scores with the definition and counts the version", async () => {
    const workspace = await temporaryWorkspace();
    const numbers = await samplesAt(workspace, [0, 90]);
    await create(workspace, nearFirstAxis());
    const turned = nearFirstAxis({ positives: [{ id: "c", kind: "image", text: null, vector: atAngles(90) }] });
    const scores = await workspace.functions.score(turned, turned);
    expect(await hitsOf(workspace)).toEqual([numbers[0]]);
    const edited = await workspace.functions.replace("ahead", turned, scores);
    expect(edited).toMatchObject({ version: 2, matches: 1, scored: 2 });
    expect(await hitsOf(workspace)).toEqual([numbers[1]]);
    await samplesAt(workspace, [88], { first: 9 });
    expect(await workspace.functions.get("ahead")).toMatchObject({ matches: 2 });
  });

  it("keeps the scores where only the threshold or the name changes", async () => {
    const workspace = await temporaryWorkspace();
    await samplesAt(workspace, [0, 40, 90]);
    await create(workspace, nearFirstAxis());
    const edited = await workspace.functions.replace("ahead", nearFirstAxis({ name: "near", threshold: 0.5 }), null);
    expect(edited).toMatchObject({ name: "near", version: 1, scored: 3, matches: 2 });
    expect(await workspace.functions.has("ahead")).toBe(false);
    await expect(workspace.functions.get("ahed")).rejects.toMatchObject({ code: "function_not_found" });
  });

  it("refuses a name that is taken, and leaves both as they were", async () => {
    const workspace = await temporaryWorkspace();
    await samplesAt(workspace, [0]);
    await create(workspace, nearFirstAxis());
    await create(workspace, nearFirstAxis({ name: "other" }));
    await expect(create(workspace, nearFirstAxis())).rejects.toMatchObject({ code: "function_exists" });
    await expect(workspace.functions.replace("other", nearFirstAxis(), null)).rejects.toMatchObject({
      code: "function_exists",
    });
    expect((await workspace.functions.list()).map(({ name, scored }) => [name, scored])).toEqual([
      ["ahead", 1],
      ["other", 1],
    ]);
  });

  it("deletes it with its scores, and with its space", async () => {
    const workspace = await temporaryWorkspace();
    await samplesAt(workspace, [0]);
    await create(workspace, nearFirstAxis());
    await create(workspace, nearFirstAxis({ name: "other" }));
    await workspace.functions.delete("ahead");
    await expect(hitsOf(workspace)).rejects.toMatchObject({ code: "function_not_found" });
    await workspace.spaces.delete("plane");
    expect(await workspace.functions.list()).toEqual([]);
  });
});

describe("actions on a hit", () => {
  const acting = nearFirstAxis({ actions: { tags: ["seen"], slice: "found" } });

  it("tag samples and add them to a slice, those that are there and those that arrive", async () => {
    const workspace = await temporaryWorkspace();
    const [first] = await samplesAt(workspace, [0, 90]);
    await create(workspace, acting);
    const [second] = await samplesAt(workspace, [5, 95], { first: 10 });
    expect(await hitsOf(workspace, '"seen" in tags')).toEqual([first, second]);
    expect([...(await workspace.slices.members("found"))]).toEqual([first, second]);
    expect(await workspace.slices.get("found")).toMatchObject({ origin: "function:ahead" });
    await workspace.events.undo();
    await workspace.events.undo();
    expect(await hitsOf(workspace, '"seen" in tags')).toEqual([first]);
  });

  it("leave samples alone that were hits before, and those answered with no", async () => {
    const workspace = await temporaryWorkspace();
    const [first, second, third] = await samplesAt(workspace, [0, 30, 31]);
    await create(workspace, nearFirstAxis());
    const nothing = new Int32Array(0);
    await workspace.functions.answer("ahead", { yes: nothing, no: Int32Array.of(third), forget: nothing });
    await workspace.functions.replace("ahead", { ...acting, threshold: 0.8 }, null);
    expect(await hitsOf(workspace, '"seen" in tags')).toEqual([second]);
    expect(await hitsOf(workspace, 'fn("ahead") >= 0.8')).toEqual([first, second, third]);
  });

  it("say so where the slice has become a rule, and store the vectors", async () => {
    const workspace = await temporaryWorkspace();
    await samplesAt(workspace, [90]);
    await create(workspace, acting);
    await workspace.slices.create({ name: "found", origin: "filter", content: { where: "width > 1" } });
    await samplesAt(workspace, [0], { first: 10 });
    expect(await workspace.functions.get("ahead")).toMatchObject({ scored: 2, matches: 1 });
    const [, problem] = await workspace.events.list({ limit: 2 });
    const kinds = (await workspace.events.list()).map(({ kind }) => kind);
    expect(kinds).toContain("function.problem");
    expect(problem).toBeDefined();
  });
});

it("keeps answers, the newest about a sample, and forgets them", async () => {
  const workspace = await temporaryWorkspace();
  const numbers = await samplesAt(workspace, [0, 10, 20]);
  await create(workspace, nearFirstAxis());
  const none = new Int32Array(0);
  await workspace.functions.answer("ahead", { yes: numbers.slice(0, 2), no: numbers.slice(2), forget: none });
  await workspace.functions.answer("ahead", { yes: numbers.slice(2), no: none, forget: numbers.slice(0, 1) });
  expect(await workspace.functions.answers("ahead")).toEqual({ yes: numbers.slice(1), no: none });
  expect((await workspace.functions.get("ahead")).answers).toEqual({ yes: 2, no: 0 });
});

it("counts samples and hits by the time of their import", async () => {
  const workspace = await temporaryWorkspace();
  await samplesAt(workspace, [0, 90, 91]);
  await create(workspace, nearFirstAxis());
  const { edges, samples, hits } = await workspace.functions.arrivals("ahead");
  expect(edges).toHaveLength(samples.length + 1);
  expect([samples, hits].map((counts) => counts.reduce((sum, count) => sum + count, 0))).toEqual([3, 1]);
});

it("leaves the catalog consistent when a classifier takes over", async () => {
  const workspace = await temporaryWorkspace();
  const [first] = await samplesAt(workspace, [0, 90]);
  await create(workspace, nearFirstAxis());
  const learned = nearFirstAxis({ classifier: { weights: Float32Array.of(4, 0), offset: -2 }, threshold: 0.5 });
  const edited = await workspace.functions.replace("ahead", learned, await workspace.functions.score(learned, learned));
  expect(edited).toMatchObject({ kind: "classifier", matches: 1 });
  const [score] = await workspace.samples.values(Int32Array.of(first), 'fn("ahead")');
  expect(score).toBeCloseTo(1 / (1 + Math.exp(-2)), 6);
  expect(await workspace.functions.definition("ahead")).toMatchObject({ classifier: { offset: -2 } });
});
