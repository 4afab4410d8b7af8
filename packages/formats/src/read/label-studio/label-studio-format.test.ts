import { readFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { exportSampleOf, readSource, writeFiles } from "../../testing/records.ts";
import { temporaryFolder } from "../../testing/temporary-folder.ts";
import { writeDataset } from "../../write/write-dataset.ts";
import { boundingBox } from "../geometry.ts";
import { boxObject } from "../source.ts";

const rectangle = (id: string, value: object, more: object = {}) => ({
  ...{ id, type: "rectanglelabels", from_name: "label", to_name: "image", original_width: 200, original_height: 100 },
  value: { x: 10, y: 20, width: 30, height: 40, rotation: 0, rectanglelabels: ["cat"], ...value },
  ...more,
});

async function tasksFolder(tasks: object[], files: Record<string, string> = { "images/a.jpg": "x" }): Promise<string> {
  const folder = await temporaryFolder();
  await writeFiles(folder, { "export.json": tasks, ...files });
  return folder;
}

const task = (result: unknown[], image = "images/a.jpg", more: object = {}) => ({
  id: 3,
  data: { image },
  annotations: [{ was_cancelled: true, result: [rectangle("no", {})] }, { result }],
  ...more,
});

test("rectangles, polygons, choices and other controls are read", async () => {
  const folder = await tasksFolder([
    task(
      [
        rectangle("r1", { rotation: 15 }),
        { id: "r1", type: "choices", from_name: "pose", value: { choices: ["front"] } },
        { id: "r1", type: "number", from_name: "age", value: { number: 4 } },
        {
          id: "p1",
          type: "polygonlabels",
          value: {
            points: [
              [0, 0],
              [50, 0],
              [50, 50],
            ],
            polygonlabels: ["dog"],
          },
        },
        { id: "c", type: "choices", from_name: "choice", value: { choices: ["night", "rain"] } },
        { id: "t", type: "textarea", from_name: "note", value: { text: ["blurred"] } },
      ],
      "/data/local-files/?d=home/me/images%2Fa.jpg",
      { data: { image: "/data/local-files/?d=home/me/images%2Fa.jpg", split: "val", tags: ["x"], camera: "A" } },
    ),
  ]);
  const { images, skipped, format } = await readSource(folder);
  expect([format, skipped]).toEqual(["label-studio", []]);
  expect(images).toMatchObject([
    {
      path: "images/a.jpg",
      labels: ["night", "rain"],
      split: "val",
      tags: ["x"],
      meta: { camera: "A", image_id: 3, note: "blurred" },
    },
  ]);
  expect(images[0].objects).toEqual([
    {
      ...boxObject([0.1, 0.2, 0.3, 0.4], "relative"),
      label: "cat",
      sourceId: "r1",
      attributes: { rotation: 15, pose: "front", age: 4 },
    },
    { ...boxObject([0, 0, 0.5, 0.5], "relative"), label: "dog", sourceId: "p1", polygons: [[0, 0, 0.5, 0, 0.5, 0.5]] },
  ]);
});

test("predictions are read where nobody annotated, with model and confidence, and choices of models are no labels", async () => {
  const predictions = [
    {
      model_version: "m1",
      result: [rectangle("r", {}, { score: 0.5 }), { type: "choices", from_name: "c", value: { choices: ["x"] } }],
    },
  ];
  const folder = await tasksFolder([{ data: { image: "a.jpg" }, predictions }]);
  const { images } = await readSource(folder);
  expect(images).toMatchObject([{ labels: [], objects: [{ source: "m1", confidence: 0.5 }] }]);
});

test.each([
  ["/data/upload/1/0123abcd-a.jpg", "images/a.jpg"],
  ["https://example.org/bucket/a.jpg?x=1", "images/a.jpg"],
  ["s3://bucket/folder/a.jpg", "images/a.jpg"],
  ["a.jpg", "images/a.jpg"],
  ["/data/local-files/?d=../../../etc/passwd", null],
  ["gone.jpg", null],
])("the image at %s is looked for in the folder only", async (address, path) => {
  const { images, skipped } = await readSource(await tasksFolder([task([rectangle("r", {})], address)]));
  expect(images.map((record) => record.path)).toEqual(path === null ? [] : [path]);
  if (path === null) expect(skipped).toMatchObject([{ path: "export.json#/0", code: "path_not_found" }]);
});

test.each([
  ["a number that is text", rectangle("x", { x: "1" }), "value/x"],
  ["a negative width", rectangle("x", { width: -1 }), "negative"],
  ["no area", rectangle("x", { width: 0 }), "no area"],
  ["a region outside", rectangle("x", { x: 120 }), "outside"],
  [
    "two points",
    {
      id: "x",
      type: "polygonlabels",
      value: {
        points: [
          [1, 1],
          [2, 2],
        ],
      },
    },
    "2 points",
  ],
  ["100,001 points", { id: "x", type: "polygonlabels", value: { points: Array(100_001).fill([1, 1]) } }, "100000"],
  ["a brush", { id: "x", type: "brushlabels", value: { format: "rle", rle: [1], width: 1 } }, "brushlabels"],
  ["no value", { id: "x" }, "no value"],
])("%s costs one region, which is named", async (_, bad, message) => {
  const { images, skipped } = await readSource(
    await tasksFolder([task([rectangle("a", {}), bad, rectangle("b", {})])]),
  );
  expect(images[0].objects.map(({ sourceId }) => sourceId)).toEqual(["a", "b"]);
  expect(skipped).toMatchObject([{ path: "export.json#/0/annotations/1/result/1", code: "bad_record" }]);
  expect(skipped[0].message).toContain(message);
});

const side = fc.double({ min: 0.001, max: 39, noNaN: true });
const polygon = fc
  .array(side, { minLength: 6, maxLength: 6 })
  .filter((points) => Math.min(...boundingBox([points]).slice(2)) > 0.001);
const objects = fc.record({
  label: fc.string({ minLength: 1, maxLength: 6 }),
  box: fc.tuple(side, side, side, side),
  polygons: fc.option(fc.array(polygon, { minLength: 1, maxLength: 3 })),
  source: fc.constantFrom(null, "model a"),
  confidence: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  crowd: fc.boolean(),
  sourceId: fc.uuid(),
  attributes: fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), fc.oneof(fc.string(), side, fc.boolean())),
});

test("annotations and pre-labels come back", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(objects, { minLength: 2, maxLength: 20 }),
      fc.constantFrom("train", null),
      async (described, split) => {
        const folder = await temporaryFolder();
        await writeFiles(folder, { "in/a b%.jpg": "x" });
        const [record] = (await readSource(join(folder, "in"))).images;
        // What a person said hides what models said.
        const [{ source }] = described;
        const wanted = described.map((object) => ({ ...boxObject(object.box, "pixel"), ...object, source }));
        const out = join(folder, "out");
        const labels = source === null ? ["x", "y"] : [];
        const given = exportSampleOf(
          { ...record, split, labels, tags: ["t"], meta: { camera: "A" }, objects: wanted },
          97,
          83,
        );
        await writeDataset("label-studio", [given], { out, images: "copy", cache: out });
        const { images, skipped } = await readSource(out);
        expect(skipped).toEqual([]);
        expect(images[0]).toMatchObject({ split, labels, tags: ["t"], meta: { camera: "A" } });
        const again = exportSampleOf(images[0], 97, 83);
        again.objects.forEach(({ id: _, box, polygons, ...rest }, i) => {
          const { id: __, box: wantedBox, polygons: wantedPolygons, ...wantedRest } = given.objects[i];
          expect(rest).toEqual(wantedRest);
          const numbers = polygons?.flat() ?? box;
          numbers.forEach((value, at) => {
            expect(value).toBeCloseTo((wantedPolygons?.flat() ?? wantedBox)[at], 9);
          });
        });
      },
    ),
    { numRuns: 10 },
  );
});

test("the labelling interface is written beside the tasks", async () => {
  const folder = await tasksFolder([task([rectangle("r", { rectanglelabels: ['a "b" <c>'] })])]);
  const { images } = await readSource(folder);
  const out = join(folder, "out");
  await writeDataset(
    "label-studio",
    images.map((record) => exportSampleOf(record, 200, 100)),
    { out, images: "none", cache: out },
  );
  expect(await readFile(join(out, "config.xml"), "utf8")).toContain('<Label value="a &quot;b&quot; &lt;c&gt;"/>');
});
