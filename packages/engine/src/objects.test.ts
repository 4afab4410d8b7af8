import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { colours, type PictureWorkspace, pictureWorkspace, plainPng, quarteredPng } from "./testing/plain-pictures.ts";

const { red, green, blue, white } = colours;
const model = () => `${pictures.folder}/means.onnx`;
let pictures: PictureWorkspace;

/** A picture whose file is stored turned: upright, green and white lie above red and blue. */
async function turnedPng(): Promise<Uint8Array> {
  return sharp(quarteredPng(100, [red, green, blue, white]))
    .withMetadata({ orientation: 8 })
    .png()
    .toBuffer();
}

beforeAll(async () => {
  pictures = await pictureWorkspace({
    "quarters.png": quarteredPng(100, [red, green, blue, white]),
    "turned.png": await turnedPng(),
    "large.png": quarteredPng(2600, [red, green, blue, white]),
    "plain.png": plainPng(40, blue),
  });
});
afterAll(() => pictures.close());

const idOf = (path: string) => pictures.ids.get(path) ?? "";
const add = (path: string, name: string, box: [number, number, number, number]) =>
  pictures.engine.call("addObject", { sample: idOf(path), class: name, box });

/** Waits until the background has embedded what was changed. */
async function settled(): Promise<void> {
  const { workspace } = pictures;
  const numbers = await workspace.samples.numbers({ unit: "object" });
  for (let tries = 0; tries < 600; tries++) {
    if ((await workspace.vectors.missing("objects", numbers)).length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("The objects were not embedded again.");
}

const vectorOf = async (number: number) =>
  [...(await pictures.workspace.vectors.read("objects", [number]))].map((value) => Math.round(value * 10) / 10 + 0);

const unit = (...rgb: number[]) => rgb.map((value) => Math.round((value / Math.hypot(...rgb)) * 10) / 10);

describe("objects", () => {
  it("are embedded from their crops, upright, several of an image at once, also where the image shrinks", async () => {
    const { engine } = pictures;
    const drawn = [
      await add("quarters.png", "red", [5, 5, 40, 40]),
      await add("quarters.png", "blue", [5, 55, 40, 40]),
      await add("turned.png", "green", [5, 5, 40, 40]),
      await add("turned.png", "red", [5, 55, 40, 40]),
      await add("large.png", "green", [1400, 60, 1100, 1100]),
      await add("large.png", "blue", [60, 1400, 1100, 1100]),
    ];
    const outside = await add("plain.png", "nothing", [60, 60, 10, 10]);
    const result = await engine.call("embed", { unit: "object", model: model() });
    expect(result).toMatchObject({ space: "objects", embedded: drawn.length, dimension: 3 });
    expect(result.skipped).toMatchObject([{ path: "plain.png", code: "bad_record" }]);
    const expected = { red: unit(...red), green: unit(...green), blue: unit(...blue) };
    for (const { number, object } of drawn) {
      const name = object.class === "red" || object.class === "green" ? object.class : "blue";
      expect(await vectorOf(number)).toEqual(expected[name]);
    }
    await engine.call("deleteObject", { id: outside.id });
  });

  it("are searched by objects, samples and regions alike, and samples by objects", async () => {
    const { engine } = pictures;
    const { samples: objects } = await engine.call("query", { unit: "object", where: 'class = "green"' });
    const search = (similarTo: object, rest: object = {}) =>
      engine.call("search", { unit: "object", similarTo, limit: 2, ...rest });
    const byObject = await search({ objects: [objects[0].id] });
    expect(byObject.results.map(({ object }) => object?.class)).toEqual(["green", "green"]);
    const bySample = await search({ samples: [idOf("plain.png")] });
    expect(bySample.results.map(({ object }) => object?.class)).toEqual(["blue", "blue"]);
    const byRegion = await search({ samples: [`${idOf("quarters.png")}@5,5,30,30`] });
    expect(byRegion.results.map(({ object }) => object?.class)).toEqual(["red", "red"]);
    const [blueOne] = bySample.results;
    const samples = await engine.call("search", { similarTo: { objects: [blueOne.id] }, limit: 1 });
    expect(samples.results[0]).toMatchObject({ path: "plain.png", score: expect.closeTo(1, 3) });
    const view = { unit: "object" as const, similarTo: { objects: [blueOne.id] } };
    const { view: snapshot, total } = await engine.call("createView", view);
    expect(total).toBe(6);
    const { rows } = await engine.call("viewRows", { view: snapshot, start: 0, count: 1 });
    expect(rows[0]).toMatchObject({ labels: ["blue"], object: { class: "blue" }, score: expect.closeTo(1, 3) });
    await expect(search({ objects: ["nope"] })).rejects.toMatchObject({ code: "object_not_found" });
    await expect(search({ objects: [blueOne.id], space: "default-two" })).rejects.toMatchObject({
      code: "space_not_found",
    });
  });

  it("are embedded again by themselves after a box changed, was drawn, or was taken back", async () => {
    const { engine, workspace } = pictures;
    const { samples: reds } = await engine.call("query", {
      unit: "object",
      where: 'class = "red" and path = "quarters.png"',
    });
    const [{ id, number }] = reds;
    const edited = await engine.call("editObject", { id, box: [55, 5, 40, 40], class: "green" });
    expect(edited.object).toMatchObject({ box: [55, 5, 40, 40], class: "green", source: "human" });
    await expect(vectorOf(number)).rejects.toMatchObject({ code: "not_embedded" });
    await settled();
    expect(await vectorOf(number)).toEqual(unit(...green));
    const [job] = await workspace.jobs.list();
    for await (const state of engine.jobs.watch(job.id)) if (state.state === "failed") break;
    const done = { operation: "embed", state: "done", result: { embedded: 1, space: "objects" } };
    expect(await workspace.jobs.get(job.id)).toMatchObject(done);
    expect(await engine.call("undo", {})).toEqual({ undone: "Changed an object of class red.", changed: 1 });
    await settled();
    expect(await vectorOf(number)).toEqual(unit(...red));
    const before = (await workspace.jobs.list()).length;
    await engine.call("editObject", { id, attributes: { parked: true } });
    const { number: drawn } = await add("quarters.png", "white", [60, 60, 30, 30]);
    await settled();
    expect(await vectorOf(drawn)).toEqual(unit(...white));
    expect((await workspace.jobs.list()).length).toBe(before + 1);
    await expect(engine.call("editObject", { id, box: [1, 1, -1, 3] })).rejects.toMatchObject({ code: "bad_request" });
    const wrong = { space: "objects", unit: "object" as const, padding: 0.9 };
    await expect(engine.call("embed", wrong)).rejects.toMatchObject({ code: "model_mismatch" });
  });

  it("have pictures of their crops that change with the box", async () => {
    const { engine } = pictures;
    const { samples } = await engine.call("query", { unit: "object", where: 'path = "turned.png" and class = "red"' });
    const middle = async (bytes: Uint8Array) => {
      const { data } = await sharp(bytes).resize(1, 1).raw().toBuffer({ resolveWithObject: true });
      return [...data].map((value) => Math.round(value / 255));
    };
    const [{ id }] = samples;
    const first = await engine.media(id, "thumb");
    expect(await middle(first.bytes)).toEqual([1, 0, 0]);
    const { width, height } = await sharp(first.bytes).metadata();
    expect([width, height]).toEqual([44, 44]);
    await engine.call("editObject", { id, box: [5, 5, 40, 40] });
    const second = await engine.media(id, "thumb");
    expect(await middle(second.bytes)).toEqual([0, 1, 0]);
    expect(second.etag).not.toBe(first.etag);
    await settled();
  });

  it("take classes and tags, and count in their samples", async () => {
    const { engine } = pictures;
    const { samples } = await engine.call("query", { unit: "object", where: 'path = "large.png"' });
    const ids = samples.map(({ id }) => id);
    expect(await engine.call("setLabel", { ids, class: "thing" })).toEqual({ changed: 2 });
    expect(await engine.call("stats", { unit: "object", where: 'class = "thing"' })).toMatchObject({
      objects: 2,
      samples: 1,
    });
    const view = { unit: "object" as const, where: 'class = "thing"' };
    expect(await engine.call("tag", { view, add: ["seen"], remove: [] })).toEqual({ changed: 1 });
    const counted = { where: 'count(objects where class = "thing" and area > 0.1) = 2 and "seen" in tags' };
    expect(await engine.call("query", counted)).toMatchObject({ total: 1, samples: [{ path: "large.png" }] });
    const mixed = { ids: [ids[0], idOf("plain.png")], class: "x" };
    await expect(engine.call("setLabel", mixed)).rejects.toMatchObject({ code: "bad_request" });
    await engine.call("createSlice", { name: "things", ids, unit: "object" });
    await expect(engine.call("addToSlice", { name: "things", ids: [idOf("plain.png")] })).rejects.toMatchObject({
      code: "bad_request",
    });
    expect(await engine.call("getSample", { id: idOf("large.png") })).toMatchObject({
      objects: [{ class: "thing" }, { class: "thing" }],
    });
  });
});
