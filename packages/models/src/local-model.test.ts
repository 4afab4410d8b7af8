import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bytesHash } from "./fingerprint.ts";
import { resolveModel } from "./registry.ts";
import { openModel } from "./runtime/embedder.ts";
import { type ChannelMeanForm, channelMeanGraph, channelMeanSide } from "./testing/channel-mean-graph.ts";

const area = channelMeanSide ** 2;
const base = { dimension: 3, size: channelMeanSide };
let folder: string;
let files = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gleaner-local-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function write(description: unknown, bytes: Uint8Array = channelMeanGraph()): Promise<string> {
  const name = join(folder, `model-${files++}`);
  await writeFile(`${name}.onnx`, bytes);
  await writeFile(`${name}.json`, typeof description === "string" ? description : JSON.stringify(description));
  return `${name}.onnx`;
}

/** Flat pictures of the given colours. */
function flatPictures(colours: readonly (readonly number[])[]): Uint8Array {
  return Uint8Array.from(colours.flatMap((colour) => Array.from({ length: area }, () => colour).flat()));
}

async function embed(file: string, pixels: Uint8Array): Promise<Float32Array> {
  await using embedder = await openModel(await resolveModel(file), { threads: 1 });
  return await embedder.embed(pixels, pixels.length / (area * 3));
}

function unit(vector: readonly number[]): number[] {
  return vector.map((value) => value / Math.hypot(...vector));
}

function expectClose(actual: Float32Array, expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, 5);
}

const colours = [
  [255, 128, 0],
  [10, 20, 30],
  [0, 0, 200],
];

describe("a local ONNX model", () => {
  const forms: [string, ChannelMeanForm, object][] = [
    ["float32 NCHW", {}, {}],
    ["float32 NHWC", { order: "NHWC" }, { input: { name: "pixels", order: "NHWC" } }],
    ["uint8 NHWC", { type: "uint8", order: "NHWC" }, { input: { type: "uint8", order: "NHWC" } }],
    ["a fixed batch of 2", { batch: 2 }, {}],
    ["mean of tokens", { tokens: true }, { output: { name: "means", pooling: "mean-token" } }],
    ["first token", { tokens: true }, { output: { pooling: "first-token" } }],
  ];
  for (const [name, form, description] of forms)
    it(`embeds with ${name}`, async () => {
      const file = await write({ ...base, ...description }, channelMeanGraph(form));
      expectClose(await embed(file, flatPictures(colours)), colours.flatMap(unit));
    });

  it("takes the first token, not the mean, where it is told to", async () => {
    const file = await write({ ...base, output: { pooling: "first-token" } }, channelMeanGraph({ tokens: true }));
    const columns = [[9, 0, 0], ...Array.from({ length: channelMeanSide - 1 }, () => [0, 9, 0])].flat();
    const picture = Uint8Array.from(Array.from({ length: channelMeanSide }, () => columns).flat());
    expectClose(await embed(file, picture), [1, 0, 0]);
  });

  it("applies mean, std and colour order", async () => {
    const mean = [0.5, 0.25, 0.125];
    const std = [0.5, 2, 0.25];
    const file = await write({ ...base, input: { colors: "BGR", mean, std } });
    const expected = colours.flatMap((colour) =>
      unit(colour.toReversed().map((byte, channel) => (byte / 255 - mean[channel]!) / std[channel]!)),
    );
    expectClose(await embed(file, flatPictures(colours)), expected);
  });

  it("is described by its file, and named by it", async () => {
    const file = await write({ ...base, fit: "crop", licence: "MIT", source: "https://example.org" });
    const model = await resolveModel(file);
    expect(model).toMatchObject({
      id: expect.stringMatching(/^model-\d+$/),
      dimension: 3,
      inputSize: channelMeanSide,
      preprocessing: { fit: "crop", background: [255, 255, 255] },
      sources: [{ licence: "MIT", url: "https://example.org" }],
      projection: null,
    });
    expect(model.parts[0]!.sha256).toBe(bytesHash(channelMeanGraph()));
  });

  it("has a hash that depends on what changes its vectors, and on nothing else", async () => {
    const hashOf = async (description: object) => (await resolveModel(await write({ ...base, ...description }))).hash;
    const plain = await hashOf({});
    expect(await hashOf({ id: "another", title: "Another", licence: "MIT" })).toBe(plain);
    const changes = [{ fit: "crop" }, { input: { mean: [0.5, 0.5, 0.5] } }, { input: { colors: "BGR" } }, { size: 8 }];
    const hashes = await Promise.all(changes.map(hashOf));
    expect(new Set([plain, ...hashes]).size).toBe(changes.length + 1);
  });
});

describe("a local model with a fault", () => {
  const rejection = async (file: string) => {
    const opened = resolveModel(file).then((model) => openModel(model, { threads: 1 }));
    return opened.then(
      () => expect.unreachable("the model was opened"),
      (error: unknown) => error,
    );
  };

  it("is not found when the file or its description is missing", async () => {
    expect(await rejection(join(folder, "nowhere.onnx"))).toMatchObject({ code: "model_not_found" });
    const alone = join(folder, "alone.onnx");
    await writeFile(alone, channelMeanGraph());
    expect(await rejection(alone)).toMatchObject({
      code: "model_not_found",
      message: expect.stringContaining("alone.json"),
      hint: expect.stringContaining("dimension"),
    });
  });

  it("names the wrong fields of its description", async () => {
    const descriptions: [unknown, string][] = [
      [{ size: 4 }, "dimension"],
      [{ ...base, input: { std: [1, 0, 1] } }, "input.std.1"],
      [{ ...base, output: { pooling: "max" } }, "output.pooling"],
      [{ ...base, sha256: "abc" }, "sha256"],
    ];
    for (const [description, field] of descriptions)
      expect(await rejection(await write(description))).toMatchObject({
        code: "model_corrupt",
        details: { fields: expect.arrayContaining([field]) },
      });
    expect(await rejection(await write("{"))).toMatchObject({ code: "model_corrupt" });
    expect(await rejection(await write({ ...base, sizes: 4 }))).toMatchObject({
      code: "model_corrupt",
      message: expect.stringContaining("sizes"),
    });
  });

  it("is refused before work when the description does not fit the graph", async () => {
    const cases: [object, ChannelMeanForm, object][] = [
      [
        { dimension: 4 },
        {},
        { code: "vector_dimension", details: expect.objectContaining({ expected: 4, actual: 3 }) },
      ],
      [{ size: 8 }, {}, { code: "model_corrupt" }],
      [{ input: { name: "image" } }, {}, { code: "model_corrupt", message: expect.stringContaining("pixels") }],
      [{ output: { name: "logits" } }, {}, { code: "model_corrupt", message: expect.stringContaining("means") }],
      [{ input: { type: "uint8" } }, {}, { code: "model_corrupt" }],
      [{ output: { pooling: "first-token" } }, {}, { code: "model_corrupt" }],
      [{}, { tokens: true }, { code: "model_corrupt" }],
    ];
    for (const [description, form, expected] of cases)
      expect(await rejection(await write({ ...base, ...description }, channelMeanGraph(form)))).toMatchObject(expected);
  });

  it("is refused when the file is no ONNX model, whatever its bytes", async () => {
    const whole = channelMeanGraph();
    expect(await rejection(await write(base, whole.subarray(0, whole.length >> 1)))).toMatchObject({
      code: "model_corrupt",
    });
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 0, maxLength: 64 }), async (bytes) => {
        expect(await rejection(await write(base, bytes))).toMatchObject({ code: "model_corrupt" });
      }),
      { numRuns: 5 },
    );
  });

  it("is refused when the file is not the described one, or no longer the resolved one", async () => {
    const sha256 = bytesHash(Buffer.from("another file"));
    expect(await rejection(await write({ ...base, sha256 }))).toMatchObject({
      code: "model_hash_mismatch",
      details: expect.objectContaining({ expected: sha256 }),
    });
    const file = await write(base);
    const model = await resolveModel(file);
    await writeFile(file, channelMeanGraph({ batch: 1 }));
    await expect(openModel(model)).rejects.toMatchObject({ code: "model_hash_mismatch" });
  });
});
