import { mkdir, readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { idxBytes, writeIdxPair } from "../testing/idx-files.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { openIdxFrames } from "./idx-frames.ts";
import { openSource } from "./open-source.ts";
import type { ImageRecord, Source, SourceRecord } from "./source.ts";

async function readAll(source: Source): Promise<SourceRecord[]> {
  const records: SourceRecord[] = [];
  for await (const record of source.records) records.push(record);
  return records;
}

async function readImages(source: Source): Promise<ImageRecord[]> {
  return (await readAll(source)).filter((record) => record.kind === "image");
}

test.each([false, true])("a folder of pairs gives frames, labels and splits (gzip: %s)", async (gzip) => {
  const folder = await temporaryFolder();
  await writeIdxPair(folder, "train", 12, { gzip });
  await writeIdxPair(folder, "t10k", 3, { gzip });
  const source = await openSource([folder]);
  expect(source).toMatchObject({ format: "idx", total: 15, roots: [folder] });
  const records = await readImages(source);
  expect(records.map((record) => record.split)).toEqual([...Array(3).fill("test"), ...Array(12).fill("train")]);
  const eleventh = records[14];
  expect(eleventh).toMatchObject({ path: "train-images-idx3-ubyte#11", row: 11, labels: ["1"] });
  expect(eleventh.frame).toEqual({ width: 4, height: 3, channels: 1, data: new Uint8Array(12).fill(11) });
});

test("every frame can be read again by its reference, also from a gzipped file", async () => {
  const folder = await temporaryFolder();
  const cache = join(folder, "cache");
  await writeIdxPair(folder, "train", 40, { gzip: true });
  const records = await readImages(await openSource([join(folder, "train-images-idx3-ubyte.gz")]));
  for (let round = 0; round < 2; round++) {
    await using frames = await openIdxFrames(records[0].file, cache);
    for (const { media, frame } of [records[39], records[0], records[17]])
      expect(media.kind === "frame" && (await frames.read(media))).toEqual(frame);
  }
  expect(await readdir(cache)).toHaveLength(1);
});

test("a file that shrank gives media_not_found", async () => {
  const folder = await temporaryFolder();
  await writeIdxPair(folder, "train", 5);
  const [record] = (await readImages(await openSource([folder]))).slice(-1);
  await truncate(record.file, 30);
  await using frames = await openIdxFrames(record.file, folder);
  if (record.media.kind !== "frame") throw new Error("no frame");
  await expect(frames.read(record.media)).rejects.toMatchObject({ code: "media_not_found" });
  await expect(openIdxFrames(join(folder, "gone"), folder)).rejects.toMatchObject({ code: "media_not_found" });
});

test("class names come from a file", async () => {
  const folder = await temporaryFolder();
  await writeIdxPair(folder, "train", 3);
  await writeFile(join(folder, "names.txt"), "top\r\n trouser \n");
  const records = await readImages(await openSource([folder], { labels: join(folder, "names.txt") }));
  expect(records.map((record) => record.labels)).toEqual([["top"], ["trouser"], ["2"]]);
});

test("images without labels, and in color, are read", async () => {
  const folder = await temporaryFolder();
  const values = Uint8Array.from({ length: 2 * 2 * 2 * 3 }, (_, i) => i);
  await writeFile(join(folder, "svhn-images-idx4-ubyte"), idxBytes([2, 2, 2, 3], values));
  const records = await readImages(await openSource([folder]));
  expect(records.map(({ frame, labels, split }) => [frame?.channels, frame?.data[0], labels, split])).toEqual([
    [3, 0, [], null],
    [3, 12, [], null],
  ]);
});

test.each([false, true])("a file that ends early gives what it holds and says so (gzip: %s)", async (gzip) => {
  const folder = await temporaryFolder();
  await writeIdxPair(folder, "train", 500, { gzip });
  const file = join(folder, `train-images-idx3-ubyte${gzip ? ".gz" : ""}`);
  const bytes = await readFile(file);
  await writeFile(file, bytes.subarray(0, gzip ? bytes.length - 40 : 16 + 12 * 7 + 5));
  const records = await readAll(await openSource([folder]));
  const last = records.at(-1);
  expect(last).toMatchObject({ kind: "skipped", code: "truncated_file", path: "train-images-idx3-ubyte" });
  expect(records.length).toBe(gzip ? records.length : 8);
  expect(records.slice(0, -1).every((record, i) => record.kind === "image" && record.frame?.data[0] === i % 256)).toBe(
    true,
  );
});

test.each([
  ["another type of values", Buffer.from([0, 0, 13, 3, ...Array(12).fill(1)])],
  ["no idx file", Buffer.from("hello, hello, hello")],
  ["a cut header", Buffer.from([0, 0, 8, 3, 0, 0])],
  ["frames of 4 gigapixels", idxBytes([1, 65_536, 65_536], new Uint8Array(9))],
  ["no width", idxBytes([1, 5, 0], new Uint8Array(9))],
])("%s is refused", async (_, bytes) => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "train-images-idx3-ubyte"), bytes);
  await expect(openSource([folder])).rejects.toMatchObject({ code: "unsupported_or_corrupt" });
});

test("labels for another number of images are refused", async () => {
  const folder = await temporaryFolder();
  await writeIdxPair(folder, "train", 5);
  await writeFile(join(folder, "train-labels-idx1-ubyte"), idxBytes([4], new Uint8Array(4)));
  const source = await openSource([folder]);
  await expect(readAll(source)).rejects.toMatchObject({ code: "unsupported_or_corrupt" });
});

test("asking for idx where there is none says how the files are named", async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "inner"));
  await expect(openSource([folder], { format: "idx" })).rejects.toMatchObject({ code: "no_images_found" });
});

test("the gzipped test files are what they are taken for", async () => {
  const folder = await temporaryFolder();
  await writeIdxPair(folder, "t10k", 2, { gzip: true });
  const plain = gunzipSync(await readFile(join(folder, "t10k-labels-idx1-ubyte.gz")));
  expect([...plain]).toEqual([0, 0, 8, 1, 0, 0, 0, 2, 0, 1]);
});
