import { cp, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeHubFolder } from "@gleaner/models/testing";
import { openWorkspace } from "@gleaner/store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEngine } from "../create-engine.ts";
import { colours, type PictureWorkspace, pictureWorkspace, plainPng } from "../testing/plain-pictures.ts";

const { red, green, blue, white } = colours;
let pictures: PictureWorkspace;
let clip: string;
beforeAll(async () => {
  pictures = await pictureWorkspace({
    "red.png": plainPng(40, red),
    "green.png": plainPng(40, green),
    "blue.png": plainPng(40, blue),
    "white.png": plainPng(40, white),
  });
  clip = await writeHubFolder(join(pictures.folder, "clip"), "clip");
});
afterAll(() => pictures.close());

const call: PictureWorkspace["engine"]["call"] = (name, request) => pictures.engine.call(name, request);
const idOf = (path: string) => pictures.ids.get(path) ?? "";

describe("a space whose model reads text", () => {
  beforeAll(() => call("embed", { space: "clip", model: clip }));

  it("is searched by words, beside pictures and away from samples", async () => {
    const search = async (similarTo: object) =>
      (await call("search", { similarTo: { space: "clip", ...similarTo }, limit: 2 })).results;
    expect(await search({ text: "red" })).toMatchObject([{ path: "red.png", score: expect.closeTo(1, 3) }, {}]);
    expect(await search({ text: "Blue blue" })).toMatchObject([{ path: "blue.png" }, {}]);
    expect(await search({ text: "red", samples: [idOf("blue.png")], aggregate: "max" })).toMatchObject([
      { score: expect.closeTo(1, 3) },
      { score: expect.closeTo(1, 3) },
    ]);
    const away = await search({ text: "white", not: [idOf("red.png")], aggregate: "fiftyone" });
    const plain = await search({ text: "white", aggregate: "fiftyone" });
    expect(away[0].score).toBeLessThan(plain[0].score - 0.05);
    const view = await call("createView", { similarTo: { text: "green", space: "clip" } });
    expect((await call("viewRows", { view: view.view, start: 0, count: 1 })).rows[0].path).toBe("green.png");
  });

  it("has functions of words, which can be edited", async () => {
    const made = await call("createFunction", { name: "reds", space: "clip", text: "red", threshold: 0.9 });
    const example = { kind: "text", text: "red", id: expect.stringMatching(/^text-[0-9a-f]{8}$/) };
    expect(made).toMatchObject({ positives: [example], matches: 1 });
    const edited = await call("editFunction", { name: "reds", text: "green", aggregate: "max" });
    expect(edited).toMatchObject({ matches: 2, version: 2, positives: [{}, { text: "green" }] });
    const less = await call("editFunction", { name: "reds", remove: [made.positives[0].id] });
    expect(less.positives).toMatchObject([{ text: "green" }]);
  });

  it("is opened again by what the workspace keeps of its model", async () => {
    const folder = join(pictures.folder, "copy");
    await cp(pictures.workspace.folder, folder, { recursive: true, filter: (source) => !source.includes("lock") });
    const engine = await createEngine(await openWorkspace(folder), { threads: 1 });
    try {
      const byWord = () => engine.call("search", { similarTo: { text: "red", space: "clip" }, limit: 1 });
      await rename(clip, `${clip}-moved`);
      await expect(byWord()).rejects.toMatchObject({ code: "model_not_found" });
      await writeHubFolder(clip, "beit");
      await expect(byWord()).rejects.toMatchObject({ code: "model_hash_mismatch" });
      await rename(clip, `${clip}-wrong`);
      await rename(`${clip}-moved`, clip);
      expect((await byWord()).results[0].path).toBe("red.png");
      expect(await engine.call("embed", { space: "clip" })).toMatchObject({ embedded: 0, unchanged: 4, dimension: 3 });
    } finally {
      await engine.close();
    }
  });
});

describe("spaces whose model does not read text", () => {
  it("say so", async () => {
    const byWord = (space: string) => call("search", { similarTo: { text: "red", space } });
    await expect(byWord("default")).rejects.toMatchObject({ code: "no_text_tower" });
    await pictures.workspace.spaces.ensure({ name: "brought", model: "imported", modelHash: "imported", dimension: 3 });
    await expect(byWord("brought")).rejects.toMatchObject({ code: "no_text_tower" });
    const image = { space: "brought", images: [Buffer.from(plainPng(8, red)).toString("base64")] };
    await expect(call("search", { similarTo: image })).rejects.toMatchObject({ code: "model_not_found" });
    await expect(call("embed", { space: "brought" })).rejects.toMatchObject({ code: "model_not_found" });
  });
});

describe("a combination", () => {
  it("is reduced by a projection that stays with the workspace", async () => {
    await writeHubFolder(join(pictures.folder, "dinov2"), "dinov2");
    await writeHubFolder(join(pictures.folder, "beit"), "beit");
    const file = join(pictures.folder, "three.json");
    const models = [{ model: "./clip" }, { model: "./dinov2" }, { model: "./beit", weight: 0.5 }];
    await writeFile(file, JSON.stringify({ models, dimension: 6 }));
    const first = await call("embed", { space: "three", model: file });
    expect(first).toMatchObject({ dimension: 6, embedded: 4, model: "three" });
    const again = await call("embed", { space: "three", model: file });
    expect(again).toMatchObject({ embedded: 0, unchanged: 4 });
    expect(await call("embed", { space: "three" })).toMatchObject({ embedded: 0, unchanged: 4 });
    const images = [Buffer.from(plainPng(8, green)).toString("base64")];
    const { results } = await call("search", { similarTo: { space: "three", images }, limit: 1 });
    expect(results).toMatchObject([{ path: "green.png", score: expect.closeTo(1, 3) }]);
    await expect(call("search", { similarTo: { text: "red", space: "three" } })).rejects.toMatchObject({
      code: "no_text_tower",
    });
    await writeFile(file, JSON.stringify({ models: models.slice(0, 2), dimension: 6 }));
    await expect(call("embed", { space: "three", model: file })).rejects.toMatchObject({ code: "model_mismatch" });
  });

  it("says what is wrong with its file", async () => {
    const file = join(pictures.folder, "wrong.json");
    await writeFile(file, JSON.stringify({ models: [{ model: "default" }] }));
    await expect(call("embed", { space: "wrong", model: file })).rejects.toMatchObject({ code: "model_corrupt" });
    await writeFile(file, JSON.stringify({ models: [{ model: "default" }, { model: "./clip" }] }));
    await expect(call("embed", { space: "wrong", model: file })).rejects.toMatchObject({ code: "bad_request" });
    const missing = call("embed", { space: "wrong", model: join(pictures.folder, "nowhere.json") });
    await expect(missing).rejects.toMatchObject({ code: "model_not_found" });
  });
});

describe("the list of models", () => {
  it("says which are ready, and refuses to fetch what nobody agreed to", async () => {
    const { models } = await call("listModels", {});
    expect(models[0]).toMatchObject({ id: "mobilenet-v2-pair", ready: true, text: false });
    const hub = "hf:nobody/never-fetched";
    await expect(call("embed", { space: "hub", model: hub })).rejects.toMatchObject({
      code: "model_not_found",
      hint: expect.stringContaining("--download"),
    });
  });
});
