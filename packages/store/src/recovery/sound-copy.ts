import { copyFile, mkdir, rm, truncate } from "node:fs/promises";
import { join } from "node:path";
import { GleanerError } from "@gleaner/schema";
import { Catalog } from "../catalog/catalog.ts";
import { readEverything } from "../catalog/read-everything.ts";
import { statOrNull, syncFile } from "../workspace/files.ts";
import type { Layout } from "../workspace/layout.ts";

/** A copy of a catalog that was read wholly, or where its log is damaged (null: the catalog itself is). */
export type CopyOutcome = { file: string } | { logDamagedAt: number | null };

/**
 * Copies a catalog with its log (up to `logBytes`) into the temporary folder, and reads all of the copy: the file under suspicion is never
 * opened. A sound copy is one file that holds the log's changes too.
 */
export async function soundCopy(file: string, layout: Layout, logBytes?: number): Promise<CopyOutcome> {
  const copy = join(layout.temporary, "catalog.duckdb");
  const log = `${copy}.wal`;
  await rm(layout.temporary, { recursive: true, force: true });
  await mkdir(layout.temporary, { recursive: true });
  await copyFile(file, copy);
  if (await statOrNull(`${file}.wal`)) {
    await copyFile(`${file}.wal`, log);
    if (logBytes !== undefined) await truncate(log, logBytes);
  }
  try {
    const catalog = await Catalog.open(copy, { readOnly: false, temporary: join(layout.temporary, "spilled") });
    try {
      if (!(await readEverything(catalog)).has("schema_version")) return { logDamagedAt: null };
      await catalog.alone((connection) => connection.change("checkpoint"));
    } finally {
      await catalog.close();
    }
    await syncFile(copy);
    return { file: copy };
  } catch (error) {
    if (error instanceof GleanerError && error.code === "out_of_space") throw error;
    return { logDamagedAt: damagedEntry(error) };
  }
}

/** DuckDB names the entry of its log whose checksum is wrong. */
function damagedEntry(error: unknown): number | null {
  const place = error instanceof Error ? /WAL file: entry at byte position (\d+)/.exec(error.message)?.[1] : undefined;
  return place === undefined ? null : Number(place);
}
