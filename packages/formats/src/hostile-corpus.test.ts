import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createDecoder, openSource } from "./index.ts";
import { type Expected, writeHostileCorpus } from "./testing/hostile-corpus.ts";
import { smallJpeg } from "./testing/pictures.ts";
import { temporaryFolder } from "./testing/temporary-folder.ts";

test("every hostile file ends in its outcome, and the rest is imported", async () => {
  const base = await temporaryFolder();
  const [folder, outside] = [join(base, "in"), join(base, "out")];
  await mkdir(folder);
  await mkdir(outside);
  const expected = await writeHostileCorpus(folder, outside);
  const source = await openSource([folder]);
  const outcomes = new Map<string, Expected>();
  const messages: string[] = [];
  using decoder = createDecoder({ processes: 2 });
  const decoded = decoder.decodeAll(
    source.records,
    (record) => (record.kind === "image" ? { file: record.file } : null),
    { measures: true, thumbnail: true, pixels: { size: 224 } },
  );
  for await (const { item, result } of decoded) {
    const failed = item.kind === "skipped" ? item : result?.ok === false ? result : null;
    outcomes.set(item.path, failed?.code ?? (item.kind === "ignored" ? "ignored" : "image"));
    if (failed) messages.push(failed.message);
    if (result?.ok) expect(result.pixels).toHaveLength(224 * 224 * 3);
  }
  expect(Object.fromEntries(outcomes)).toEqual(Object.fromEntries(expected));
  expect(messages.join("\n")).not.toContain(base);
  expect(messages.filter((message) => message.includes("30000 x 30000"))[0]).toContain("--max-pixels");
});

test("a file that vanishes or becomes a folder between scan and read costs one item", async () => {
  const folder = await temporaryFolder();
  for (const name of ["a.jpg", "b.jpg", "c.jpg"]) await writeFile(join(folder, name), await smallJpeg());
  using decoder = createDecoder({ processes: 1 });
  const codes: string[] = [];
  for await (const record of (await openSource([folder])).records) {
    if (record.kind !== "image") continue;
    if (record.path === "a.jpg") await rm(record.file);
    if (record.path === "b.jpg") {
      await rename(record.file, `${record.file}.old`);
      await mkdir(record.file);
    }
    const result = await decoder.decode({ file: record.file }, {});
    codes.push(result.ok ? "ok" : result.code);
  }
  expect(codes).toEqual(["path_not_found", "special_file", "ok"]);
});
