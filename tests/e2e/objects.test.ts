import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { gleanerJson, temporaryFolder } from "../support/cli.ts";
import { sceneParts, writeScenes } from "../support/scenes.ts";

const scenes = 20;
const total = 3 * scenes;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
  await writeScenes(join(folder.path, "street"), scenes);
});
afterAll(async () => folder[Symbol.asyncDispose]());

const run = (...args: string[]) => gleanerJson(args, folder.path);

const objectShape = z.object({
  id: z.string(),
  class: z.string(),
  box: z.array(z.number()),
  attributes: z.record(z.string(), z.unknown()),
});
const rowsShape = z.object({ samples: z.array(z.object({ id: z.string(), path: z.string(), object: objectShape })) });
const objects = async (...args: string[]) => {
  const { json } = await run("query", "street", "--unit", "object", "--limit", "1000", ...args);
  return rowsShape.parse(json).samples;
};

describe("objects on the command line", () => {
  it("come in with their images", async () => {
    const { json } = await run("import", "street/scenes.jsonl", "--dataset", "street");
    expect(json).toMatchObject({ added: scenes, samples: scenes, objects: total, skipped: [] });
    const again = await run("import", "street/scenes.jsonl", "--dataset", "street");
    expect(again.json).toMatchObject({ unchanged: scenes, objects: total });
    const [first] = await objects("--where", 'path = "images/0.png"', "--sort", "x");
    const [part] = sceneParts(0).sort((a, b) => a.box[0] - b.box[0]);
    expect(first.object).toMatchObject({ class: part.kind, box: part.box });
  });

  it("are counted in filters about samples", async () => {
    const small = (box: number[]) => (box[2] * box[3]) / (320 * 240) < 0.08;
    const rings = (index: number) => sceneParts(index).filter(({ kind, box }) => kind === "rings" && small(box));
    const expected = Array.from({ length: scenes }, (_, index) => rings(index).length).filter((count) => count >= 1);
    const where = 'count(objects where class = "rings" and area < 0.08) >= 1';
    expect((await run("query", "street", "--where", where)).json).toMatchObject({ total: expected.length });
    expect((await run("stats", "street", "--unit", "object")).json).toMatchObject({ samples: scenes, objects: total });
  });

  it("are embedded from their crops, once", async () => {
    const first = await run("embed", "street", "--unit", "object");
    expect(first.json).toMatchObject({ space: "objects", embedded: total, skipped: [] });
    expect((await run("embed", "street", "--unit", "object")).json).toMatchObject({ embedded: 0, unchanged: total });
    const other = await run("embed", "street", "--unit", "object", "--padding", "0.5");
    expect(other.json).toMatchObject({ error: { code: "model_mismatch" } });
    const none = await run("embed", "street", "--unit", "object", "--where", "area > 1");
    expect(none.json).toMatchObject({ error: { code: "empty_selection" } });
  });

  it("are found by another object, by a picture of one, and by words of their class", async () => {
    const all = await objects();
    const [ring] = all.filter(({ object }) => object.class === "rings");
    const { json } = await run("search", "street", "--unit", "object", "--object", ring.id, "--limit", "8");
    const hits = z.object({ results: z.array(z.object({ id: z.string(), object: objectShape, score: z.number() })) });
    const { results } = hits.parse(json);
    expect(results[0]).toMatchObject({ id: ring.id });
    expect(results[0].score).toBeGreaterThan(0.999);
    const right = results.filter(({ object }) => object.class === "rings").length;
    expect(right).toBeGreaterThanOrEqual(6);
    const [left, top, width, height] = ring.object.box;
    const file = join("street", ring.path);
    const region = `${file}@${left - width / 20},${top - height / 20},${width * 1.1},${height * 1.1}`;
    const byPicture = await run("search", "street", "--unit", "object", "--image", region, "--limit", "1");
    expect(hits.parse(byPicture.json).results[0]).toMatchObject({ id: ring.id });
    expect((await objects("--text", "dots")).every(({ object }) => object.class === "dots")).toBe(true);
    const wrong = await run("search", "street", "--object", ring.id, "--space", "objects");
    expect(wrong.json).toMatchObject({ error: { code: "bad_request" } });
  });

  it("have an index, slices, functions and runs of their own", async () => {
    expect((await run("index", "street", "--unit", "object")).json).toMatchObject({ space: "objects", samples: total });
    const [ring] = (await objects()).filter(({ object }) => object.class === "rings");
    const made = await run("function", "create", "rings", "--space", "objects", "--object", ring.id);
    expect(made.json).toMatchObject({ unit: "object", scored: total, unscored: 0 });
    const rule = ["--where", 'fn("rings") > 0.5', "--unit", "object"];
    expect((await run("slice", "create", "ring-like", "street", ...rule)).json).toMatchObject({ kind: "dynamic" });
    expect((await objects("--slice", "ring-like")).length).toBeGreaterThan(0);
    const { json } = await run(
      "curate",
      "street",
      "--unit",
      "object",
      "--goal",
      "label",
      "--budget",
      "9",
      "--into",
      "pick",
    );
    expect(json).toMatchObject({ selected: 9, slices: [{ name: "pick", count: 9 }] });
    const { report } = z.object({ report: z.string() }).parse(json);
    const html = await readFile(report, "utf8");
    expect(html).toContain("objects");
    expect(html.match(/data:image/g)?.length).toBeGreaterThanOrEqual(9);
    const split = await run("curate", "street", "--unit", "object", "--goal", "split");
    const { slices } = z.object({ slices: z.array(z.object({ name: z.string() })) }).parse(split.json);
    const paths: Set<string>[] = [];
    for (const { name } of slices) paths.push(new Set((await objects("--slice", name)).map(({ path }) => path)));
    const shared = paths.flatMap((own, at) =>
      paths.slice(at + 1).flatMap((other) => [...own].filter((path) => other.has(path))),
    );
    expect(shared).toEqual([]);
  });

  it("are embedded again by themselves when their box is edited, and never found by the old one", async () => {
    const [target] = (await objects("--where", 'path = "images/3.png"')).filter(
      ({ object }) => object.class === "dots",
    );
    const [other] = (await objects("--where", 'path = "images/3.png"')).filter(
      ({ object }) => object.class === "stripes",
    );
    const moved = await run("object", "edit", target.id, "--box", other.object.box.join(","));
    expect(moved.json).toMatchObject({ object: { box: other.object.box, source: "human" } });
    const { json } = await run("search", "street", "--unit", "object", "--object", other.id, "--limit", "2");
    expect(json).toMatchObject({ results: [{ score: expect.closeTo(1, 4) }, { score: expect.closeTo(1, 4) }] });
    expect((await run("embed", "street", "--unit", "object")).json).toMatchObject({ embedded: 0 });
    expect((await run("undo")).json).toMatchObject({ changed: 1 });
    expect((await run("object", "show", target.id)).json).toMatchObject({ object: { box: target.object.box } });
    expect((await run("object", "show", "nope")).json).toMatchObject({ error: { code: "object_not_found" } });
  });

  it("go out with their images", async () => {
    const out = await run(
      "export",
      "street",
      "--slice",
      "pick",
      "--unit",
      "object",
      "--format",
      "jsonl",
      "--out",
      "out",
    );
    const files = (await objects("--slice", "pick")).map(({ path }) => path);
    expect(out.json).toMatchObject({ samples: new Set(files).size });
    const back = await run("import", "out/samples.jsonl", "--dataset", "back");
    expect(back.json).toMatchObject({ objects: 9, samples: new Set(files).size });
  });
});
