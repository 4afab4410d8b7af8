import { readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, test } from "vitest";
import { exportSampleOf, readSource, writeFiles } from "../testing/records.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { writeDataset } from "../write/write-dataset.ts";
import { boxObject } from "./source.ts";

/** Writes Parquet as other programs would. */
async function parquet(query: string, options = ""): Promise<string> {
  const folder = await temporaryFolder();
  await writeFiles(folder, { "a.jpg": "x", "b.jpg": "x" });
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  const file = join(folder, "data.parquet");
  await connection.run(`copy (${query}) to '${file}' (format parquet${options})`);
  connection.closeSync();
  instance.closeSync();
  return file;
}

const features = JSON.stringify({
  info: {
    features: {
      label: { names: ["cat", "dog"], _type: "ClassLabel" },
      objects: { feature: { category: { names: ["eye", "ear"] } } },
    },
  },
});

describe("rows are read", () => {
  test("with the columns of JSON Lines", async () => {
    const file = await parquet(
      `select 'a.jpg' as path, ['x', 'y'] as labels, 'val' as split, 1.5 as depth, {box: [1, 2, 3, 4], label: 'eye'} as one, true as "meta.night",
       [{label: 'eye', box: [1, 2, 3, 4], confidence: 0.5}, {label: 'ear', box: [1, 2, 0, 4], confidence: null}] as objects`,
    );
    const { images, skipped, format } = await readSource(file);
    expect(format).toBe("parquet");
    expect(images).toMatchObject([
      { path: "a.jpg", labels: ["x", "y"], split: "val", meta: { depth: 1.5, night: true, "one.label": "eye" } },
    ]);
    expect(images[0].objects).toEqual([{ ...boxObject([1, 2, 3, 4], "pixel"), label: "eye", confidence: 0.5 }]);
    expect(skipped).toMatchObject([{ path: "data.parquet#0", code: "bad_record" }]);
  });

  test("in Hugging Face's form, class numbers by their names", async () => {
    const file = await parquet(
      `select {bytes: null::blob, path: 'a.jpg'} as image, 1 as label, {bbox: [[1, 2, 3, 4], [5, 6, 7, 8]], category: [1, 0], area: [12, 56]} as objects`,
      `, kv_metadata {huggingface: '${features}'}`,
    );
    const { images } = await readSource(file);
    expect(images).toMatchObject([
      {
        path: "a.jpg",
        labels: ["dog"],
        objects: [
          { label: "ear", box: [1, 2, 3, 4], attributes: { area: 12 } },
          { label: "eye", box: [5, 6, 7, 8], attributes: { area: 56 } },
        ],
      },
    ]);
  });
});

describe("images in the rows", () => {
  const jpeg = "'\\xFF\\xD8\\xFF\\xE0'::blob";

  test("are given with their bytes, in Hugging Face's form", async () => {
    const file = await parquet(
      `select * from (values ({bytes: ${jpeg}, path: 'x/1.jpg'}, 0), ({bytes: ${jpeg}, path: null}, 1), ({bytes: ${jpeg}, path: '../out.jpg'}, 1), ({bytes: null, path: 'a.jpg'}, 0)) t(image, label)`,
      `, kv_metadata {huggingface: '${features}'}`,
    );
    const { images, skipped, reason } = await readSource(file);
    expect(reason).toContain("images in the file");
    expect(images.map(({ path, labels, bytes }) => [path, labels, bytes && [...bytes]])).toEqual([
      ["x/1.jpg", ["cat"], [255, 216, 255, 224]],
      ["data/1.jpg", ["dog"], [255, 216, 255, 224]],
      ["a.jpg", ["cat"], null],
    ]);
    expect(skipped).toMatchObject([{ path: "data.parquet#2", code: "outside_root" }]);
  });

  test("are given from a column of bytes, more than are read at a time, each row once", async () => {
    const file = await parquet(`select ${jpeg} as image, i::integer as nr from range(150) t(i)`);
    const { images, skipped } = await readSource(file);
    expect(skipped).toEqual([]);
    expect(images.map(({ path, meta }) => [path, meta.nr])).toEqual(
      Array.from({ length: 150 }, (_, row) => [`data/${row}.jpg`, row]),
    );
    expect(images.every(({ bytes }) => bytes?.length === 4)).toBe(true);
  });
});

test("rows without a file, outside or there already are said", async () => {
  const file = await parquet(
    "select unnest(['a.jpg', 'gone.jpg', '/etc/passwd', '../x.jpg', './a.jpg', null]) as path, unnest(['__proto__', 'x', 'x', 'x', 'x', 'x']) as label",
  );
  const { images, skipped } = await readSource(file);
  expect(images).toMatchObject([{ path: "a.jpg", labels: ["__proto__"] }]);
  expect(skipped.map(({ path, code }) => [path, code])).toEqual([
    ["data.parquet#1", "path_not_found"],
    ["data.parquet#2", "outside_root"],
    ["data.parquet#3", "outside_root"],
    ["data.parquet#4", "bad_record"],
    ["data.parquet#5", "bad_record"],
  ]);
});

describe("files that lie are refused", () => {
  test("no column that names images", async () => {
    const file = await parquet("select 1 as x, 'abc'::blob as thing");
    await expect(readSource(file)).rejects.toMatchObject({
      code: "bad_record",
      message: expect.stringContaining("x, thing"),
    });
  });

  test("cut short", async () => {
    const file = await parquet("select 'a.jpg' as path from range(1000)");
    await truncate(file, (await readFile(file)).length - 20);
    await expect(readSource(file)).rejects.toMatchObject({ code: "unsupported_or_corrupt" });
  });

  test("no Parquet", async () => {
    const file = join(await temporaryFolder(), "x.parquet");
    await writeFile(file, "PAR1 nothing PAR1");
    await expect(readSource(file)).rejects.toMatchObject({ code: "unsupported_or_corrupt" });
  });

  test.each([4, 6, 8, 12])("with the bytes of every page or footer flipped (each %i-th)", async (step) => {
    const file = await parquet("select 'a' || range || '.jpg' as path, range as x from range(50)");
    const bytes = await readFile(file);
    for (let at = 4 + step; at < bytes.length - 8; at += step) bytes[at] ^= 0x5a;
    await writeFile(file, bytes);
    await expect(readSource(file)).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:unsupported_or_corrupt|bad_record)$/),
    });
  });
});

test.each(["parquet", "huggingface", "csv", "jsonl"])("%s out and in again is the same", async (format) => {
  const folder = await temporaryFolder();
  await writeFiles(folder, { "in/a.jpg": "x", "in/b.jpg": "x", "in/deep/c.jpg": "x", "in/d.jpg": "x" });
  const first = await readSource(join(folder, "in"));
  const splits = ["train", "val", null, "odd one"];
  const object = { ...boxObject([1.25, 2, 3, 4], "pixel"), label: "cat" };
  const objects = [
    {
      ...object,
      polygons: [
        [1, 2, 3, 4, 5, 6.5],
        [0, 0, 1, 0, 1, 1],
      ],
      attributes: { night: true, age: 3.5, name: '"x"', rle: "{}" },
    },
    { ...object, confidence: 0.25, source: "model a", crowd: true, sourceId: "17" },
    { ...object, label: null },
  ];
  const samples = first.images.map((record, i) =>
    exportSampleOf(
      {
        ...record,
        split: splits[i],
        labels: [["cat"], [], ["a", "b"], ["c|d"]][i],
        tags: i % 2 ? ["t"] : [],
        meta: i === 0 ? {} : { camera: "A", depth: i / 3, night: i % 2 === 0 },
        objects: i === 3 ? [] : objects.slice(0, i + 1),
      },
      100,
      80,
    ),
  );
  const out = join(folder, "out");
  const result = await writeDataset(format, samples, { out, images: "copy", cache: out });
  expect(result).toMatchObject({ samples: 4, skipped: [] });
  const back = await readSource(format === "huggingface" ? out : join(out, `samples.${format}`));
  expect(back).toMatchObject({ skipped: [], format });
  const byName = new Map(back.images.map((record) => [record.path.split("/").at(-1), record]));
  for (const sample of samples) {
    const record = byName.get(sample.path.split("/").at(-1));
    const again = record && exportSampleOf(record, 100, 80);
    const facts = ({ labels, split, tags, meta, objects }: typeof sample) => ({
      labels,
      split,
      tags,
      meta,
      objects: objects.map(({ id, ...rest }) => rest),
    });
    expect(again && facts(again)).toEqual(facts(sample));
  }
});
