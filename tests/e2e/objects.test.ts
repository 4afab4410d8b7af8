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

const objectShape = z.object({ id: z.string(), class: z.string(), box: z.array(z.number()) });
const rowsShape = z.object({ samples: z.array(z.object({ id: z.string(), path: z.string(), object: objectShape })) });
const objects = async (...args: string[]) => {
  const { json } = await run("query", "street", "--unit", "object", "--limit", "1000", ...args);
  return rowsShape.parse(json).samples;
};
/** Every object, as it was imported. */
let all: Awaited<ReturnType<typeof objects>>;
const first = (name: string, index: number) =>
  all.filter(({ path, object }) => object.class === name && path === `images/${index}.png`)[0];

describe("objects on the command line", () => {
  it("come in with their images", async () => {
    const { json } = await run("import", "street/scenes.jsonl", "--dataset", "street");
    expect(json).toMatchObject({ added: scenes, samples: scenes, objects: total, skipped: [] });
    all = await objects("--sort", "x");
    for (const part of sceneParts(0)) expect(first(part.kind, 0).object).toMatchObject({ box: part.box });
  });

  it("are counted in filters about samples", async () => {
    const small = (box: number[]) => (box[2] * box[3]) / (320 * 240) < 0.08;
    const rings = (index: number) => sceneParts(index).filter(({ kind, box }) => kind === "rings" && small(box));
    const expected = Array.from({ length: scenes }, (_, index) => rings(index).length).filter((count) => count >= 1);
    const where = 'count(objects where class = "rings" and area < 0.08) >= 1';
    expect((await run("query", "street", "--where", where)).json).toMatchObject({ total: expected.length });
  });

  it("are embedded from their crops and indexed", async () => {
    const embedded = await run("embed", "street", "--unit", "object");
    expect(embedded.json).toMatchObject({ space: "objects", embedded: total, skipped: [] });
    expect((await run("index", "street", "--unit", "object")).json).toMatchObject({ space: "objects", samples: total });
  });

  it("are found by another object", async () => {
    const ring = all.filter(({ object }) => object.class === "rings")[0];
    const { json } = await run("search", "street", "--unit", "object", "--object", ring.id, "--limit", "8");
    const hits = z.object({ results: z.array(z.object({ id: z.string(), object: objectShape, score: z.number() })) });
    const { results } = hits.parse(json);
    expect(results[0]).toMatchObject({ id: ring.id, score: expect.closeTo(1, 3) });
    expect(results.filter(({ object }) => object.class === "rings").length).toBeGreaterThanOrEqual(6);
  });

  it("are curated, with pictures of their crops in the report", async () => {
    const goal = ["--goal", "label", "--budget", "9", "--into", "pick"];
    const { json } = await run("curate", "street", "--unit", "object", ...goal);
    expect(json).toMatchObject({ selected: 9, slices: [{ name: "pick", count: 9 }] });
    const { report } = z.object({ report: z.string() }).parse(json);
    const html = await readFile(report, "utf8");
    expect(html).toContain("objects");
    expect(html.match(/data:image/g)?.length).toBeGreaterThanOrEqual(9);
  });

  it("keep the objects of one image in one part of a split", async () => {
    const split = await run("curate", "street", "--unit", "object", "--goal", "split");
    const { slices } = z.object({ slices: z.array(z.object({ name: z.string() })) }).parse(split.json);
    const held = slices.map(({ name }) => name).filter((name) => !name.endsWith("train"));
    const own = new Set((await objects("--slice", held[0])).map(({ path }) => path));
    const others = await objects("--where", `not slice("${held[0]}")`);
    expect(own.size).toBeGreaterThan(0);
    expect(others.filter(({ path }) => own.has(path))).toEqual([]);
  });

  it("are embedded again by themselves when their box is edited", async () => {
    const [dots, stripes] = [first("dots", 3), first("stripes", 3)];
    const moved = await run("object", "edit", dots.id, "--box", stripes.object.box.join(","));
    expect(moved.json).toMatchObject({ object: { box: stripes.object.box, source: "human" } });
    const { json } = await run("search", "street", "--unit", "object", "--object", stripes.id, "--limit", "2");
    expect(json).toMatchObject({ results: [{ score: expect.closeTo(1, 4) }, { score: expect.closeTo(1, 4) }] });
    expect((await run("undo")).json).toMatchObject({ changed: 1 });
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
    const { samples } = z.object({ samples: z.number() }).parse(out.json);
    const back = await run("import", "out/samples.jsonl", "--dataset", "back");
    expect(back.json).toMatchObject({ objects: 9, samples });
  });
});
