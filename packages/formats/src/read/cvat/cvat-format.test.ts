import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { exportSampleOf, readSource, writeFiles } from "../../testing/records.ts";
import { temporaryFolder } from "../../testing/temporary-folder.ts";
import { writeDataset } from "../../write/write-dataset.ts";
import { boundingBox } from "../geometry.ts";
import { boxObject } from "../source.ts";

async function cvatFolder(
  images: string,
  files: Record<string, string> = { "images/a.jpg": "x" },
  head = "",
): Promise<string> {
  const folder = await temporaryFolder();
  const label = `<label><name>cat</name><attributes>${["age number", "tame checkbox", "code text"]
    .map((attribute) => attribute.split(" "))
    .map(([name, type]) => `<attribute><name>${name}</name><input_type>${type}</input_type></attribute>`)
    .join("")}</attributes></label>`;
  const meta = `<meta><task><labels>${label}</labels></task></meta>`;
  await writeFiles(folder, {
    "annotations.xml": `${head}<annotations><version>1.1</version>${meta}\n${images}\n</annotations>`,
    ...files,
  });
  return folder;
}

const image = (shapes: string, name = "a.jpg", more = ""): string =>
  `<image id="7" name="${name}" width="10" height="8"${more}>\n${shapes}\n</image>`;

test("boxes, polygons, masks, tags and typed attributes are read", async () => {
  const folder = await cvatFolder(
    image(
      [
        '<box label="cat" source="manual" occluded="1" xtl="1" ytl="2" xbr="3.5" ybr="4" z_order="2"><attribute name="age">3</attribute><attribute name="tame">true</attribute><attribute name="code">007</attribute></box>',
        '<polygon label="dog" source="auto" occluded="0" points="1,1;5,1;5,4.5" z_order="0"></polygon>',
        '<mask label="dog" occluded="0" rle="1, 2, 1" left="2" top="1" width="2" height="2"></mask>',
        '<tag label="night"></tag><tag label="night"></tag>',
      ].join("\n"),
      "a.jpg",
      ' subset="Train"',
    ),
  );
  const { images, skipped, format } = await readSource(folder);
  expect([format, skipped]).toEqual(["cvat", []]);
  expect(images).toMatchObject([{ path: "images/a.jpg", labels: ["night"], split: "train", meta: { image_id: 7 } }]);
  expect(images[0].objects).toEqual([
    {
      ...boxObject([1, 2, 2.5, 2], "pixel"),
      label: "cat",
      attributes: { age: 3, tame: true, code: "007", occluded: true, z_order: 2 },
    },
    { ...boxObject([1, 1, 4, 3.5], "pixel"), label: "dog", source: "auto", polygons: [[1, 1, 5, 1, 5, 4.5]] },
    {
      ...boxObject([2, 1, 2, 2], "pixel"),
      label: "dog",
      attributes: { rle: '{"size":[8,10],"counts":[18,1,6,1,54]}' },
    },
  ]);
});

test.each([
  ["a kind that is not read", '<polyline label="cat" points="1,1;2,2"/>', "polyline"],
  ["no label", '<box xtl="1" ytl="1" xbr="2" ybr="2"/>', "no label"],
  ["NaN", '<box label="cat" xtl="NaN" ytl="1" xbr="2" ybr="2"/>', '"NaN"'],
  ["a negative size", '<box label="cat" xtl="3" ytl="1" xbr="2" ybr="2"/>', "negative"],
  ["a box outside", '<box label="cat" xtl="30" ytl="1" xbr="40" ybr="2"/>', "outside"],
  ["two points", '<polygon label="cat" points="1,1;2,2"/>', "2 points"],
  ["1,000,000 points", `<polygon label="cat" points="1,1${";2,2".repeat(1_000_000)}"/>`, "100000"],
  ["a point of three", '<polygon label="cat" points="1,1,1;2,2;3,3"/>', "1,1,1"],
  [
    "a mask whose runs do not add up",
    '<mask label="cat" rle="1, 2" left="2" top="1" width="2" height="2"/>',
    "add up to 3",
  ],
  ["a mask outside", '<mask label="cat" rle="0, 4" left="9" top="1" width="2" height="2"/>', "not inside"],
])("%s costs one shape, which is named with its line", async (_, bad, message) => {
  const good = '<box label="cat" xtl="1" ytl="1" xbr="2" ybr="2"/>';
  const { images, skipped } = await readSource(await cvatFolder(image(`${good}\n${bad}\n${good}`)));
  expect(images[0].objects).toHaveLength(2);
  expect(skipped).toMatchObject([{ path: "annotations.xml:4", code: "bad_record" }]);
  expect(skipped[0].message).toContain(message);
});

test("images that are missing, outside, nameless or there already are said", async () => {
  const folder = await cvatFolder(
    ["a.jpg", "gone.jpg", "/etc/passwd", "", "a.jpg"].map((name) => image("", name)).join("\n"),
  );
  const { images, skipped } = await readSource(folder);
  expect(images).toHaveLength(1);
  expect(skipped.map(({ path, code }) => [path, code])).toEqual([
    ["annotations.xml:5", "path_not_found"],
    ["annotations.xml:8", "outside_root"],
    ["annotations.xml:11", "bad_record"],
    ["annotations.xml:14", "bad_record"],
  ]);
});

test("a document type is refused with its line", async () => {
  const folder = await cvatFolder(image(""), undefined, '<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a "b">]>');
  await expect(readSource(folder)).rejects.toMatchObject({
    code: "bad_record",
    message: expect.stringContaining("annotations.xml, line 2: a document type"),
  });
});

const side = fc.double({ min: 0.001, max: 39, noNaN: true });
const text = fc
  .string({ minLength: 1, maxLength: 6, unit: "grapheme" })
  .map((value) => value.trim())
  .filter((value) => value !== "");
const polygon = fc
  .array(side, { minLength: 6, maxLength: 6 })
  .filter((points) => Math.min(...boundingBox([points]).slice(2)) > 0.001);
const objects = fc.record({
  label: text,
  box: fc.tuple(side, side, side, side),
  polygons: fc.option(fc.array(polygon, { minLength: 1, maxLength: 3 })),
  confidence: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  crowd: fc.boolean(),
  sourceId: fc.option(fc.integer().map(String)),
  attributes: fc.record(
    { size: side, kind: text, tame: fc.boolean(), occluded: fc.constant(true) },
    { requiredKeys: [] },
  ),
});

test("classes, boxes, polygons, ids, crowds, attributes, tags and splits come back", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(objects, { minLength: 3, maxLength: 20 }),
      fc.constantFrom("train", "hold out", null),
      async (described, split) => {
        const folder = await temporaryFolder();
        await writeFiles(folder, { "in/a.jpg": "x" });
        const [record] = (await readSource(join(folder, "in"))).images;
        const wanted = described.map((object) => ({
          ...boxObject(object.polygons ? boundingBox(object.polygons) : object.box, "pixel"),
          ...object,
          box: object.polygons ? boundingBox(object.polygons) : object.box,
        }));
        const out = join(folder, "out");
        const given = { ...record, split, labels: ["a & b", "c"], objects: wanted };
        await writeDataset("cvat", [exportSampleOf(given, 100, 80)], { out, images: "copy", cache: out });
        const { images, skipped } = await readSource(out);
        expect(skipped).toEqual([]);
        expect(images[0]).toMatchObject({ split, labels: ["a & b", "c"] });
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
