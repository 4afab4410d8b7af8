import { join } from "node:path";
import { expect, test } from "vitest";
import { openSource } from "./index.ts";
import { hostileDatasets } from "./testing/hostile-datasets.ts";
import { readSource, writeFiles } from "./testing/records.ts";
import { temporaryFolder } from "./testing/temporary-folder.ts";

test.each(hostileDatasets)("$name", async ({ files, format, expected }) => {
  const folder = join(await temporaryFolder(), "in", "set");
  await writeFiles(folder, files);
  const started = performance.now();
  if ("code" in expected) {
    await expect(readSource(folder)).rejects.toMatchObject({ name: "GleanerError", code: expected.code });
    await expect(openSource([folder], { format }).then(() => readSource(folder, { format }))).rejects.toThrow(
      expected.message,
    );
  } else {
    const read = await readSource(folder);
    expect(read.format).toBe(format);
    expect(read.skipped.map(({ path }) => path).sort()).toEqual(expected.skipped.toSorted());
    expect(read.images).toHaveLength(expected.images);
    expect(read.images.reduce((sum, { objects }) => sum + objects.length, 0)).toBe(expected.objects);
    for (const { message } of read.skipped) expect(message).not.toContain(folder);
  }
  expect("polluted" in {}).toBe(false);
  expect(performance.now() - started).toBeLessThan(60_000);
});
