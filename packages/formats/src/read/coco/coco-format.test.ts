import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exportSampleOf, readSource, writeFiles } from "../../testing/records.ts";
import { temporaryFolder } from "../../testing/temporary-folder.ts";
import { writeDataset } from "../../write/write-dataset.ts";

const image = (id: number, name: string, more: object = {}) => ({
  id,
  file_name: name,
  width: 100,
  height: 80,
  ...more,
});
const box = (id: number, image_id: number, bbox: unknown, more: object = {}) => ({
  id,
  image_id,
  bbox,
  category_id: 1,
  ...more,
});
const categories = [
  { id: 1, name: "cat", supercategory: "animal" },
  { id: 7, name: "dog", supercategory: "animal" },
];

/** A folder like COCO's with two splits. */
async function cocoFolder(): Promise<string> {
  const folder = await temporaryFolder();
  await writeFiles(folder, {
    "train2017/a.jpg": "x",
    "train2017/b.jpg": "x",
    "val2017/a.jpg": "x",
    "annotations/instances_train2017.json": {
      info: { year: 2017 },
      licenses: [],
      images: [image(9, "a.jpg", { license: 3, coco_url: "http://x/a.jpg" }), image(4, "b.jpg")],
      annotations: [
        box(12, 4, [1.5, 2, 3, 4], { iscrowd: 0, area: 12 }),
        box(10, 9, [0, 0, 10, 10], {
          iscrowd: 1,
          category_id: 7,
          segmentation: { size: [80, 100], counts: [5, 3, 7992] },
          area: 3,
        }),
        box(11, 9, [10, 10, 20, 20], {
          segmentation: [[10, 10, 30, 10, 30, 30]],
          area: 187.25,
          attributes: { occluded: true, color: "red" },
          keypoints: [1, 2, 2],
          num_keypoints: 1,
        }),
      ],
      categories,
    },
    "annotations/instances_val2017.json": {
      images: [image(9, "a.jpg")],
      annotations: [box(12, 9, [1, 2, 3, 4], { score: 0.25 })],
      categories,
    },
    "annotations/captions_train2017.json": {
      images: [image(9, "a.jpg")],
      annotations: [
        { id: 1, image_id: 9, caption: "A cat." },
        { id: 2, image_id: 9, caption: "A dog" },
      ],
    },
    "annotations/person_keypoints_train2017.json": { images: [], annotations: [], categories: [] },
  });
  return folder;
}

test("a folder like COCO's gives images, splits, objects and captions", async () => {
  const { images, skipped, format, reason } = await readSource(await cocoFolder());
  expect(format).toBe("coco");
  expect(skipped).toEqual([]);
  expect(reason).toContain(
    "instances_train2017.json with captions_train2017.json (2 images, 3 annotations, 2 categories, split train)",
  );
  expect(reason).toContain("person_keypoints_train2017.json");
  expect(images.map(({ path, split, objects }) => [path, split, objects.map(({ sourceId }) => sourceId)])).toEqual([
    ["train2017/a.jpg", "train", ["10", "11"]],
    ["train2017/b.jpg", "train", ["12"]],
    ["val2017/a.jpg", "val", ["12"]],
  ]);
  expect(images[0].meta).toEqual({
    image_id: 9,
    license: 3,
    coco_url: "http://x/a.jpg",
    caption: "A cat.",
    caption_2: "A dog",
  });
  expect(images[0].objects).toEqual([
    {
      label: "dog",
      box: [0, 0, 10, 10],
      polygons: null,
      unit: "pixel",
      confidence: null,
      source: null,
      crowd: true,
      sourceId: "10",
      attributes: { category_id: 7, supercategory: "animal", rle: '{"size":[80,100],"counts":[5,3,7992]}' },
    },
    {
      label: "cat",
      box: [10, 10, 20, 20],
      polygons: [[10, 10, 30, 10, 30, 30]],
      unit: "pixel",
      confidence: null,
      source: null,
      crowd: false,
      sourceId: "11",
      attributes: {
        ...{ occluded: true, color: "red", keypoints: "[1,2,2]", num_keypoints: 1 },
        ...{ area: 187.25, category_id: 1, supercategory: "animal" },
      },
    },
  ]);
  expect(images[2].objects[0].confidence).toBe(0.25);
});

test("COCO out and in again is the same, ids, masks and captions included", async () => {
  const first = await readSource(await cocoFolder());
  const out = join(await temporaryFolder(), "out");
  const samples = first.images.map((record) => exportSampleOf(record, 100, 80));
  await writeDataset("coco", samples, { out, images: "copy", cache: out });
  const second = await readSource(out);
  expect(second.skipped).toEqual([]);
  const facts = ({ images }: typeof first) => images.map(({ path, file, root, media, ...rest }) => rest);
  expect(facts(second)).toEqual(facts(first));
  const json = JSON.parse(await readFile(join(out, "annotations/instances_train.json"), "utf8"));
  expect(json.categories).toEqual(categories);
  expect(json.images.map(({ id }: { id: number }) => id)).toEqual([9, 4]);
  expect(
    json.annotations.map(({ id, image_id, area, iscrowd }: Record<string, number>) => [id, image_id, area, iscrowd]),
  ).toEqual([
    [10, 9, 3, 1],
    [11, 9, 187.25, 0],
    [12, 4, 12, 0],
  ]);
  expect(json.annotations[0].segmentation).toEqual({ size: [80, 100], counts: [5, 3, 7992] });
});

const side = fc.double({ min: 0.001, max: 50, noNaN: true });
const annotation = fc.record(
  {
    id: fc.nat(1_000_000),
    image_id: fc.nat(4),
    category_id: fc.constantFrom(1, 7),
    bbox: fc.tuple(side, side, side, side),
    segmentation: fc.array(fc.array(side, { minLength: 6, maxLength: 6 }), { maxLength: 2 }),
    iscrowd: fc.constantFrom(0, 1),
    attributes: fc.dictionary(fc.stringMatching(/^[a-z_]{1,8}$/), fc.oneof(fc.string(), side, fc.boolean())),
    score: fc.double({ min: 0, max: 1, noNaN: true }),
  },
  { requiredKeys: ["id", "image_id", "category_id", "bbox"] },
);

test("any annotations come back as they were", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(annotation, { selector: ({ id }) => id, maxLength: 20 }),
      fc.constantFrom("train", "val", "odd / split", null),
      async (annotations, split) => {
        const folder = await temporaryFolder();
        const images = Array.from({ length: 5 }, (_, i) => image(i, `${i}.jpg`));
        await writeFiles(folder, Object.fromEntries(images.map(({ file_name }) => [`images/${file_name}`, "x"])));
        await writeFiles(folder, { "labels.json": { images, annotations, categories } });
        const first = await readSource(join(folder, "labels.json"), split === null ? {} : { split });
        expect(first.skipped).toEqual([]);
        const out = join(await temporaryFolder(), "out");
        await writeDataset(
          "coco",
          first.images.map((record) => exportSampleOf(record, 100, 80)),
          { out, images: "link", cache: out },
        );
        const second = await readSource(out);
        const facts = ({ images }: typeof first) => images.map(({ file, root, media, ...rest }) => rest);
        expect(facts(second)).toEqual(facts(first));
      },
    ),
    { numRuns: 10 },
  );
});

const mask = { size: [80, 100], counts: "not;a mask" };
test.each([
  ["an unknown image", box(1, 99, [0, 0, 1, 1]), "image_id"],
  ["an image id that is text", { ...box(1, 1, [0, 0, 1, 1]), image_id: "1" }, "image_id"],
  ["no image", { id: 1, bbox: [0, 0, 1, 1], category_id: 1 }, "image_id"],
  ["an unknown category", box(1, 1, [0, 0, 1, 1], { category_id: 3 }), "category_id 3"],
  ["a category id that is text", box(1, 1, [0, 0, 1, 1], { category_id: "1" }), "category_id"],
  ["a number that is text", box(1, 1, ["0", 0, 1, 1]), 'the text "0"'],
  ["a negative width", box(1, 1, [0, 0, -1, 1]), "negative"],
  ["no area", box(1, 1, [5, 5, 0, 10]), "no area"],
  ["a box outside", box(1, 1, [100, 0, 5, 5]), "outside the image of 100 x 80"],
  ["three numbers", box(1, 1, [0, 0, 1]), "bbox"],
  ["null in a box", box(1, 1, [0, null, 1, 1]), "null"],
  ["no box", { id: 1, image_id: 1, category_id: 1 }, "neither bbox"],
  ["an odd polygon", box(1, 1, [0, 0, 1, 1], { segmentation: [[1, 2, 3, 4, 5]] }), "segmentation/0"],
  ["a polygon of 1,000,000 vertices", box(1, 1, [0, 0, 1, 1], { segmentation: [Array(2_000_000).fill(1)] }), "100000"],
  [
    "runs that do not add up",
    box(1, 1, [0, 0, 1, 1], { segmentation: { size: [80, 100], counts: [5, 5] } }),
    "add up to 10",
  ],
  ["a broken mask", box(1, 1, [0, 0, 1, 1], { segmentation: mask }), "counts"],
  ["a mask of another size", box(1, 1, [0, 0, 1, 1], { segmentation: { size: [2, 2], counts: [4] } }), "2 x 2"],
  ["a crowd of 2", box(1, 1, [0, 0, 1, 1], { iscrowd: 2 }), "iscrowd"],
  ["a list", [1, 2], "no object"],
  ["an id that stands there already", box(50, 1, [0, 0, 1, 1]), "50"],
])("%s costs one annotation, which is named", async (_, bad, message) => {
  const folder = await temporaryFolder();
  await writeFiles(folder, {
    "a.jpg": "x",
    "x.json": {
      images: [image(1, "a.jpg")],
      annotations: [box(50, 1, [1, 1, 2, 2]), bad, box(51, 1, [1, 1, 2, 2])],
      categories,
    },
  });
  const { images, skipped } = await readSource(folder);
  expect(images).toHaveLength(1);
  expect(images[0].objects.map(({ sourceId }) => sourceId)).toEqual(["50", "51"]);
  expect(skipped).toMatchObject([{ path: "x.json#/annotations/1", code: "bad_record" }]);
  expect(skipped[0].message).toContain(message);
});

test("NaN, deep nesting and hostile keys cost one annotation or nothing", async () => {
  const folder = await temporaryFolder();
  const deep = `${"[".repeat(10_000)}${"]".repeat(10_000)}`;
  const good = (id: number, more: string) => `{"id":${id},"image_id":1,"category_id":1,"bbox":[1,1,2,2]${more}}`;
  const annotations = [
    good(1, ""),
    good(2, ',"area":NaN'),
    good(3, `,"x":${deep}`),
    good(4, ',"__proto__":{"polluted":1},"attributes":{"__proto__":{"polluted":1},"s":"\\ud800"},"id":5'),
  ];
  await writeFiles(folder, {
    "a.jpg": "x",
    "x.json": `\ufeff{"images":[{"id":1,"file_name":"a.jpg"}],"annotations":[${annotations}],"categories":[{"id":1,"name":"c"}]}`,
  });
  const { images, skipped } = await readSource(folder);
  expect(skipped.map(({ path }) => path)).toEqual(["x.json#/annotations/1", "x.json#/annotations/2"]);
  expect(skipped[0].message).toMatch(/byte \d+/);
  expect(images[0].objects.map(({ sourceId, attributes }) => [sourceId, attributes])).toEqual([
    ["1", { category_id: 1 }],
    ["5", { category_id: 1, s: "\ufffd" }],
  ]);
  expect("polluted" in {}).toBe(false);
});

describe("images", () => {
  test("that are missing, elsewhere or named twice are said, with what is lost", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "..", "outside.jpg"), "x");
    await writeFiles(folder, {
      "images/a.jpg": "x",
      "x.json": {
        images: [
          image(1, "a.jpg"),
          image(2, "gone.jpg"),
          image(3, "/etc/passwd"),
          image(4, "../../outside.jpg"),
          image(1, "b.jpg"),
          { id: 6 },
          image(7, "images\\a.jpg"),
        ],
        annotations: [box(1, 2, [0, 0, 1, 1]), box(2, 2, [0, 0, 1, 1])],
        categories,
      },
    });
    const { images, skipped } = await readSource(folder);
    expect(images.map(({ path }) => path)).toEqual(["images/a.jpg"]);
    const codes = Object.fromEntries(skipped.map(({ path, code }) => [path.replace("x.json#/images/", ""), code]));
    expect(codes).toEqual({
      1: "path_not_found",
      2: "outside_root",
      3: "outside_root",
      4: "bad_record",
      5: "bad_record",
      "x.json: images/a.jpg": "bad_record",
    });
    expect(skipped.find(({ path }) => path.endsWith("/1"))?.message).toContain("2 objects");
  });

  test.each([
    "train/_annotations.coco.json",
    "train/x.json",
    "train.json",
    "annotations/instances_train.json",
    "coco_train_v2.json",
  ])("are of the split that %s names", async (name) => {
    const folder = await temporaryFolder();
    await writeFiles(folder, {
      "train/a.jpg": "x",
      [name]: { images: [image(1, "a.jpg")], annotations: [], categories },
    });
    const { images } = await readSource(folder);
    expect(images.map(({ split }) => split)).toEqual(["train"]);
  });
});

test.each([
  ["cut", '{"images":[{"id":1,"file_name":"a.jpg"}],"annotations":[{"id":1', "byte"],
  ["of two halves", '{"images":[]}{"images":[]}', "byte 13"],
])("a file that is %s is refused with its byte", async (_, text, message) => {
  const folder = await temporaryFolder();
  await writeFiles(folder, { "a.jpg": "x", "x.json": text });
  await expect(readSource(folder)).rejects.toMatchObject({
    code: "bad_record",
    message: expect.stringContaining(message),
  });
});
