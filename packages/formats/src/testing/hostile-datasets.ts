/** Files of one data set that tries a reader, and what reading it must end in. */
export interface HostileDataset {
  name: string;
  files: Record<string, string | object>;
  /** What `auto` must take it for. */
  format: string;
  /** Images and objects that are read all the same, and where what is left out stands. */
  expected: { images: number; objects: number; skipped: string[] } | { code: string; message: RegExp };
}

const image = (id: number, name = `${id}.jpg`) => ({ id, file_name: name, width: 100, height: 80 });
const box = (id: unknown, imageId: unknown, bbox: unknown, more: object = {}) => ({
  id,
  image_id: imageId,
  bbox,
  category_id: 1,
  ...more,
});
const categories = [{ id: 1, name: "cat" }];
const good = [1, 1, 5, 5];

/** Row 11: records that are wrong, one of each kind, among good ones. */
const wrongRecords: HostileDataset[] = [
  {
    name: "COCO with a wrong record of every kind",
    files: {
      "images/1.jpg": "x",
      "images/2.jpg": "x",
      "labels.json": {
        images: [image(1), image(2), image(1, "2.jpg"), image(3, "missing.jpg"), { id: 4 }],
        annotations: [
          box(1, 1, good),
          box(2, 99, good),
          box(3, 1, good, { category_id: 9 }),
          box(1, 2, good),
          box(5, 1, [null, 1, 5, 5]),
          box(6, 1, [1, 1, -5, 5]),
          box(7, 1, [200, 1, 5, 5]),
          box(8, 1, [1, 1, 0, 5]),
          box(9, 1, ["1", 1, 5, 5]),
          box(10, 1, good, { segmentation: { size: [80, 100], counts: [1, 2, 3] } }),
          box(11, 1, good, { segmentation: [Array(2_000_000).fill(1)] }),
          box(12, 3, good),
          box(13, 2, good),
        ],
        categories,
      },
    },
    format: "coco",
    expected: {
      images: 2,
      objects: 2,
      skipped: [
        ...[2, 3, 4].map((index) => `labels.json#/images/${index}`),
        ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((index) => `labels.json#/annotations/${index}`),
      ],
    },
  },
  {
    name: "YOLO with a wrong line of every kind",
    files: {
      "data.yaml": "train: images\nnames: [cat]\n",
      "images/1.jpg": "x",
      "labels/1.txt": `0 .5 .5 .1 .1\n7 .5 .5 .1 .1\n0 nan .5 .1 .1\n0 .5 .5 -.1 .1\n0 .5 .5 0 .1\n0 5 .5 .1 .1\n0 "1" .5 .1 .1\n0 .5\n0${" .5 .5".repeat(1_000_000)}\n`,
      "labels/missing.txt": "0 .5 .5 .1 .1",
    },
    format: "yolo",
    expected: {
      images: 1,
      objects: 1,
      skipped: [...[2, 3, 4, 5, 6, 7, 8, 9].map((line) => `labels/1.txt:${line}`), "labels/missing.txt"],
    },
  },
];

/** Row 12: JSON. */
const hostileJson: HostileDataset[] = [
  {
    name: "NaN, __proto__, a lone surrogate, nesting, a byte-order mark",
    files: {
      "1.jpg": "x",
      "x.json":
        `\ufeff{"__proto__":{"polluted":1},"images":[{"id":1,"file_name":"1.jpg","__proto__":{"polluted":1}}],"annotations":[` +
        `{"id":1,"image_id":1,"category_id":1,"bbox":[NaN,1,2,3]},{"id":2,"image_id":1,"category_id":1,"bbox":[1,1,2,3],"x":"\\ud800","__proto__":{"polluted":1}},` +
        `{"id":3,"image_id":1,"category_id":1,"bbox":[1,1,2,3],"x":${"[".repeat(10_000)}${"]".repeat(10_000)}}],"categories":[{"id":1,"name":"c"}]}`,
    },
    format: "coco",
    expected: { images: 1, objects: 1, skipped: ["x.json#/annotations/0", "x.json#/annotations/2"] },
  },
  {
    name: "JSON that ends in the middle",
    files: { "1.jpg": "x", "x.json": '{"images":[{"id":1' },
    format: "coco",
    expected: { code: "bad_record", message: /byte 18/ },
  },
  {
    name: "a list that stands there twice",
    files: { "1.jpg": "x", "x.json": '{"images":[],"annotations":[],"images":[]}' },
    format: "coco",
    expected: { code: "bad_record", message: /byte \d+.*twice/ },
  },
];

const bomb = [
  "a: &a [x,x,x,x,x,x,x,x,x]",
  ...[..."bcdefgh"].map((key, i) => `${key}: &${key} [${Array(9).fill(`*${"abcdefg"[i]}`)}]`),
];
const voc = (head: string, name: string) =>
  `${head}<annotation><filename>1.jpg</filename><object><name>${name}</name></object></annotation>`;

/** Row 13: YAML and XML. */
const hostileMarkup: HostileDataset[] = [
  {
    name: "YAML aliases that multiply",
    files: { "data.yaml": `${bomb.join("\n")}\nnames: *h\ntrain: images\n`, "images/1.jpg": "x" },
    format: "yolo",
    expected: { code: "bad_record", message: /line \d+: its aliases are refused/ },
  },
  {
    name: "a custom YAML tag",
    files: { "data.yaml": "names: [cat]\ntrain: !!js/function 'x'\n", "images/1.jpg": "x" },
    format: "yolo",
    expected: { code: "bad_record", message: /line 2/ },
  },
  {
    name: "a YAML path that leads out",
    files: { "data.yaml": "path: ../../\ntrain: images\nnames: [cat]\n", "images/1.jpg": "x" },
    format: "yolo",
    expected: { code: "bad_record", message: /line 1: path/ },
  },
  {
    name: "XML entities and files",
    files: {
      "Annotations/1.xml": voc('<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;&x;&x;">]>', "&z;"),
      "Annotations/2.xml": voc('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;"),
      "Annotations/3.xml": voc('<?xml version="1.0"?><!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd">', "x"),
      "JPEGImages/1.jpg": "x",
    },
    format: "voc",
    expected: { images: 1, objects: 0, skipped: [1, 2, 3].map((file) => `Annotations/${file}.xml`) },
  },
  {
    name: "a document type in CVAT",
    files: {
      "annotations.xml": '<!DOCTYPE a [<!ENTITY x "y">]>\n<annotations><image name="&x;"/></annotations>',
      "1.jpg": "x",
    },
    format: "cvat",
    expected: { code: "bad_record", message: /line 1: a document type/ },
  },
];

/** Rows 14 and 17: tables. */
const hostileTables: HostileDataset[] = [
  {
    name: "CSV with unbalanced quotes",
    files: { "metadata.csv": 'file_name,label\n1.jpg,"cat\n2.jpg,dog\n', "1.jpg": "x" },
    format: "huggingface",
    expected: { code: "bad_record", message: /no valid CSV/ },
  },
  {
    name: "CSV rows with NUL, of another length, with a list that is none",
    files: {
      "metadata.csv": 'file_name,label,objects\n1.jpg,cat,\n2.jpg,a\0b,\n2.jpg\n2.jpg,dog,"[{"\n',
      "1.jpg": "x",
      "2.jpg": "x",
    },
    format: "huggingface",
    expected: { images: 2, objects: 0, skipped: ["metadata.csv:3", "metadata.csv:4", "metadata.csv:5"] },
  },
  {
    name: "CSV with 10,000 columns",
    files: { "metadata.csv": `file_name,${Array.from({ length: 10_000 }, (_, i) => `c${i}`)}\n`, "1.jpg": "x" },
    format: "huggingface",
    expected: { code: "bad_record", message: /10001 columns/ },
  },
  {
    name: "Parquet that is none",
    files: { "metadata.parquet": "PAR1\u0001\u0002 pickle \u0003PAR1", "1.jpg": "x" },
    format: "huggingface",
    expected: { code: "unsupported_or_corrupt", message: /metadata.parquet/ },
  },
];

/** Data sets for the rows 11 to 14 and 17 of the list of bad inputs. */
export const hostileDatasets: HostileDataset[] = [...wrongRecords, ...hostileJson, ...hostileMarkup, ...hostileTables];
