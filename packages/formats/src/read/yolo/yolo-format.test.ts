import { mkdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exportSampleOf, readSource, writeFiles } from "../../testing/records.ts";
import { temporaryFolder } from "../../testing/temporary-folder.ts";
import { writeDataset } from "../../write/write-dataset.ts";
import { boundingBox } from "../geometry.ts";
import { boxObject } from "../source.ts";

async function yoloFolder(files: Record<string, string>): Promise<string> {
  const folder = join(await temporaryFolder(), "set");
  await mkdir(folder);
  await writeFiles(folder, files);
  return folder;
}

const yaml = "train: images/train\nval: images/val\nnames: [cat, dog]\n";

test("boxes, polygons and confidences of every split are read", async () => {
  const folder = await yoloFolder({
    "data.yaml": "path: .\ntrain: [images/train, images/more]\nval: images/val\ntest:\nnames:\n  0: cat\n  5: dog\n",
    "images/train/a.jpg": "x",
    "labels/train/a.txt": "0 0.5 0.5 0.25 0.5\n5 0.5 0.5 0.25 0.5 0.75\n\n0 0 0 1 0 1 1\r\n5 .1 .1 .9 .1 .9 .9 .1 .9\n",
    "images/more/deep/b.png": "x",
    "images/val/c.jpg": "x",
    "labels/val/c.txt": "",
  });
  const { images, skipped, format, reason } = await readSource(folder);
  expect([format, skipped]).toEqual(["yolo", []]);
  expect(reason).toContain("data.yaml with 2 class names");
  expect(images.map(({ path, split, objects }) => [path, split, objects.length])).toEqual([
    ["images/train/a.jpg", "train", 4],
    ["images/more/deep/b.png", "train", 0],
    ["images/val/c.jpg", "val", 0],
  ]);
  const box = boxObject([0.375, 0.25, 0.25, 0.5], "relative");
  expect(images[0].objects).toEqual([
    { ...box, label: "cat" },
    { ...box, label: "dog", confidence: 0.75 },
    { ...boxObject([0, 0, 1, 1], "relative"), label: "cat", polygons: [[0, 0, 1, 0, 1, 1]] },
    {
      ...boxObject([0.1, 0.1, 0.8, 0.8], "relative"),
      label: "dog",
      polygons: [[0.1, 0.1, 0.9, 0.1, 0.9, 0.9, 0.1, 0.9]],
    },
  ]);
});

describe("other layouts", () => {
  test("Roboflow's, whose paths lead up for nothing", async () => {
    const folder = await yoloFolder({
      "data.yaml": "train: ../train/images\nval: ../valid/images\nnc: 1\nnames: ['a']\n",
      "train/images/a.jpg": "x",
      "train/labels/a.txt": "0 .5 .5 .5 .5",
      "valid/images/a.jpg": "x",
    });
    const { images } = await readSource(join(folder, "data.yaml"));
    expect(images.map(({ path, split, objects }) => [path, split, objects.length])).toEqual([
      ["train/images/a.jpg", "train", 1],
      ["valid/images/a.jpg", "val", 0],
    ]);
  });

  test("lists of images", async () => {
    const folder = await yoloFolder({
      "coco.yaml": "train: train.txt\nval: val.txt\nnames: [a]\n",
      "train.txt": "./images/a.jpg\n\nimages/gone.jpg\n../../outside.jpg\n",
      "val.txt": "images/b.jpg",
      "images/a.jpg": "x",
      "images/b.jpg": "x",
      "labels/b.txt": "0 .5 .5 .5 .5",
    });
    const { images, skipped } = await readSource(folder);
    expect(images.map(({ path, split, objects }) => [path, split, objects.length])).toEqual([
      ["images/a.jpg", "train", 0],
      ["images/b.jpg", "val", 1],
    ]);
    expect(skipped.map(({ path, code }) => [path, code])).toEqual([
      ["train.txt:3", "path_not_found"],
      ["train.txt:4", "outside_root"],
    ]);
  });

  test("without a yaml: classes.txt, splits by folder", async () => {
    const folder = await yoloFolder({
      "classes.txt": "cat\ndog\n",
      "images/train/a.jpg": "x",
      "labels/train/a.txt": "1 .5 .5 .5 .5",
      "images/b.jpg": "x",
      "labels/b.txt": "0 .5 .5 .5 .5",
    });
    const { images, format } = await readSource(folder);
    expect(format).toBe("yolo");
    expect(images.map(({ path, split, objects }) => [path, split, objects[0].label])).toEqual([
      ["images/b.jpg", null, "cat"],
      ["images/train/a.jpg", "train", "dog"],
    ]);
  });

  test("poses", async () => {
    const folder = await yoloFolder({
      "data.yaml": `${yaml}kpt_shape: [2, 3]\n`,
      "images/train/a.jpg": "x",
      "images/val/a.jpg": "x",
      "labels/train/a.txt": "0 .5 .5 .5 .5 .1 .2 2 .3 .4 1",
    });
    const { images } = await readSource(folder);
    expect(images[0].objects).toMatchObject([
      { box: [0.25, 0.25, 0.5, 0.5], polygons: null, attributes: { keypoints: "[0.1,0.2,2,0.3,0.4,1]" } },
    ]);
  });

  test("classification, when the format is named", async () => {
    const folder = await yoloFolder({ "train/cat/a.jpg": "x", "val/dog/b.jpg": "x" });
    const { images, format } = await readSource(folder, { format: "yolo" });
    expect(format).toBe("yolo");
    expect(images.map(({ split, labels }) => [split, ...labels])).toEqual([
      ["train", "cat"],
      ["val", "dog"],
    ]);
  });
});

test.each([
  ["a class without a name", "2 .5 .5 .5 .5", "class 2"],
  ["a class that is no number", "cat .5 .5 .5 .5", '"cat"'],
  ["half a class", "0.5 .5 .5 .5 .5", "0.5"],
  ["NaN", "0 nan .5 .5 .5", '"nan"'],
  ["an infinite number", "0 1e999 .5 .5 .5", "finite"],
  ["a negative width", "0 .5 .5 -.5 .5", "negative"],
  ["no area", "0 .5 .5 0 .5", "no area"],
  ["pixels where fractions belong", "0 240 120 50 50", "outside"],
  ["too few numbers", "0 .5 .5", "2 numbers"],
  ["a confidence over 1", "0 .5 .5 .5 .5 7", "confidence"],
  ["a polygon of 1,000,000 vertices", `0${" .5 .6".repeat(1_000_000)}`, "vertices"],
  ["a line of 9 MiB", `0${" ".repeat(9 * 1024 * 1024)}`, "8 MiB"],
])("%s costs one line, which is named", async (_, line, message) => {
  const folder = await yoloFolder({
    "data.yaml": yaml,
    "images/train/a.jpg": "x",
    "images/val/a.jpg": "x",
    "labels/train/a.txt": `0 .5 .5 .5 .5\n${line}\n1 .5 .5 .5 .5\n`,
  });
  const { images, skipped } = await readSource(folder);
  expect(images[0].objects.map(({ label }) => label)).toEqual(["cat", "dog"]);
  expect(skipped).toMatchObject([{ path: "labels/train/a.txt:2", code: "bad_record" }]);
  expect(skipped[0].message).toContain(message);
});

test("labels without an image are said", async () => {
  const folder = await yoloFolder({
    "data.yaml": yaml,
    "images/train/a.jpg": "x",
    "images/val/a.jpg": "x",
    "labels/train/a.txt": "",
    "labels/train/b.txt": "0 .5 .5 .5 .5",
  });
  const { skipped } = await readSource(folder);
  expect(skipped).toMatchObject([{ path: "labels/train/b.txt", code: "path_not_found" }]);
});

const bomb = [
  "a: &a [x,x,x,x,x,x,x,x,x]",
  ...[..."bcdefghi"].map((c, i) => `${c}: &${c} [${Array(9).fill(`*${"abcdefgh"[i]}`)}]`),
];
test.each([
  ["aliases that multiply", `${bomb.join("\n")}\nnames: [*i]\ntrain: images\n`, /line \d+: its aliases are refused/],
  ["a custom tag", "names: [a]\ntrain: !!python/object/apply:os.system [ls]\n", /line 2: /],
  ["a path that leads out", "names: [a]\npath: ../../\ntrain: images\n", /line 2: path .* leads out/],
  ["an absolute path", "path: /etc\nnames: [a]\ntrain: images\n", /line 1: path .* leads out/],
  ["a split that leads out", "names: [a]\ntrain: ../../etc\n", /line 2: .*not in the data set/],
  ["broken YAML", "names: [a\ntrain: b: c\n", /line \d/],
  ["names that are a text", "train: images\nnames: cat\n", /line 2: names/],
  ["a key twice", "names: [a]\nnames: [b]\ntrain: images", /line 2/],
])("%s is refused with its line", async (_, text, message) => {
  const folder = await yoloFolder({ "data.yaml": text, "images/a.jpg": "x", "../etc/b.jpg": "x" });
  await expect(readSource(folder)).rejects.toMatchObject({
    code: "bad_record",
    message: expect.stringMatching(message),
  });
});

test("a folder of images that is a link out of the set is refused", async () => {
  const folder = await yoloFolder({ "data.yaml": "names: [a]\ntrain: images\n", "../elsewhere/b.jpg": "x" });
  await symlink("../elsewhere", join(folder, "images"));
  await expect(readSource(folder)).rejects.toMatchObject({ code: "bad_record" });
});

const side = fc.double({ min: 0.001, max: 40, noNaN: true });
const label = fc.constantFrom("cat", "dog", "null", "7", "yes", "a: b", "*x", "!y", " z");
const objects = fc.array(
  fc.record({
    label,
    box: fc.tuple(side, side, side, side),
    polygon: fc.option(fc.array(side, { minLength: 6, maxLength: 6 })),
  }),
  { maxLength: 5 },
);
const samples = fc.array(fc.record({ objects, split: fc.constantFrom("train", "val", "test", "hold out", null) }), {
  minLength: 1,
  maxLength: 6,
});

test("classes, splits and boxes to a millionth of a pixel come back", async () => {
  await fc.assert(
    fc.asyncProperty(samples, async (described) => {
      const folder = await yoloFolder(Object.fromEntries(described.map((_, i) => [`${i}.jpg`, "x"])));
      const { images } = await readSource(folder);
      const out = join(folder, "..", "out");
      const given = images.map((record, i) => {
        const { split, objects } = described[i];
        const sources = objects.map(({ label, box, polygon }) => ({
          ...boxObject(box, "pixel"),
          label,
          polygons: polygon && Math.min(...boundingBox([polygon]).slice(2)) > 0.001 ? [polygon] : null,
        }));
        return exportSampleOf({ ...record, meta: {}, split, objects: sources }, 97, 83);
      });
      await writeDataset("yolo", given, { out, images: "link", cache: out, overwrite: true });
      const back = await readSource(out, { format: "yolo" });
      expect(back.skipped).toEqual([]);
      if (given.every(({ objects }) => objects.length === 0)) return;
      const bySplit = new Map(back.images.map((record) => [record.path.split("/").at(-1), record]));
      for (const sample of given) {
        const read = bySplit.get(sample.path.split("/").at(-1));
        expect(read?.split).toBe(sample.split);
        const again = read && exportSampleOf(read, 97, 83);
        expect(again?.objects.map((object) => object.class)).toEqual(sample.objects.map((object) => object.class));
        again?.objects.forEach(({ box, polygons }, i) => {
          const wanted = sample.objects[i];
          expect(polygons?.length).toBe(wanted.polygons?.length);
          const pairs = polygons && wanted.polygons ? [polygons[0], wanted.polygons[0]] : [box, wanted.box];
          pairs[0].forEach((value, side) => {
            expect(Math.abs(value - pairs[1][side])).toBeLessThan(1e-6);
          });
        });
      }
    }),
    { numRuns: 15 },
  );
});

test("images that differ in the extension alone keep their own labels", async () => {
  const folder = await yoloFolder({ "a.jpg": "x", "a.png": "x" });
  const { images } = await readSource(folder);
  const given = images.map((record, i) =>
    exportSampleOf({ ...record, objects: [{ ...boxObject([i, i, 5, 5], "pixel"), label: `class ${i}` }] }, 10, 10),
  );
  const out = join(folder, "..", "out");
  const result = await writeDataset("yolo", given, { out, images: "copy", cache: out });
  expect(result.files).toBe(6);
  const back = await readSource(out);
  expect(back.images.map(({ path, split, objects }) => [path, split, objects[0].label])).toEqual([
    ["images/unassigned/a.jpg", null, "class 0"],
    ["images/unassigned/a~2.png", null, "class 1"],
  ]);
  expect(await readFile(join(out, "data.yaml"), "utf8")).toContain("train: images/unassigned\nval: images/unassigned");
});
