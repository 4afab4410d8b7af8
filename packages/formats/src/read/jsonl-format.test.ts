import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { openSource } from "./open-source.ts";
import type { SourceRecord } from "./source.ts";

async function readJsonl(text: string | Buffer): Promise<SourceRecord[]> {
  const folder = await temporaryFolder();
  for (const image of ["a.jpg", "b.jpg", "c.jpg"]) await writeFile(join(folder, image), "x");
  await writeFile(join(folder, "data.jsonl"), text);
  const records: SourceRecord[] = [];
  for await (const record of (await openSource([join(folder, "data.jsonl")])).records) records.push(record);
  return records;
}

test("fields become labels, split, tags, objects and metadata", async () => {
  const lines = [
    '\ufeff{"path":"a.jpg","label":"cat","split":"train","tags":["x"],"meta":{"camera":"A","label":"kept"},"depth":{"mean":2}}',
    "",
    '{"path":"b.jpg","labels":["cat",7],"list":[1,2],"none":null,"ok":true,"id":"ignored"}\r',
    '{"path":"c.jpg","objects":[{"label":"eye","box":[1,2,3,4.5]},{"box":[0,0,0.5,1],"unit":"relative","confidence":0.5}]}',
  ];
  expect(await readJsonl(lines.join("\n"))).toMatchObject([
    {
      path: "a.jpg",
      labels: ["cat"],
      split: "train",
      tags: ["x"],
      meta: { camera: "A", label: "kept", "depth.mean": 2 },
    },
    { path: "b.jpg", labels: ["cat", "7"], meta: { list: "[1,2]", ok: true } },
    {
      path: "c.jpg",
      objects: [
        { label: "eye", box: [1, 2, 3, 4.5], unit: "pixel", confidence: null },
        { label: null, box: [0, 0, 0.5, 1], unit: "relative", confidence: 0.5 },
      ],
    },
  ]);
});

const long = `{"path":"a.jpg","x":"${"y".repeat(17 * 1024 * 1024)}"}`;
test.each([
  ["broken JSON", '{"path":"a.jpg",}', "no valid JSON"],
  ["NaN", '{"path":"a.jpg","x":NaN}', "no valid JSON"],
  ["10,000 levels", `{"path":"a.jpg","x":${"[".repeat(10_000)}${"]".repeat(10_000)}}`, "64 levels"],
  ["a list", '["a.jpg"]', "not a JSON object"],
  ["no path", '{"label":"x"}', "no path"],
  ["a NUL in the path", '{"path":"a\\u0000.jpg"}', "NUL"],
  ["a label that is an object", '{"path":"a.jpg","label":{}}', "label"],
  ["a line of 17 MiB", long, "16 MiB"],
])("%s costs one line, which is named", async (_, line, message) => {
  const records = await readJsonl(`{"path":"b.jpg"}\n${line}\n{"path":"c.jpg"}`);
  expect(records.map((record) => record.kind)).toEqual(["image", "skipped", "image"]);
  expect(records[1]).toMatchObject({ path: "data.jsonl:2", code: "bad_record" });
  expect(records[1]).toHaveProperty("message", expect.stringContaining(`Line 2 (byte 17): `));
  expect(records[1]).toHaveProperty("message", expect.stringContaining(message));
});

test.each([
  ["a box without area", '{"path":"a.jpg","objects":[{"box":[0,0,0,1]}]}', "objects/0/box"],
  ["a box of text", '{"path":"a.jpg","objects":[{"box":[0,0,1,1]},{"box":["0",0,1,1]}]}', "objects/1/box"],
  ["a confidence over 1", '{"path":"a.jpg","objects":[{"box":[0,0,1,1],"confidence":2}]}', "confidence"],
  [
    "coordinates that are odd in number",
    '{"path":"a.jpg","objects":[{"polygons":[[1,2,3,4,5,6,7]]}]}',
    "objects/0/polygons/0",
  ],
  ["100,001 vertices", `{"path":"a.jpg","objects":[{"polygons":[[${Array(200_002).fill(1)}]]}]}`, "100000"],
])("%s costs one object, which is named", async (_, line, message) => {
  const records = await readJsonl(`{"path":"b.jpg"}\n${line}\n{"path":"c.jpg"}`);
  expect(records.map((record) => record.kind)).toEqual(["image", "image", "skipped", "image"]);
  expect(records[2]).toMatchObject({ path: "data.jsonl:2", code: "bad_record" });
  expect(records[2]).toHaveProperty("message", expect.stringContaining(message));
});

test("hostile keys change no prototype, and lone surrogates become readable text", async () => {
  const [record] = await readJsonl(
    '{"path":"a.jpg","__proto__":{"polluted":1},"meta":{"__proto__":{"x":1},"s":"\\ud800"}}',
  );
  if (record.kind !== "image") throw new Error(record.kind);
  expect(record.meta).toEqual({ s: "\ufffd" });
  expect("polluted" in {} || "x" in record.meta).toBe(false);
});

test("the same path twice is said", async () => {
  const records = await readJsonl('{"path":"a.jpg"}\n{"path":"./a.jpg"}');
  expect(records[1]).toMatchObject({ kind: "skipped", code: "bad_record" });
});
