import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { exportSampleOf, readSource, writeFiles } from "../../testing/records.ts";
import { temporaryFolder } from "../../testing/temporary-folder.ts";
import { writeDataset } from "../../write/write-dataset.ts";
import { boxObject } from "../source.ts";

const bounds = (left: unknown, top: unknown, right: unknown, bottom: unknown): string =>
  `<bndbox><xmin>${left}</xmin><ymin>${top}</ymin><xmax>${right}</xmax><ymax>${bottom}</ymax></bndbox>`;
const object = (name: string, inside: string): string => `<object><name>${name}</name>${inside}</object>`;
const annotation = (filename: string, objects: string, head = '<?xml version="1.0"?>'): string =>
  `${head}<annotation><folder>x</folder><filename>${filename}</filename><size><width>100</width><height>80</height></size>\n${objects}\n</annotation>`;

async function vocFolder(files: Record<string, string>): Promise<string> {
  const folder = await temporaryFolder();
  await writeFiles(folder, files);
  return folder;
}

test("objects, flags, splits and images without annotations are read", async () => {
  const flags = "<pose>Left</pose><truncated>1</truncated><difficult>0</difficult><occluded>1</occluded>";
  const folder = await vocFolder({
    "VOC2012/Annotations/a.xml": annotation(
      "a.jpg",
      object("cat", flags + bounds(1, 2, 11.5, 22)) +
        object(
          "d &amp; g",
          `${bounds(0, 0, 5, 5)}<attributes><attribute><name>age</name><value>3</value></attribute></attributes>`,
        ),
    ),
    "VOC2012/Annotations/b.xml": annotation("wrong name.png", ""),
    "VOC2012/JPEGImages/a.jpg": "x",
    "VOC2012/JPEGImages/b.jpg": "x",
    "VOC2012/JPEGImages/c.jpg": "x",
    "VOC2012/SegmentationClass/a.png": "x",
    "VOC2012/ImageSets/Main/train.txt": "a\n",
    "VOC2012/ImageSets/Main/trainval.txt": "a\nb\nc\n",
    "VOC2012/ImageSets/Main/val.txt": "b\nc\n",
    "VOC2012/ImageSets/Main/cat_train.txt": "a  1\nb -1\n",
  });
  const { images, skipped, format } = await readSource(folder);
  expect([format, skipped]).toEqual(["voc", []]);
  expect(images.map(({ path, split, objects }) => [path, split, objects.length])).toEqual([
    ["VOC2012/JPEGImages/a.jpg", "train", 2],
    ["VOC2012/JPEGImages/b.jpg", "val", 0],
    ["VOC2012/JPEGImages/c.jpg", "val", 0],
  ]);
  expect(images[0].objects).toEqual([
    {
      ...boxObject([1, 2, 10.5, 20], "pixel"),
      label: "cat",
      attributes: { pose: "Left", truncated: true, occluded: true },
    },
    { ...boxObject([0, 0, 5, 5], "pixel"), label: "d & g", attributes: { age: 3 } },
  ]);
});

test("XML files beside the images, as label tools write them, are read", async () => {
  const folder = await vocFolder({
    "a.xml": annotation("a.jpg", object("cat", bounds(1, 2, 3, 4))),
    "a.jpg": "x",
    "b.jpg": "x",
  });
  expect((await readSource(folder)).images.map(({ path, objects }) => [path, objects.length])).toEqual([
    ["a.jpg", 1],
    ["b.jpg", 0],
  ]);
  expect((await readSource(join(folder, "a.xml"))).images).toHaveLength(1);
});

test.each([
  ["no number", object("x", bounds("NaN", 1, 2, 3)), '"NaN"'],
  ["a missing side", object("x", "<bndbox><xmin>1</xmin></bndbox>"), "ymin is missing"],
  ["a negative size", object("x", bounds(9, 1, 2, 3)), "negative"],
  ["no area", object("x", bounds(2, 1, 2, 3)), "no area"],
  ["a box outside", object("x", bounds(100, 1, 120, 3)), "outside the image of 100 x 80"],
  ["no name", object("", bounds(1, 1, 2, 3)), "no name"],
  ["no box", object("x", ""), "no bndbox"],
  ["two points", object("x", "<polygon><x1>1</x1><y1>1</y1><x2>2</x2><y2>1</y2></polygon>"), "2 points"],
  ["100,001 points", object("x", `<polygon>${"<x1>1</x1><y1>1</y1>".repeat(100_001)}</polygon>`), "100000"],
])("%s costs one object, which is named with its line", async (_, bad, message) => {
  const good = object("good", bounds(1, 1, 2, 3));
  const folder = await vocFolder({
    "Annotations/a.xml": annotation("a.jpg", `${good}\n${bad}\n${good}`),
    "JPEGImages/a.jpg": "x",
  });
  const { images, skipped } = await readSource(folder);
  expect(images[0].objects).toHaveLength(2);
  expect(skipped).toMatchObject([{ path: "Annotations/a.xml:3", code: "bad_record" }]);
  expect(skipped[0].message).toContain(message);
});

const entities = '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;">]>';
test.each([
  [
    "entities that multiply",
    annotation("a.jpg", object("&y;", bounds(1, 1, 2, 2)), entities),
    "line 1: a document type",
  ],
  [
    "an outside entity",
    annotation("a.jpg", object("&f;", ""), '<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]>'),
    "document type",
  ],
  ["an unknown entity", annotation("a.jpg", "\n<x>&nbsp;</x>"), "line 3"],
  ["no XML", "<annotation>\n<a></b></annotation>", "line 2"],
  ["nesting of 10,000 levels", `<annotation>${"<a>".repeat(10_000)}`, "64 levels"],
  ["an end that is missing", "<annotation><filename>a.jpg</filename>\n", "line 2"],
])("%s: the file is refused with its line, the rest is imported", async (_, text, message) => {
  const folder = await vocFolder({
    "Annotations/a.xml": annotation("good.jpg", ""),
    "Annotations/b.xml": text,
    "JPEGImages/good.jpg": "x",
    "JPEGImages/a.jpg": "x",
  });
  const { images, skipped } = await readSource(folder);
  expect(images).toHaveLength(2);
  expect(skipped).toMatchObject([{ path: "Annotations/b.xml", code: "bad_record" }]);
  expect(skipped[0].message).toContain(message);
});

test("images that are missing, outside or named twice are said", async () => {
  const folder = await vocFolder({
    "Annotations/a.xml": annotation("a.jpg", object("x", bounds(1, 1, 2, 2))),
    "Annotations/b.xml": annotation("gone.jpg", object("x", bounds(1, 1, 2, 2))),
    "Annotations/c.xml": annotation("../../../c.jpg", ""),
    "Annotations/d.xml": annotation("a.jpg", ""),
    "JPEGImages/a.jpg": "x",
  });
  const { skipped } = await readSource(folder);
  expect(skipped.map(({ path, code }) => [path, code])).toEqual([
    ["Annotations/b.xml", "path_not_found"],
    ["Annotations/c.xml", "outside_root"],
    ["Annotations/d.xml", "bad_record"],
  ]);
  expect(skipped[0].message).toContain("1 objects");
});

const side = fc.double({ min: 0.001, max: 39, noNaN: true });
const text = fc
  .string({ minLength: 1, maxLength: 6, unit: "grapheme" })
  .map((value) => value.trim())
  .filter((value) => value !== "");
const objects = fc.record({
  label: text,
  box: fc.tuple(side, side, side, side),
  polygons: fc.option(fc.array(fc.array(side, { minLength: 6, maxLength: 6 }), { minLength: 1, maxLength: 2 })),
  confidence: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  crowd: fc.boolean(),
  sourceId: fc.option(fc.integer().map(String)),
  attributes: fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), fc.oneof(text, side, fc.boolean())),
});

test("classes, boxes, polygons, ids, crowds, attributes and splits come back", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(objects, { minLength: 3, maxLength: 20 }),
      fc.constantFrom("train", "val", "holdout", null),
      async (described, split) => {
        const folder = await vocFolder({ "in/a.jpg": "x" });
        const [record] = (await readSource(join(folder, "in"))).images;
        const wanted = described.map((object) => ({ ...boxObject(object.box, "pixel"), ...object }));
        const out = join(folder, "out");
        await writeDataset("voc", [exportSampleOf({ ...record, split, objects: wanted }, 100, 80)], {
          out,
          images: "copy",
          cache: out,
        });
        const { images, skipped } = await readSource(out);
        expect(skipped).toEqual([]);
        expect(images[0].split).toBe(split);
        images[0].objects.forEach(({ box, ...rest }, i) => {
          const { box: wantedBox, ...wantedRest } = wanted[i];
          expect(rest).toEqual(wantedRest);
          box.forEach((value, at) => {
            expect(value).toBeCloseTo(wantedBox[at], 9);
          });
        });
      },
    ),
    { numRuns: 10 },
  );
});
