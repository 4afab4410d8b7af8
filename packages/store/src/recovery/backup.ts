import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { corruptCatalog } from "../catalog/faults.ts";
import { isMissing, statOrNull, syncFolder } from "../workspace/files.ts";
import type { Layout } from "../workspace/layout.ts";
import { soundCopy } from "./sound-copy.ts";

/** Above this size a catalog is backed up only when the last backup is older than {@link minimumAge}. */
const smallCatalog = 64 * 1024 * 1024;
/** Milliseconds. */
const minimumAge = 10 * 60 * 1000;

/** The backups, newest first. */
export function backupFiles(layout: Layout): string[] {
  return ["catalog.duckdb", "catalog-before.duckdb"].map((name) => join(layout.backups, name));
}

/**
 * Copies the catalog, which must be closed; the backup before is kept too. All of the copy is read before it counts, so that damage never
 * takes the place of a sound backup. Throws `workspace_corrupt`, `out_of_space`.
 */
export async function backUp(layout: Layout): Promise<void> {
  const [newest, before] = backupFiles(layout);
  try {
    const copy = await soundCopy(layout.catalog, layout);
    if (!("file" in copy)) throw corruptCatalog("A copy of it could not be read wholly.");
    await mkdir(layout.backups, { recursive: true });
    await renameIfPresent(newest, before);
    await rename(copy.file, newest);
    await syncFolder(layout.backups);
  } finally {
    await rm(layout.temporary, { recursive: true, force: true });
  }
}

/** True when the catalog changed since the newest backup, and the backup is old enough for the catalog's size. */
export async function needsBackup(layout: Layout): Promise<boolean> {
  const [backup, catalog] = await Promise.all([statOrNull(backupFiles(layout)[0]), statOrNull(layout.catalog)]);
  if (!catalog) return false;
  if (!backup) return true;
  if (backup.mtimeMs >= catalog.mtimeMs) return false;
  return catalog.size <= smallCatalog || Date.now() - backup.mtimeMs > minimumAge;
}

async function renameIfPresent(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
