import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { combineModels } from "./combination.ts";
import type { EmbeddingModel } from "./model.ts";
import { resolveModel } from "./registry.ts";
import { openModel } from "./runtime/embedder.ts";
import { channelMeanGraph, channelMeanSide } from "./testing/channel-mean-graph.ts";

let folder: string;
let plain: EmbeddingModel;
let swapped: EmbeddingModel;

async function write(name: string, description: object): Promise<EmbeddingModel> {
  await writeFile(join(folder, `${name}.onnx`), channelMeanGraph());
  await writeFile(
    join(folder, `${name}.json`),
    JSON.stringify({ dimension: 3, size: channelMeanSide, ...description }),
  );
  return resolveModel(join(folder, `${name}.onnx`));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gleaner-combination-"));
  plain = await write("plain", {});
  swapped = await write("swapped", { input: { colors: "BGR" } });
});
afterAll(() => rm(folder, { recursive: true }));

const red = Uint8Array.from({ length: channelMeanSide ** 2 * 3 }, (_, at) => (at % 3 === 0 ? 200 : 0));

describe("combineModels", () => {
  it("joins the weighted unit vectors of its models", async () => {
    const model = combineModels({
      id: "pair",
      models: [
        { model: plain, weight: 3 },
        { model: swapped, weight: 4 },
      ],
    });
    expect(model).toMatchObject({ id: "pair", dimension: 6, title: "plain + swapped", units: ["sample", "object"] });
    await using embedder = await openModel(model, { threads: 1 });
    expect([...(await embedder.embed(red, 1))]).toEqual([...Float32Array.of(0.6, 0, 0, 0, 0, 0.8)]);
  });

  it("projects the joined vector", async () => {
    const projection = { dimension: 2, matrix: Float32Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) };
    const model = combineModels({ id: "flat", models: [{ model: plain }, { model: swapped }], projection });
    expect(model.dimension).toBe(2);
    await using embedder = await openModel(model, { threads: 1 });
    expect([...(await embedder.embed(red, 1))]).toEqual([1, 0]);
  });

  it("has a hash that depends on models, order, weights and projection", () => {
    const [a, b] = [{ model: plain }, { model: swapped }];
    const matrix = new Float32Array(12).fill(1);
    const hashes = [
      combineModels({ id: "1", models: [a, b] }),
      combineModels({ id: "2", models: [b, a] }),
      combineModels({ id: "3", models: [a, { ...b, weight: 2 }] }),
      combineModels({ id: "4", models: [a, b], projection: { dimension: 2, matrix } }),
      combineModels({ id: "5", models: [a, b], projection: { dimension: 2, matrix: matrix.with(3, 2) } }),
    ].map(({ hash }) => hash);
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(combineModels({ id: "again", models: [a, b] }).hash).toBe(hashes[0]);
    expect(combineModels({ id: "alone", models: [a] }).hash).toBe(plain.hash);
  });

  it("refuses models that cannot be combined", async () => {
    const other = await write("other", { size: 8 });
    const pair = combineModels({ id: "pair", models: [{ model: plain }, { model: swapped }] });
    const projection = { dimension: 2, matrix: new Float32Array(5) };
    const refused = [
      { models: [] },
      { models: [{ model: plain }, { model: other }] },
      { models: [{ model: plain }, { model: pair }] },
      { models: [{ model: plain, weight: 0 }] },
    ];
    for (const { models } of refused)
      expect(() => combineModels({ id: "no", models })).toThrow(expect.objectContaining({ code: "bad_request" }));
    expect(() => combineModels({ id: "no", models: [{ model: plain }], projection })).toThrow(
      expect.objectContaining({ code: "vector_dimension" }),
    );
  });
});
