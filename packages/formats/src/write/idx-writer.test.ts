import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { writeIdxPair } from "../testing/idx-files.ts";
import { exportSampleOf, readSource } from "../testing/records.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { writeDataset } from "./write-dataset.ts";

test("idx out and in again gives the same files", async () => {
  const folder = join(await temporaryFolder());
  await writeIdxPair(folder, "train", 12);
  await writeIdxPair(folder, "t10k", 5);
  const { images } = await readSource(folder);
  const out = join(folder, "out");
  const result = await writeDataset(
    "idx",
    images.map((record) => exportSampleOf(record, 4, 3)),
    { out, images: "copy", cache: out },
  );
  expect(result).toMatchObject({ samples: 17, files: 4, skipped: [] });
  for (const name of await readdir(out))
    expect(await readFile(join(out, name))).toEqual(await readFile(join(folder, name)));
  expect(await readdir(out)).toHaveLength(4);
});

test("square image files become frames, what does not fit is said, class names are kept", async () => {
  const folder = await temporaryFolder();
  const create = (width: number, height: number, color: string) =>
    sharp({ create: { width, height, channels: 3, background: color } })
      .png()
      .toBuffer();
  await writeFile(join(folder, "1.png"), await create(5, 5, "#404040"));
  await writeFile(join(folder, "2.png"), await create(5, 5, "#808080"));
  await writeFile(join(folder, "3.png"), await create(5, 6, "#808080"));
  await writeFile(join(folder, "4.png"), await create(5, 5, "#ff0000"));
  await writeFile(join(folder, "5.png"), await create(5, 5, "#000000"));
  const { images } = await readSource(folder);
  const samples = images.map((record, i) =>
    exportSampleOf({ ...record, split: "train", labels: i === 4 ? [] : [i === 1 ? "dog" : "cat"] }, 5, i === 2 ? 6 : 5),
  );
  const out = join(folder, "out");
  const result = await writeDataset("idx", samples, { out, images: "copy", cache: out });
  expect(result.samples).toBe(2);
  expect(result.skipped.map(({ path, code }) => [path, code])).toEqual([
    ["3.png", "bad_record"],
    ["4.png", "bad_record"],
    ["5.png", "bad_record"],
  ]);
  const back = await readSource(out, { labels: join(out, "classes.txt") });
  expect(back.images.map(({ labels, split, frame }) => [labels, split, frame?.data[7]])).toEqual([
    [["cat"], "train", 0x40],
    [["dog"], "train", 0x80],
  ]);
});
