import { chmod, mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { openSource } from "./open-source.ts";
import type { ImageRecord, Source, SourceRecord } from "./source.ts";

async function folderWith(files: Record<string, string>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

const images = (...names: string[]): Record<string, string> => Object.fromEntries(names.map((name) => [name, "x"]));

async function readAll(source: Source): Promise<SourceRecord[]> {
  const records: SourceRecord[] = [];
  for await (const record of source.records) records.push(record);
  return records;
}

async function readImages(source: Source): Promise<ImageRecord[]> {
  return (await readAll(source)).filter((record) => record.kind === "image");
}

describe("folder names", () => {
  test("are classes when all images lie one level down in two or more folders", async () => {
    const folder = await folderWith({ ...images("cat/1.jpg", "cat/2.PNG", "dog/1.webp"), "readme.txt": "" });
    const source = await openSource([folder]);
    expect(source).toMatchObject({ format: "folder", total: 3, roots: [folder] });
    expect(source.reason).toContain("2 folders");
    const found = (await readImages(source)).map(({ path, labels, meta }) => [path, labels, meta]);
    expect(found).toEqual([
      ["cat/1.jpg", ["cat"], {}],
      ["cat/2.PNG", ["cat"], {}],
      ["dog/1.webp", ["dog"], {}],
    ]);
  });

  test.each([
    ["one image at the top", ["a/1.jpg", "b/1.jpg", "top.jpg"]],
    ["only one folder", ["a/1.jpg", "a/2.jpg"]],
    ["an image two levels down", ["a/1.jpg", "b/1.jpg", "b/c/2.jpg"]],
  ])("are places with %s", async (_, names) => {
    const source = await openSource([await folderWith(images(...names))]);
    const records = await readImages(source);
    expect(source.reason).toContain("meta.folder");
    expect(records.flatMap((record) => record.labels)).toEqual([]);
    expect(records[0].meta).toEqual({ folder: "a" });
  });

  test("are classes at any depth when the format is named", async () => {
    const folder = await folderWith(images("top.jpg", "a/1.jpg", "a/b/2.jpg"));
    const records = await readImages(await openSource([folder], { format: "folder" }));
    expect(Object.fromEntries(records.map(({ path, labels }) => [path, labels]))).toEqual({
      "a/1.jpg": ["a"],
      "a/b/2.jpg": ["b"],
      "top.jpg": [],
    });
  });

  test("are split and class where the outer ones are splits", async () => {
    const folder = await folderWith(images("train/cat/1.jpg", "valid/cat/2.jpg"));
    const records = await readImages(await openSource([folder], { format: "folder" }));
    expect(records.map(({ split, labels }) => [split, ...labels])).toEqual([
      ["train", "cat"],
      ["val", "cat"],
    ]);
  });
});

test("files and folders given together keep their own roots; split and tags are added", async () => {
  const folder = await folderWith(images("a.jpg", "deep/b.jpg"));
  const other = await folderWith(images("c.jpg", "not asked.jpg"));
  const source = await openSource([folder, join(other, "c.jpg")], { split: "test", tags: ["new"] });
  const found = (await readImages(source)).map(({ root, path, file, split, tags }) => [root, path, file, split, tags]);
  expect(found).toEqual([
    [folder, "a.jpg", join(folder, "a.jpg"), "test", ["new"]],
    [folder, "deep/b.jpg", join(folder, "deep/b.jpg"), "test", ["new"]],
    [other, "c.jpg", join(other, "c.jpg"), "test", ["new"]],
  ]);
});

test("a source can be read again, and what came meanwhile is in it", async () => {
  const folder = await folderWith(images("b.jpg"));
  const source = await openSource([folder]);
  expect(await readImages(source)).toHaveLength(1);
  await writeFile(join(folder, "a.jpg"), "x");
  expect((await readImages(source)).map((record) => record.path)).toEqual(["a.jpg", "b.jpg"]);
});

test("a folder that may not be read costs one item", async () => {
  const folder = await folderWith(images("a.jpg", "closed/b.jpg"));
  await chmod(join(folder, "closed"), 0);
  const records = await readAll(await openSource([folder]));
  await chmod(join(folder, "closed"), 0o700);
  // The superuser may read everything.
  const closed = process.getuid?.() === 0 ? { kind: "image" } : { kind: "skipped", code: "access_denied" };
  expect(records).toMatchObject([{ path: "a.jpg" }, closed]);
});

test("links between folders do not multiply images", async () => {
  const folder = await folderWith(images("a/1.jpg", "b/2.jpg"));
  await symlink("../b", join(folder, "a", "to b"));
  await symlink("../a", join(folder, "b", "to a"));
  const records = await readAll(await openSource([folder]));
  expect(records.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
    "image a/1.jpg",
    "ignored a/to b",
    "image b/2.jpg",
    "ignored b/to a",
  ]);
});

describe("refusals", () => {
  test.each([
    ["path_not_found", "nowhere", {}],
    ["no_images_found", "empty", {}],
    ["unsupported_format", "notes.txt", {}],
    ["unsupported_format", "full", { format: "pickle" }],
    ["unsupported_format", "full", { format: "csv" }],
    ["unsupported_format", "full", { format: "jsonl" }],
    ["path_not_found", "notes.txt/deeper", {}],
    ["path_not_found", "full", { labels: "/nowhere/labels.csv" }],
  ])("%s", async (code, path, options) => {
    const folder = await folderWith({ "notes.txt": "", "full/a.jpg": "x", "empty/b.txt": "x" });
    await expect(openSource([join(folder, path)], options)).rejects.toMatchObject({ name: "GleanerError", code });
  });
});

test("a CSV of labels is merged over the images, and rows without an image are listed", async () => {
  const folder = await folderWith({
    ...images("cat/1.jpg", "dog/2.jpg", "dog/3.jpg"),
    "labels.csv":
      'path,label,split,weight\ncat/1.jpg,tiger,train,2\n./dog/2.jpg,,test,\ngone.jpg,x,,\ncat/1.jpg,y,,"1"\n',
  });
  const records = await readAll(await openSource([folder], { labels: join(folder, "labels.csv") }));
  const found = records.flatMap((record) =>
    record.kind === "image" ? [[record.labels, record.split, record.meta]] : [],
  );
  expect(found).toEqual([
    [["tiger"], "train", { weight: 2 }],
    [["dog"], "test", {}],
    [["dog"], null, {}],
  ]);
  expect(records.filter((record) => record.kind === "skipped")).toMatchObject([
    { path: "labels.csv:5", code: "bad_record" },
    { path: "labels.csv:4", code: "path_not_found" },
  ]);
});
