import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { gleaner, gleanerJson, temporaryFolder } from "../support/cli.ts";
import { kinds, writeImages } from "../support/images.ts";

// Every command is a process of its own, slow to start on a busy machine.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const perKind = 5;
const ids: Record<string, string[]> = {};

const run = (...args: string[]) => gleanerJson(args, folder.path);

/** Vectors of pictures: one direction a kind, a little different for each picture. */
function vectorFile(from: number, to: number): string {
  const rows = kinds.flatMap((kind, at) =>
    Array.from({ length: to - from }, (_, i) => {
      const vector = [0.1, 0.1, 0.1].map((value, j) => (j === at ? 1 : value * (1 + (from + i) / 10)));
      return `${kind}/${from + i}.png,${vector.join(",")}`;
    }),
  );
  return ["path,v0,v1,v2", ...rows, ""].join("\n");
}

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeImages(join(folder.path, "photos"), perKind);
  await run("import", "photos", "--dataset", "photos");
  await writeFile(join(folder.path, "vectors.csv"), vectorFile(0, perKind - 1));
  expect((await run("vectors", "import", "photos", "vectors.csv", "--space", "three")).json).toMatchObject({
    rows: 12,
  });
  const { json } = await run("query", "photos");
  const samples = json.samples as { id: string; path: string }[];
  for (const kind of kinds) {
    ids[kind] = samples.flatMap(({ id, path }) => (path.startsWith(kind) ? [id] : [])).sort();
  }
});
afterAll(async () => folder[Symbol.asyncDispose]());

describe("ready-made filters on the command line", () => {
  it("are listed with what they need, and used by name", async () => {
    const { json } = await run("filters", "photos", "--space", "three");
    const names = (json.filters as { id: string }[]).map(({ id }) => id);
    expect(names).toEqual(["duplicates", "unlike-labeled", "unlabeled", "edge-cases"]);
    const early = await run("query", "photos", "--ready", "duplicates");
    expect(early).toMatchObject({ code: 1, json: { error: { code: "not_indexed", hint: expect.any(String) } } });
    const none = await run("query", "photos", "--ready", "unlabeled", "--where", 'path like "dots/%"');
    expect(none.json).toMatchObject({ total: 0 });
    expect((await run("query", "photos", "--ready", "strange")).code).toBe(2);
  });
});

describe("regions on the command line", () => {
  it("are embedded by the model of the space, which imported vectors have not", async () => {
    const region = await run("search", "photos", "--space", "three", "--sample", `${ids.dots[0]}@10,10,40,40`);
    expect(region).toMatchObject({ code: 1, json: { error: { code: "model_not_found" } } });
    const empty = await run("search", "photos", "--sample", `${ids.dots[0]}@10,10,0,40`, "--space", "three");
    expect(empty).toMatchObject({ code: 2, json: { error: { code: "bad_request" } } });
  });
});

describe("functions on the command line", () => {
  it("are made from samples and score everything that has a vector", async () => {
    const { json: query } = await run("query", "photos", "--where", 'path = "dots/0.png" or path = "dots/1.png"');
    const [first, second] = (query.samples as { id: string }[]).map(({ id }) => id);
    const made = await run(
      ...["function", "create", "dotted", "--space", "three", "--sample", first, "--sample", second],
      ...["--not", ids.rings[0], "--threshold", "0.8", "--tag", "dots"],
    );
    expect(made).toMatchObject({ code: 0, json: { function: "dotted", scored: 12, matches: 4, threshold: 0.8 } });
    expect((await run("query", "photos", "--where", 'fn("dotted") >= 0.8')).json).toMatchObject({ total: 4 });
  });

  it("score vectors that are imported later, and act on the hits", async () => {
    await writeFile(join(folder.path, "more.csv"), vectorFile(perKind - 1, perKind));
    await run("vectors", "import", "photos", "more.csv", "--space", "three");
    expect((await run("function", "show", "dotted")).json).toMatchObject({ scored: 15, matches: 5, unscored: 0 });
    expect((await run("query", "photos", "--where", '"dots" in tags')).json).toMatchObject({ total: 5 });
    const { json } = await run("function", "scores", "dotted", "--limit", "3");
    expect(json).toMatchObject({ total: 15, threshold: 0.8 });
    expect((json.scores as { path: string }[]).every(({ path }) => path.startsWith("dots/"))).toBe(true);
  });

  it("take answers, and are listed, changed and deleted", async () => {
    const yes = ids.dots.slice(0, 2).flatMap((id) => ["--yes", id]);
    const { json } = await run("function", "calibrate", "dotted", ...yes, "--no", ids.stripes[0], "--limit", "4");
    expect(json).toMatchObject({ answers: { yes: 2, no: 1 }, threshold: 0.8, missing: expect.any(String) });
    expect(json.questions).toHaveLength(4);
    const edited = await run("function", "edit", "dotted", "--aggregate", "max", "--rename", "dotty");
    expect(edited.json).toMatchObject({ function: "dotty", version: 2, scored: 15 });
    const text = await gleaner(["function", "list"], folder.path);
    expect(text.stdout).toContain("dotty");
    expect(text.stdout).toContain("Next: gleaner function show NAME");
    expect((await run("function", "delete", "dotty")).json).toMatchObject({ deleted: 1 });
    expect((await run("function", "list")).json).toEqual({ functions: [] });
    expect((await run("undo")).json).toMatchObject({ undone: "Deleted the function dotty." });
    expect((await run("function", "show", "dotty")).json).toMatchObject({ scored: 15, aggregate: "max" });
  });

  it("say what is wrong", async () => {
    const fails = async (code: string, exit: number, ...args: string[]) =>
      expect(await run("function", ...args)).toMatchObject({ code: exit, json: { error: { code } } });
    await fails("function_not_found", 1, "show", "nothing");
    await fails("no_text_tower", 1, "create", "words", "--space", "three", "--text", "a dot");
    expect((await gleaner(["function", "create", "x", "--threshold", "7"], folder.path)).code).toBe(2);
  });
});
