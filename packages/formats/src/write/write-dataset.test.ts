import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createDecoder } from "../decode/decoder.ts";
import { fileLocation } from "../read/file-name.ts";
import { openSource } from "../read/open-source.ts";
import type { ImageRecord } from "../read/source.ts";
import { writeIdxPair } from "../testing/idx-files.ts";
import { smallJpeg } from "../testing/pictures.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import type { ExportObject, ExportSample } from "./export-sample.ts";
import { writeDataset } from "./write-dataset.ts";

function sampleOf(record: ImageRecord, changes: Partial<ExportSample> = {}): ExportSample {
  const { path, file, media, labels, split, tags, meta } = record;
  const objects: ExportObject[] = [];
  return { id: `id ${path}`, path, file, media, labels, split, tags, meta, objects, width: 32, height: 24, ...changes };
}

async function imagesOf(path: string, options: Parameters<typeof openSource>[1] = {}): Promise<ImageRecord[]> {
  const records: ImageRecord[] = [];
  for await (const record of (await openSource([path], options)).records)
    if (record.kind === "image") records.push(record);
  return records;
}

const oddNames = [
  "plain.jpg",
  "-dash.jpg",
  "=1+1.jpg",
  '"quote"\n.jpg',
  "'apostrophe.jpg",
  "\u{1f600}/e\u0301.jpg",
  "\u{1f600}/\u00e9.jpg",
];

/** A folder of small images: odd names, a name that is no UTF-8, and a name that looks like its escape. */
async function oddFolder(): Promise<string> {
  const folder = join(await temporaryFolder(), "in");
  await mkdir(join(folder, "\u{1f600}"), { recursive: true });
  for (const [seed, name] of oddNames.entries()) await writeFile(join(folder, name), await smallJpeg(seed));
  await writeFile(
    Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff]), Buffer.from(".jpg")]),
    await smallJpeg(90),
  );
  await writeFile(join(folder, "\\xff.jpg"), await smallJpeg(91));
  return folder;
}

const described = (sample: ExportSample | ImageRecord) => {
  const { labels, split, tags, meta } = sample;
  return { labels, split, tags, meta };
};

describe.each(["csv", "jsonl"])("%s", (format) => {
  test.each(["copy", "link"] as const)("gives back names, words and bytes (%s)", async (images) => {
    const samples = (await imagesOf(await oddFolder())).map((record, i) =>
      sampleOf(record, {
        labels: [[], ["=cmd()"], ["a|b", "c"], ["-1"], ['["x"]']][i % 5],
        split: i % 2 ? "train" : null,
        tags: i % 3 ? ["x", "y z"] : [],
        meta: { camera: '@A, "B"', weight: i / 4, night: i % 2 === 0 },
      }),
    );
    const out = join(await temporaryFolder(), "out");
    const result = await writeDataset(format, samples, { out, images, cache: out });
    expect(result).toMatchObject({ format, samples: 9, files: 10, skipped: [] });
    const back = await imagesOf(join(out, `samples.${format}`));
    expect(back.map((record) => record.path)).toEqual(samples.map((sample) => `images/${sample.path}`));
    expect(back.map(described)).toEqual(samples.map(described));
    for (const [i, { file }] of back.entries()) {
      expect(await readFile(fileLocation(file))).toEqual(await readFile(fileLocation(samples[i].file)));
      const isSame = (await stat(fileLocation(file))).ino === (await stat(fileLocation(samples[i].file))).ino;
      expect(isSame).toBe(images === "link");
    }
  });

  test("without images it lists the originals and merges over their folder again", async () => {
    const folder = await oddFolder();
    const samples = (await imagesOf(folder)).map((record) => sampleOf(record, { labels: ["new"], meta: {} }));
    const out = join(await temporaryFolder(), "out");
    expect(await writeDataset(format, samples, { out, images: "none", cache: out })).toMatchObject({ files: 1 });
    const text = await readFile(join(out, `samples.${format}`), "utf8");
    expect(text).toContain(join(folder, "plain.jpg"));
    if (format === "jsonl") return;
    const merged = await imagesOf(folder, { labels: join(out, "samples.csv") });
    expect(merged.map((record) => record.labels)).toEqual(samples.map(() => ["new"]));
  });
});

test("CSV cells that would be formulas are guarded, numbers are not", async () => {
  const [record] = await imagesOf(await oddFolder());
  const out = join(await temporaryFolder(), "out");
  const sample = sampleOf(record, {
    id: "1",
    path: "a.jpg",
    file: "/a.jpg",
    labels: ["=HYPERLINK(1)"],
    split: "+x",
    tags: ["@y"],
    meta: { t: -5, s: "-5+1" },
  });
  await writeDataset("csv", [sample], { out, images: "none", cache: out });
  const text = await readFile(join(out, "samples.csv"), "utf8");
  expect(text.split("\n")[1]).toMatch(/'=HYPERLINK\(1\),'\+x,'@y,32,24,'-5\+1,-5$/);
});

describe("folder", () => {
  test("sorts images into their classes, and comes back as classes", async () => {
    const labels = [["cat"], ["dog", "cat"], [], ["../../up"], ["."]];
    const samples = (await imagesOf(await oddFolder())).map((record, i) => sampleOf(record, { labels: labels[i % 5] }));
    const out = join(await temporaryFolder(), "out");
    const result = await writeDataset("folder", samples, { out, images: "copy", cache: out });
    expect((await readdir(out)).sort()).toEqual([".._.._up", "_", "cat", "dog", "renamed.csv", "unlabeled"]);
    expect(result).toMatchObject({ samples: 9, files: 10 });
    const back = await imagesOf(out);
    expect(back.filter((record) => record.labels[0] === "cat")).toHaveLength(2);
  });

  test("keeps twins from different folders apart and lists what was renamed", async () => {
    const folder = await temporaryFolder();
    for (const name of ["a/1.jpg", "b/1.jpg", "c/1.jpg"]) {
      await mkdir(join(folder, name, ".."), { recursive: true });
      await writeFile(join(folder, name), await smallJpeg());
    }
    const samples = (await imagesOf(folder)).map((record) => sampleOf(record, { labels: ["same"] }));
    const out = join(await temporaryFolder(), "out");
    await writeDataset("folder", samples, { out, images: "copy", cache: out });
    expect((await readdir(join(out, "same"))).sort()).toEqual(["1.jpg", "1~2.jpg", "1~3.jpg"]);
    expect(await readFile(join(out, "renamed.csv"), "utf8")).toContain("same/1.jpg,same/1~3.jpg");
  });

  test("writes frames as PNG files of the same pixels", async () => {
    const folder = await temporaryFolder();
    await writeIdxPair(folder, "train", 12, { gzip: true });
    const records = await imagesOf(folder);
    const out = join(await temporaryFolder(), "out");
    const samples = records.map((record) => sampleOf(record));
    await writeDataset("folder", samples, { out, images: "copy", cache: join(folder, "cache") });
    using decoder = createDecoder({ processes: 1 });
    const file = join(out, "1", "train-images-idx3-ubyte#11.png");
    const result = await decoder.decode({ file }, { pixels: { size: 4 } });
    expect(result).toMatchObject({ ok: true, format: "png", width: 4, height: 3 });
    expect(result.ok && result.pixels?.every((value) => value === 11)).toBe(true);
  });
});

test("names that Windows or macOS refuse or confuse are changed on demand", async () => {
  const [record] = await imagesOf(await oddFolder());
  const paths = [
    "CON.jpg",
    "a:b?.jpg",
    "end./x.jpg",
    "Twin.jpg",
    "twin.jpg",
    "e\u0301.jpg",
    "\u00e9.jpg",
    "..",
    `${"l".repeat(300)}.jpg`,
  ];
  const samples = paths.map((path) => sampleOf(record, { path }));
  const out = join(await temporaryFolder(), "out");
  await writeDataset("csv", samples, { out, images: "copy", cache: out, portableNames: true });
  const names = (await imagesOf(join(out, "samples.csv"))).map((sample) => sample.path.slice("images/".length));
  expect(names.slice(0, 8)).toEqual([
    ...["_CON.jpg", "a_b_.jpg", "end_/x.jpg", "Twin.jpg", "twin~2.jpg", "\u00e9.jpg", "\u00e9~2.jpg", "__"],
  ]);
  expect(names[8]).toMatch(/^l{200,}~[0-9a-f]{8}\.jpg$/);
  expect((await readFile(join(out, "renamed.csv"), "utf8")).trim().split("\n")).toHaveLength(9);
});

describe("the output folder", () => {
  test("must be new or empty, and is replaced only when asked", async () => {
    const samples = (await imagesOf(await oddFolder())).map((record) => sampleOf(record));
    const out = await temporaryFolder();
    const options = { out, images: "none", cache: out } as const;
    await writeDataset("csv", samples, options);
    const before = await readFile(join(out, "samples.csv"), "utf8");
    await expect(writeDataset("jsonl", samples, options)).rejects.toMatchObject({ code: "output_exists" });
    expect(await readFile(join(out, "samples.csv"), "utf8")).toBe(before);
    await writeDataset("jsonl", samples, { ...options, overwrite: true });
    expect(await readdir(out)).toEqual(["samples.jsonl"]);
  });

  test("is never replaced when it holds the images", async () => {
    const folder = await oddFolder();
    const samples = (await imagesOf(folder)).map((record) => sampleOf(record));
    const options = { out: folder, images: "copy", cache: folder, overwrite: true } as const;
    await expect(writeDataset("csv", samples, options)).rejects.toMatchObject({ code: "output_exists" });
    expect(await imagesOf(folder)).toHaveLength(9);
    expect(await readdir(join(folder, ".."))).toEqual(["in"]);
  });

  test("does not appear when the export fails midway", async () => {
    const parent = await temporaryFolder();
    const [record] = await imagesOf(await oddFolder());
    const samples = (async function* () {
      yield sampleOf(record);
      throw new Error("catalog is gone");
    })();
    await expect(
      writeDataset("csv", samples, { out: join(parent, "out"), images: "copy", cache: parent }),
    ).rejects.toThrow("catalog is gone");
    expect(await readdir(parent)).toEqual([]);
  });

  test("holds the rest when an image is gone", async () => {
    const records = await imagesOf(await oddFolder());
    const gone = "/nowhere/gone.jpg";
    const samples = records.map((record, i) =>
      sampleOf(record, i === 2 ? { path: "gone.jpg", file: gone, media: { kind: "file", file: gone } } : {}),
    );
    const out = join(await temporaryFolder(), "out");
    const result = await writeDataset("jsonl", samples, { out, images: "copy", cache: out });
    expect(result).toMatchObject({ samples: 8, files: 9, skipped: [{ path: "gone.jpg", code: "path_not_found" }] });
  });
});

test("formats that cannot be written, and folders without images, are refused", async () => {
  const options = { out: "/nowhere", images: "none", cache: "/nowhere" } as const;
  await expect(writeDataset("constructor", [], options)).rejects.toMatchObject({ code: "unsupported_format" });
  await expect(writeDataset("folder", [], options)).rejects.toMatchObject({ code: "bad_request" });
});
