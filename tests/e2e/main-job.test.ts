import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gleaner, gleanerJson, temporaryFolder } from "../support/cli.ts";
import { kinds, writeImages } from "../support/images.ts";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const perKind = 20;
const total = perKind * kinds.length;

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeImages(join(folder.path, "photos"), perKind);
});
afterAll(async () => folder[Symbol.asyncDispose]());

const run = (...args: string[]) => gleanerJson(args, folder.path);

describe("the main job on the command line", () => {
  it("imports a folder of classes", async () => {
    const { code, json } = await run("import", "photos", "--dataset", "photos");
    expect(code).toBe(0);
    expect(json).toMatchObject({
      dataset: "photos",
      format: "folder",
      added: total,
      updated: 0,
      unchanged: 0,
      skipped: [],
      samples: total,
      labels: total,
    });
  });

  it("adds nothing when it imports again, and updates a changed file", async () => {
    expect((await run("import", "photos", "--dataset", "photos")).json).toMatchObject({
      added: 0,
      updated: 0,
      unchanged: total,
    });
    const other = await readFile(join(folder.path, "photos", "dots", "1.png"));
    await writeFile(join(folder.path, "photos", "stripes", "0.png"), other);
    expect((await run("import", "photos", "--dataset", "photos")).json).toMatchObject({
      added: 0,
      updated: 1,
      unchanged: total - 1,
    });
  });

  it("embeds, and embeds nothing twice", async () => {
    const first = await run("embed", "photos");
    expect(first.json).toMatchObject({ space: "default", dimension: 768, embedded: total, skipped: [] });
    expect((await run("embed", "photos")).json).toMatchObject({ embedded: 0, unchanged: total });
  });

  it("indexes, and does nothing when nothing has changed", async () => {
    const { code, json } = await run("index", "photos");
    expect(code).toBe(0);
    expect(json).toMatchObject({ space: "default", samples: total, neighbors: 15 });
    expect(json.clusters).toBe(json.level);
    expect((await run("index", "photos")).json).toMatchObject({ unchanged: true });
  });

  it("finds pictures of the same kind first", async () => {
    const { json } = await run("search", "photos", "--image", "photos/rings/3.png", "--limit", "10");
    const results = json.results as { path: string; score: number }[];
    expect(results[0].path).toBe("rings/3.png");
    expect(results[0].score).toBeCloseTo(1, 4);
    expect(results.filter(({ path }) => path.startsWith("rings/")).length).toBeGreaterThanOrEqual(8);
    const filtered = await run(
      "search",
      "photos",
      "--image",
      "photos/rings/3.png",
      "--limit",
      "5",
      "--where",
      'label = "dots"',
    );
    expect((filtered.json.results as { path: string }[]).every(({ path }) => path.startsWith("dots/"))).toBe(true);
  });

  it("filters and counts", async () => {
    const { json } = await run("query", "photos", "--where", 'label = "dots" and width = 96', "--limit", "3");
    expect(json.total).toBe(perKind);
    expect(json.samples).toHaveLength(3);
    const stats = await run("stats", "photos");
    expect(stats.json).toMatchObject({ samples: total, imbalance: 1 });
    const small = await run("query", "photos", "--where", "cluster_size <= 2 and nn_distance >= 0");
    expect(small.code).toBe(0);
  });

  it("curates with a report that covers at least as much as random, the same for the same seed", async () => {
    const { code, json } = await run("curate", "photos", "--goal", "label", "--budget", "40", "--into", "batch 1");
    expect(code).toBe(0);
    expect(json).toMatchObject({ goal: "label", selected: 40, pool: { kind: "all", samples: total } });
    const clusters = json.clusters as { total: number; covered: number; coveredByRandom: { mean: number } };
    expect(clusters.total).toBeLessThanOrEqual(40);
    expect(clusters.covered).toBe(clusters.total);
    expect(clusters.covered).toBeGreaterThan(clusters.coveredByRandom.mean);
    const html = await readFile(String(json.report), "utf8");
    expect(html).not.toMatch(/<script/i);
    expect(html).toContain("clusters");
    await run("curate", "photos", "--goal", "label", "--budget", "40", "--into", "batch 2");
    const first = await run("query", "photos", "--slice", "batch 1");
    const second = await run("query", "photos", "--slice", "batch 2");
    const ids = (page: typeof first) => (page.json.samples as { id: string }[]).map(({ id }) => id);
    expect(ids(second)).toEqual(ids(first));
  });

  it("keeps a history of runs", async () => {
    const { json } = await run("curation", "list", "photos");
    expect((json.runs as unknown[]).length).toBe(2);
    const runs = json.runs as { run: string }[];
    expect((await run("curation", "compare", "photos", runs[0].run, runs[1].run)).json).toMatchObject({
      shared: 40,
      jaccard: 1,
    });
    const report = await run("report", runs[0].run, "--out", "report.html");
    expect(report.code).toBe(0);
    expect(existsSync(join(folder.path, "report.html"))).toBe(true);
  });

  it("makes slices and exports them", async () => {
    expect((await run("slice", "create", "dots", "photos", "--where", 'label = "dots"')).json).toMatchObject({
      kind: "dynamic",
      count: perKind,
    });
    expect((await run("slice", "create", "dots", "photos", "--where", 'label = "dots"')).json).toMatchObject({
      error: { code: "slice_exists" },
    });
    const { json } = await run("export", "photos", "--slice", "dots", "--format", "folder", "--out", "out");
    expect(json).toMatchObject({ format: "folder", samples: perKind });
    expect(await readdir(join(folder.path, "out", "dots"))).toHaveLength(perKind);
    for (const format of ["csv", "jsonl"]) {
      expect((await run("export", "photos", "--format", format, "--out", `out-${format}`)).json).toMatchObject({
        samples: total,
      });
    }
  });

  it("takes vectors along and brings them back", async () => {
    const out = await run("vectors", "export", "photos", "--out", "v.npy");
    expect(out.json).toMatchObject({ space: "default", dimension: 768, rows: total });
    expect((await run("vectors", "import", "photos", "v.npy", "--space", "own")).json).toMatchObject({ rows: total });
    expect((await run("index", "photos", "--space", "own", "--map", "pca")).code).toBe(0);
  });

  it("finds nothing wrong with the workspace", async () => {
    expect((await run("doctor")).json).toMatchObject({ ok: true });
  });
});

describe("bad input on the command line", () => {
  it("skips broken files with a reason each and imports the rest", async () => {
    const mixed = join(folder.path, "mixed");
    await mkdir(mixed);
    const image = await readFile(join(folder.path, "photos", "dots", "2.png"));
    await writeFile(join(mixed, `quote' "new\nline 🦊.png`), image);
    await writeFile(join(mixed, "empty.jpg"), "");
    await writeFile(join(mixed, "random.jpg"), Buffer.from(Array.from({ length: 500 }, (_, i) => (i * 37) % 251)));
    await writeFile(join(mixed, "half.png"), image.subarray(0, image.length / 2));
    await writeFile(join(mixed, "drawing.png"), "<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>");
    await writeFile(join(mixed, "bomb.png"), flatPng(30_000));
    await writeFile(join(mixed, "notes.txt"), "no image");
    await symlink(mixed, join(mixed, "loop"));
    const { code, json } = await run("import", "mixed", "--dataset", "mixed");
    expect(code).toBe(3);
    expect(json.added).toBe(1);
    expect(json.ignored).toBe(1);
    const codes = Object.fromEntries(
      (json.skipped as { path: string; code: string }[]).map((item) => [item.path, item.code]),
    );
    expect(codes).toMatchObject({
      "empty.jpg": "unreadable_image",
      "random.jpg": "unreadable_image",
      "half.png": "unreadable_image",
      "drawing.png": "type_mismatch",
      "bomb.png": "image_too_large",
    });
    expect(
      (await gleaner(["import", "mixed", "--dataset", "mixed", "--allow-skips", "--json"], folder.path)).code,
    ).toBe(0);
    const strict = await run("import", "mixed", "--dataset", "strict", "--strict");
    expect(strict.code).toBe(1);
    expect((await run("query", "strict")).json).toMatchObject({ error: { code: "dataset_not_found" } });
  });

  it.each([
    [["import", "nowhere", "--dataset", "x"], 1, "path_not_found"],
    [["query", "nothing"], 1, "dataset_not_found"],
    [["query", "photos", "--where", "widht > 3"], 2, "bad_filter"],
    [["query", "photos", "--nonsense"], 2, "bad_request"],
    [["curate", "photos", "--goal", "label", "--budget", "100000"], 1, "budget_exceeds_pool"],
    [["curate", "photos", "--goal", "label", "--budget", "abc"], 2, "bad_budget"],
    [["curate", "photos", "--goal", "label", "--budget", "0"], 2, "bad_budget"],
    [["curate", "photos", "--goal", "label", "--budget", "-5"], 2, "bad_budget"],
    [["curate", "photos", "--goal", "label", "--budget", "5", "--where", 'label = "cat"'], 1, "empty_selection"],
    [["index", "mixed"], 1, "not_embedded"],
    [["curate", "mixed", "--goal", "label", "--budget", "1"], 1, "not_indexed"],
    [["search", "photos", "--text", "a dog"], 1, "no_text_tower"],
    [["embed", "photos", "--model", "nonsense"], 1, "model_not_found"],
  ])("%j exits with %i and %s", async (args, exit, error) => {
    const { code, json } = await run(...args);
    expect(json).toMatchObject({ error: { code: error } });
    expect(code).toBe(exit);
  });

  it("refuses a folder without images", async () => {
    await mkdir(join(folder.path, "void"));
    const { code, json } = await run("import", "void", "--dataset", "void");
    expect(json).toMatchObject({ error: { code: "no_images_found" } });
    expect(code).toBe(1);
    await rm(join(folder.path, "void"), { recursive: true });
  });
});

/** A flat grey PNG of `side x side` pixels: a few kilobytes of file, `side²` bytes decoded. */
function flatPng(side: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const out = Buffer.alloc(12 + data.length);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc32(body), 8 + data.length);
    return out;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header[8] = 1;
  const rows = deflateSync(Buffer.alloc((1 + Math.ceil(side / 8)) * side));
  return Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    chunk("IHDR", header),
    chunk("IDAT", rows),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}
