import { symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { openSource } from "./open-source.ts";
import type { SourceOptions, SourceRecord } from "./source.ts";

async function readCsv(text: string | Buffer, options: SourceOptions = {}, name = "data.csv"): Promise<SourceRecord[]> {
  const folder = await temporaryFolder();
  for (const image of ["a.jpg", "b.jpg", "c.jpg", "=d.jpg"]) await writeFile(join(folder, image), "x");
  const outside = await temporaryFolder();
  await writeFile(join(outside, "secret.jpg"), "x");
  await symlink(join(outside, "secret.jpg"), join(folder, "link.jpg"));
  await writeFile(join(folder, name), text.toString().replaceAll("OUTSIDE", outside));
  const records: SourceRecord[] = [];
  for await (const record of (await openSource([join(folder, name)], options)).records) records.push(record);
  return records;
}

test("columns become labels, split, tags and typed metadata", async () => {
  const rows = [
    "\ufeffpath,label,split,tags,id,width,meta.count,ratio,ok,code,mixed,taken,__proto__",
    "a.jpg,cat|small cat,train,x|y,17,9,3,0.5,true,007,1,2024-01-02,evil",
    'b.jpg,"[""a|b""]",,,,,-4,1e3,FALSE,8,one,,',
    "'=d.jpg,'+1 (555),,,,,,,,,,,",
  ];
  const records = await readCsv(`${rows.join("\r\n")}\r\n`);
  expect(records).toMatchObject([
    { kind: "image", path: "a.jpg", labels: ["cat", "small cat"], split: "train", tags: ["x", "y"] },
    { kind: "image", path: "b.jpg", labels: ["a|b"], split: null, tags: [] },
    { kind: "image", path: "=d.jpg", labels: ["+1 (555)"], meta: {} },
  ]);
  const metas = records.map((record) => (record.kind === "image" ? record.meta : null));
  expect(metas[0]).toEqual({ count: 3, ratio: 0.5, ok: true, code: "007", mixed: "1", taken: "2024-01-02" });
  expect(metas[1]).toEqual({ count: -4, ratio: 1000, ok: false, code: "8", mixed: "one" });
  expect(Object.getPrototypeOf(metas[0])).toBe(Object.prototype);
});

test.each([
  ["semicolons", "path;label\na.jpg;x\n", "data.csv"],
  ["tabs", "path\tlabel\na.jpg\tx\n", "data.tsv"],
])("%s separate too", async (_, text, name) => {
  expect(await readCsv(text, {}, name)).toMatchObject([{ path: "a.jpg", labels: ["x"] }]);
});

test("a bad row costs that row and names its line", async () => {
  const text =
    "path,label\na.jpg,x\nb.jpg\nb.jpg,\0\n,x\nmissing.jpg,x\n../c.jpg,x\n/etc/passwd,x\nlink.jpg,x\na.jpg,y\nc.jpg,z\n";
  const outcomes = (await readCsv(text)).map((record) =>
    record.kind === "skipped" ? `${record.path} ${record.code}` : record.path,
  );
  expect(outcomes).toEqual([
    "a.jpg",
    "data.csv:3 bad_record",
    "data.csv:4 bad_record",
    "data.csv:5 bad_record",
    "data.csv:6 path_not_found",
    "data.csv:7 outside_root",
    "data.csv:8 outside_root",
    "data.csv:9 link_not_followed",
    "data.csv:10 bad_record",
    "c.jpg",
  ]);
});

test("paths may leave the folder only when that is allowed", async () => {
  const records = await readCsv("path\nOUTSIDE/secret.jpg\nlink.jpg\n", { images: "anywhere" });
  expect(records.map((record) => record.kind)).toEqual(["image", "image"]);
});

test.each([
  ["unbalanced quotes", 'path,label\na.jpg,x\nb.jpg,"y\nc.jpg,z\n', { line: 4 }],
  ["a stray quote", 'path,label\na.jpg,x\nb.jpg,"y"z\n', { line: 3 }],
  ["no path column", "name,label\na.jpg,x\n", { line: 1 }],
  ["the same column twice", "path,Label,label\na.jpg,x,y\n", { line: 1 }],
  ["10,000 columns", `path${",x".repeat(9_999)}\na.jpg\n`, { line: 1 }],
  ["an empty file", "", { line: 1 }],
])("%s refuse the file before anything is read", async (_, text, details) => {
  await expect(readCsv(text)).rejects.toMatchObject({ code: "bad_record", details });
});

test("a row without end does not fill the memory", async () => {
  await expect(readCsv(`path,label\na.jpg,"${"x".repeat(5_000_000)}`)).rejects.toMatchObject({ code: "bad_record" });
});

test("a second file of labels is refused", async () => {
  await expect(readCsv("path\na.jpg\n", { labels: "labels.csv" })).rejects.toMatchObject({ code: "bad_request" });
});

test("a link to a CSV file stands for the file at the link's place", async () => {
  const folder = await temporaryFolder();
  const elsewhere = await temporaryFolder();
  await writeFile(join(folder, "a.jpg"), "x");
  await writeFile(join(elsewhere, "list.csv"), "path\na.jpg\n");
  await symlink(join(elsewhere, "list.csv"), join(folder, "list.csv"));
  const records: SourceRecord[] = [];
  for await (const record of (await openSource([join(folder, "list.csv")])).records) records.push(record);
  expect(records).toMatchObject([{ kind: "image", root: folder, path: "a.jpg" }]);
});

test("an objects cell and rows of boxes give objects, bad ones cost themselves", async () => {
  const cell = '"[{""label"":""cat"",""box"":[1,2,3,4]},{""box"":[1,2,0,4]}]"';
  const [image, problem] = await readCsv(`path,objects\na.jpg,${cell}\n`);
  expect(image).toMatchObject({ kind: "image", objects: [{ label: "cat", box: [1, 2, 3, 4] }] });
  expect(problem).toMatchObject({
    kind: "skipped",
    path: "data.csv:2",
    message: expect.stringContaining("objects/1/box"),
  });
  const rows =
    "filename,class,xmin,ymin,xmax,ymax,width\na.jpg,cat,1,2,4,6,10\na.jpg,dog,1,x,4,6,10\na.jpg,dog,1,2,4,6,10\nb.jpg,,,,,,10\n";
  const records = await readCsv(`${rows}a.jpg,cat,1,2,4,6,10\n`);
  expect(records).toMatchObject([
    {
      path: "a.jpg",
      labels: [],
      objects: [
        { label: "cat", box: [1, 2, 3, 4] },
        { label: "dog", box: [1, 2, 3, 4] },
      ],
    },
    { kind: "skipped", path: "data.csv:3", message: expect.stringContaining("ymin") },
    { path: "b.jpg", objects: [] },
    { kind: "skipped", path: "data.csv:6", message: expect.stringContaining("sort them by path") },
  ]);
});
