import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { colours, type PictureWorkspace, pictureWorkspace, plainPng } from "../testing/plain-pictures.ts";
import { finderOf } from "./import-labels.ts";

describe("the sample that a path means", () => {
  it("is the one with that path, else the only one whose path ends so", () => {
    const { find } = finderOf(["a/1.png", "b/1.png", "c/2.png", "x/c/2.png"]);
    expect(find("b/1.png")).toBe(1);
    expect(find("/other/place/a/1.png")).toBe(0);
    expect(find("x/c/2.png")).toBe(3);
    expect(find("1.png")).toMatch(/2 samples end in 1.png/);
    expect(find("3.png")).toMatch(/no sample 3.png/);
  });

  it("is itself for every path there is", () => {
    const path = fc
      .array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join("/"));
    fc.assert(
      fc.property(fc.uniqueArray(path), (paths) => {
        const { find } = finderOf(paths);
        expect(paths.map(find)).toEqual([...paths.keys()]);
      }),
    );
  });
});

describe("importLabels", () => {
  let pictures: PictureWorkspace;
  let folder: string;
  beforeAll(async () => {
    const { red, green, blue } = colours;
    pictures = await pictureWorkspace({
      "day/1.png": plainPng(40, red),
      "day/2.png": plainPng(40, green),
      "night/1.png": plainPng(50, blue),
    });
    folder = await mkdtemp(join(tmpdir(), "gleaner-labels-"));
  });
  afterAll(async () => {
    await pictures.close();
    await rm(folder, { recursive: true, force: true });
  });

  const file = async (name: string, content: unknown) => {
    const path = join(folder, name);
    await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
    return path;
  };
  const detail = (path: string) => pictures.engine.call("getSample", { id: pictures.ids.get(path) ?? "" });
  const objectsOf = async (path: string) =>
    (await detail(path)).objects.map(({ id, class: name, box, source }) => ({ id, name, box, source }));

  it("takes labels from a table beside which no image lies, says what it could not use, and is undone whole", async () => {
    const path = await file("labels.csv", "path,label\nday/1.png,cat\n2.png,dog\n1.png,bird\ngone.png,cat\n");
    const wanted = { dataset: "pictures", path };
    const dry = await pictures.engine.call("importLabels", { ...wanted, dryRun: true });
    expect(dry).toMatchObject({ matched: 2, labels: 2, objects: 0, dryRun: true });
    expect((await detail("day/1.png")).labels).toEqual(["day"]);
    await expect(pictures.engine.call("importLabels", { ...wanted, strict: true })).rejects.toMatchObject({
      code: "bad_record",
    });
    const result = await pictures.engine.call("importLabels", wanted);
    expect(result).toMatchObject({ format: "csv", matched: 2, labels: 2 });
    expect(result.skipped.map(({ message }) => message)).toEqual([
      expect.stringContaining("2 samples end in 1.png"),
      expect.stringContaining("no sample gone.png"),
    ]);
    expect((await detail("day/2.png")).labelRecords).toContainEqual({
      class: "dog",
      source: "human",
      confidence: null,
    });
    expect(await pictures.engine.call("importLabels", wanted)).toMatchObject({ matched: 2, labels: 0 });
    await pictures.engine.call("undo", {});
    expect((await detail("day/2.png")).labels).toEqual(["day"]);
  });

  it("puts objects in the place of those that were there, by key and box, and leaves other samples alone", async () => {
    const coco = (annotations: object[]) => ({
      images: [
        { id: 1, file_name: "day/1.png", width: 40, height: 40 },
        { id: 2, file_name: "night/1.png", width: 50, height: 50 },
      ],
      categories: [
        { id: 1, name: "cat" },
        { id: 2, name: "dog" },
      ],
      annotations,
    });
    const box = (id: number, image: number, category: number, bbox: number[]) => {
      return { id, image_id: image, category_id: category, bbox, area: bbox[2] * bbox[3], iscrowd: 0 };
    };
    const first = await file(
      "first.json",
      coco([box(1, 1, 1, [0, 0, 10, 10]), box(2, 1, 2, [20, 20, 5, 5]), box(3, 2, 1, [1, 1, 9, 9])]),
    );
    const call = (path: string) => pictures.engine.call("importLabels", { dataset: "pictures", path });
    expect(await call(first)).toMatchObject({ format: "coco", matched: 2, objects: 3, labels: 0, skipped: [] });
    const before = await objectsOf("day/1.png");
    expect(before.map(({ name, source }) => [name, source])).toEqual([
      ["cat", "human"],
      ["dog", "human"],
    ]);
    expect(await call(first)).toMatchObject({ objects: 0 });
    // The first has another class, the second another id at its old place, the third is gone; a new one came.
    const second = await file(
      "second.json",
      coco([box(1, 1, 2, [0, 0, 10, 10]), box(9, 1, 2, [20, 20, 5, 5]), box(8, 1, 1, [30, 30, 4, 4])]),
    );
    expect(await call(second)).toMatchObject({ objects: 4 });
    const after = await objectsOf("day/1.png");
    expect(after.map(({ name }) => name)).toEqual(["dog", "dog", "cat"]);
    expect(after.slice(0, 2).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(await objectsOf("night/1.png")).toEqual([]);
    await pictures.engine.call("undo", {});
    expect(await objectsOf("day/1.png")).toEqual(before);
    expect((await objectsOf("night/1.png")).length).toBe(1);
  });
});
