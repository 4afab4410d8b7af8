import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { resolveModel } from "../registry.ts";
import { openModel } from "../runtime/embedder.ts";
import { channelMeanSide } from "../testing/channel-mean-graph.ts";
import { type HubKind, writeHubFolder } from "../testing/hub-folder.ts";

let root: string;
let folders = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "gleaner-hub-"));
});
afterAll(() => rm(root, { recursive: true }));

const folderOf = (kind: HubKind) => writeHubFolder(join(root, `${kind}-${folders++}`), kind);

/** A picture whose first column is red and whose others are green. */
const columns = Uint8Array.from({ length: channelMeanSide ** 2 * 3 }, (_, at) => {
  const [column, channel] = [Math.floor(at / 3) % channelMeanSide, at % 3];
  return channel === (column === 0 ? 0 : 1) ? 255 : 0;
});

async function embed(folder: string): Promise<number[]> {
  await using embedder = await openModel(await resolveModel(folder), { threads: 1 });
  return [...(await embedder.embed(columns, 1))];
}

async function change(folder: string, file: string, edit: (content: Record<string, unknown>) => object): Promise<void> {
  const path = join(folder, file);
  await writeFile(path, JSON.stringify(edit(JSON.parse(await readFile(path, "utf8")))));
}

const mean = [0.25, 0.75, 0].map((value) => value / Math.hypot(0.25, 0.75));

describe("a model in a folder of the hub's layout", () => {
  it.each([
    ["clip", mean, { dimension: 3, inputSize: 4, preprocessing: { fit: "crop", edge: 4 } }],
    ["siglip", mean, { preprocessing: { fit: "stretch" } }],
    ["dinov2", [1, 0, 0], { text: null, preprocessing: { fit: "crop", edge: 8 } }],
    ["beit", mean, { text: null, preprocessing: { fit: "stretch" } }],
  ] as const)("%s gives its vector", async (kind, expected, description) => {
    const folder = await folderOf(kind);
    const model = await resolveModel(folder);
    expect(model).toMatchObject({ ...description, reference: folder, reduceTo: null });
    const vector = await embed(folder);
    vector.forEach((value, at) => {
      expect(value).toBeCloseTo(expected[at]!, 6);
    });
  });

  it("scales pixels as its configuration says", async () => {
    const folder = await folderOf("clip");
    const before = await resolveModel(folder);
    await change(folder, "preprocessor_config.json", (content) => ({
      ...content,
      rescale_factor: 2 / 255,
      image_mean: [0.5, 0.5, 0],
      image_std: [1, 0.5, 1],
    }));
    const model = await resolveModel(folder);
    expect(model.hash).not.toBe(before.hash);
    expect(model.parts[0]?.input).toMatchObject({ mean: [0.25, 0.25, 0], std: [0.5, 0.25, 0.5] });
    // Means .25 and .75 become 2 * .25 - .5 and (2 * .75 - .5) / .5.
    const vector = await embed(folder);
    expect(vector[0]).toBeCloseTo(0, 6);
    expect(vector[1]).toBeCloseTo(1, 6);
  });

  it.each(["clip", "siglip"] as const)("of %s reads texts into the same space, however long", async (kind) => {
    await using embedder = await openModel(await resolveModel(await folderOf(kind)), { threads: 1 });
    const long = Array.from({ length: 30 }, () => "blue").join(" ");
    const vectors = await embedder.embedTexts(["Red", "green  green", long, "red green"]);
    expect([...vectors.subarray(0, 9)]).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
    expect(vectors[9]).toBeCloseTo(Math.SQRT1_2, 6);
    expect(vectors[10]).toBeCloseTo(Math.SQRT1_2, 6);
    expect(await embedder.embedTexts([])).toHaveLength(0);
  });
});

describe("a folder with a fault", () => {
  const refused = async (folder: string, expected: object) =>
    expect(resolveModel(folder)).rejects.toMatchObject(expected);

  it("says which file is missing", async () => {
    const folder = await folderOf("clip");
    for (const file of ["onnx/vision_model.onnx", "preprocessor_config.json", "config.json"]) {
      await rm(join(folder, file));
      await refused(folder, { code: "model_not_found" });
    }
  });

  it("says what is wrong in a file", async () => {
    const folder = await folderOf("beit");
    await change(folder, "preprocessor_config.json", (content) => ({ ...content, size: { height: 4, width: 5 } }));
    await refused(folder, { code: "model_corrupt", message: expect.stringContaining("5 x 4") });
    await writeFile(join(folder, "config.json"), "{");
    await refused(folder, { code: "model_corrupt", message: expect.stringContaining("JSON") });
    const other = await folderOf("dinov2");
    await writeFile(join(other, "onnx", "model.onnx"), Uint8Array.of(255, 255, 1, 2, 3));
    await refused(other, { code: "model_corrupt" });
  });

  it("does not read text without a text tower, or with one that does not fit", async () => {
    await using blind = await openModel(await resolveModel(await folderOf("dinov2")), { threads: 1 });
    await expect(blind.embedTexts(["red"])).rejects.toMatchObject({ code: "no_text_tower" });

    const folder = await folderOf("clip");
    await writeFile(join(folder, "tokenizer.json"), '{"model": 7}');
    await using broken = await openModel(await resolveModel(folder), { threads: 1 });
    for (let times = 0; times < 2; times++)
      await expect(broken.embedTexts(["red"])).rejects.toMatchObject({ code: "model_corrupt" });
    expect(await broken.embed(columns, 1)).toHaveLength(3);

    await change(folder, "config.json", (content) => ({ ...content, projection_dim: 4 }));
    await expect(openModel(await resolveModel(folder), { threads: 1 })).rejects.toMatchObject({
      code: "vector_dimension",
    });
  });
});
