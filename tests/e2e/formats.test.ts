import { spawnSync } from "node:child_process";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { gleanerJson, temporaryFolder } from "../support/cli.ts";
import type { LineOutcome } from "../support/command-lines.child.ts";
import { writeScenes } from "../support/scenes.ts";

const count = 6;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;

const cocoShape = z.object({
  images: z.array(z.object({ id: z.number(), file_name: z.string() })),
  annotations: z.array(
    z.object({
      id: z.number(),
      image_id: z.number(),
      category_id: z.number(),
      bbox: z.array(z.number()),
      iscrowd: z.number(),
      segmentation: z.unknown(),
      attributes: z.record(z.string(), z.unknown()).optional(),
    }),
  ),
  categories: z.array(z.object({ id: z.number(), name: z.string(), supercategory: z.string().optional() })),
});

const images = Array.from({ length: count }, (_, i) => ({
  id: 100 - i,
  file_name: `${i}.png`,
  width: 320,
  height: 240,
}));
const categories = [
  { id: 3, name: "ring", supercategory: "shape" },
  { id: 17, name: "dot", supercategory: "shape" },
];
const annotations = images.flatMap(({ id }, i) => [
  {
    id: 10 * i + 5,
    image_id: id,
    category_id: 3,
    bbox: [10.125 + i, 20, 33.3, 44.7],
    iscrowd: 0,
    area: 33.3 * 44.7,
    segmentation: [],
  },
  {
    ...{ id: 10 * i + 2, image_id: id, category_id: 17, bbox: [0, 0, 1, 7], iscrowd: 1, area: 7 },
    ...{
      segmentation: { size: [240, 320], counts: [0, 7, 76793] },
      attributes: { hidden: i % 2 === 0, note: `n${i}` },
    },
  },
]);
const bad = { ...annotations[0], id: 999, bbox: [1, 1, -5, 5] };

/** A COCO set of two splits; one annotation of the first is wrong. */
async function writeCoco(root: string): Promise<void> {
  await writeScenes(root, count);
  await mkdir(join(root, "annotations"));
  const write = async (split: string, isIn: (i: number) => boolean, more: object[]): Promise<void> => {
    const own = images.filter((_, i) => isIn(i));
    const ids = new Set(own.map(({ id }) => id));
    const inside = annotations.filter((annotation) => ids.has(annotation.image_id));
    const text = JSON.stringify({ images: own, annotations: [...more, ...inside], categories });
    await writeFile(join(root, "annotations", `instances_${split}2017.json`), text);
  };
  await write("train", (i) => i < 4, [bad]);
  await write("val", (i) => i >= 4, []);
  await rename(join(root, "scenes.jsonl"), join(root, "scenes.txt"));
}

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeCoco(join(folder.path, "coco"));
});
afterAll(async () => folder[Symbol.asyncDispose]());

const run = (...args: string[]) => gleanerJson(args, folder.path);
const readCoco = async (out: string, split: string) =>
  cocoShape.parse(JSON.parse(await readFile(join(folder.path, out, "annotations", `instances_${split}.json`), "utf8")));

describe("data sets on the command line", () => {
  it("write nothing with --strict when a record is wrong", async () => {
    const { json, code } = await run("import", "coco", "--dataset", "first", "--strict");
    expect(json).toMatchObject({ error: { code: "bad_record" } });
    expect(code).toBe(1);
    expect((await run("dataset", "list")).json).toMatchObject({ datasets: [] });
  });

  it("come in with what is right, and say what is wrong and where", async () => {
    const { json, code } = await run("import", "coco", "--dataset", "first");
    expect(json).toMatchObject({ format: "coco", added: count, samples: count, objects: 2 * count });
    expect(json).toMatchObject({ skipped: [{ path: "instances_train2017.json#/annotations/0", code: "bad_record" }] });
    expect(json).toMatchObject({ reason: expect.stringContaining("split train") });
    expect(code).toBe(3);
  });

  it("go out as COCO as they came", async () => {
    const { json } = await run("export", "first", "--format", "coco", "--out", "out-coco");
    expect(json).toMatchObject({ samples: count, skipped: [] });
    const [train, val] = [await readCoco("out-coco", "train"), await readCoco("out-coco", "val")];
    expect([train.images.length, val.images.length]).toEqual([4, 2]);
    const wanted = annotations.map(({ area: _, ...rest }) => rest).sort((a, b) => a.id - b.id);
    expect([...train.annotations, ...val.annotations].sort((a, b) => a.id - b.id)).toEqual(wanted);
    expect(train.categories).toEqual(categories);
    expect([...train.images, ...val.images].map(({ id }) => id).sort()).toEqual(images.map(({ id }) => id).sort());
  });

  it("keep boxes, classes and splits on the way through YOLO", async () => {
    await run("export", "first", "--format", "yolo", "--out", "out-yolo");
    const { json } = await run("import", "out-yolo", "--dataset", "second");
    expect(json).toMatchObject({ format: "yolo", added: count, objects: 2 * count, skipped: [] });
    await run("export", "second", "--format", "coco", "--out", "out-again");
    const boxes = async (out: string, split: string) => {
      const { annotations, categories, images } = await readCoco(out, split);
      const names = new Map(categories.map(({ id, name }) => [id, name]));
      const files = new Map(images.map(({ id, file_name }) => [id, file_name.split("/").at(-1)]));
      return annotations
        .map(({ bbox, category_id, image_id }) => ({ at: `${files.get(image_id)} ${names.get(category_id)}`, bbox }))
        .sort((a, b) => (a.at < b.at ? -1 : 1));
    };
    for (const split of ["train", "val"]) {
      const [before, after] = [await boxes("out-coco", split), await boxes("out-again", split)];
      expect(after.map(({ at }) => at)).toEqual(before.map(({ at }) => at));
      after.forEach(({ bbox }, i) => {
        bbox.forEach((side, at) => {
          expect(Math.abs(side - before[i].bbox[at])).toBeLessThan(1e-6);
        });
      });
    }
  });

  it("come back from every other format", async () => {
    const formats = ["voc", "cvat", "label-studio", "huggingface", "parquet", "csv", "jsonl"];
    const lines = formats.flatMap((format) => {
      const out = `out-${format}`;
      const path = ["parquet", "csv", "jsonl"].includes(format) ? `${out}/samples.${format}` : out;
      return [
        ["export", "first", "--format", format, "--out", out],
        ["import", path, "--dataset", `from ${format}`],
      ];
    });
    // One process for all lines: starting one for each would take most of the time.
    const [input, output] = [join(folder.path, "lines.json"), join(folder.path, "outcomes.json")];
    await writeFile(input, JSON.stringify([{ folder: folder.path, lines }]));
    const child = new URL("../support/command-lines.child.ts", import.meta.url).pathname;
    expect(spawnSync(process.execPath, [child, input, output]).status).toBe(0);
    const [outcomes]: LineOutcome[][] = JSON.parse(await readFile(output, "utf8"));
    expect(outcomes.filter(({ code }) => code !== 0)).toEqual([]);
    const { json } = await run("dataset", "list");
    const shape = z.object({
      datasets: z.array(z.object({ name: z.string(), samples: z.number(), objects: z.number() })),
    });
    const counts = shape.parse(json).datasets.filter(({ name }) => name.startsWith("from "));
    expect(counts.map(({ name }) => name).sort()).toEqual(formats.map((format) => `from ${format}`).sort());
    expect(counts.every(({ samples, objects }) => samples === count && objects === 2 * count)).toBe(true);
    const datasets = formats.map((format) => `from ${format}`).join(",");
    expect((await run("query", datasets, "--where", 'split = "val"')).json).toMatchObject({
      total: 2 * formats.length,
    });
  });
});
