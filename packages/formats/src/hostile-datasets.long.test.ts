import { execFileSync } from "node:child_process";
import { open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "./testing/temporary-folder.ts";

/** Reads a source in a process of its own. @returns what came out and the most memory that it took, in MB */
function readApart(path: string): { images: number; objects: number; skipped: number; megabytes: number } {
  const module = new URL("./index.ts", import.meta.url).href;
  const program = `
    import { openSource } from ${JSON.stringify(module)};
    const out = { images: 0, objects: 0, skipped: 0 };
    for await (const record of (await openSource([${JSON.stringify(path)}])).records) {
      if (record.kind === "image") { out.images++; out.objects += record.objects.length; }
      if (record.kind === "skipped") out.skipped++;
    }
    console.log(JSON.stringify({ ...out, megabytes: process.resourceUsage().maxRSS / 1024 }));`;
  return JSON.parse(execFileSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" }));
}

test("a JSON file of 2 GB on one line, most of it one text, is read in less than 256 MB", {
  timeout: 600_000,
}, async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "1.jpg"), "x");
  const file = await open(join(folder, "x.json"), "w");
  await file.write(
    '{"images":[{"id":1,"file_name":"1.jpg"}],"categories":[{"id":1,"name":"c"}],"annotations":[{"id":1,"image_id":1,"x":"',
  );
  const piece = Buffer.alloc(8 * 1024 * 1024, "x");
  for (let written = 0; written < 2 ** 31; written += piece.length) await file.write(piece);
  await file.write('"},{"id":2,"image_id":1,"category_id":1,"bbox":[1,1,2,2]}]}');
  await file.close();
  const { megabytes, ...read } = readApart(folder);
  expect(read).toEqual({ images: 1, objects: 1, skipped: 1 });
  expect(megabytes).toBeLessThan(256);
});

test("1,000,000 annotations with polygons are read in less than 400 MB", { timeout: 600_000 }, async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "1.jpg"), "x");
  const file = await open(join(folder, "x.json"), "w");
  const images = Array.from({ length: 1000 }, (_, i) => ({ id: i, file_name: i === 0 ? "1.jpg" : `${i}.jpg` }));
  await file.write(`{"images":${JSON.stringify(images)},"categories":[{"id":1,"name":"c"}],"annotations":[`);
  const polygon = Array.from({ length: 40 }, (_, i) => i * 1.25 + (i % 3));
  for (let start = 0; start < 1_000_000; start += 1000) {
    const rows = Array.from({ length: 1000 }, (_, i) =>
      JSON.stringify({
        id: start + i,
        image_id: (i * 7) % 1000,
        category_id: 1,
        bbox: [1, 1, 2, 2],
        segmentation: [polygon],
      }),
    );
    await file.write(`${start > 0 ? "," : ""}${rows}`);
  }
  await file.write("]}");
  await file.close();
  const { megabytes, ...read } = readApart(folder);
  expect(read).toEqual({ images: 1, objects: 1000, skipped: 999 });
  expect(megabytes).toBeLessThan(400);
});
