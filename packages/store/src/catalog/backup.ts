import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { isMissing, statOrNull, syncFile, syncFolder } from "../workspace/files.ts";
import type { Layout } from "../workspace/layout.ts";
import type { Catalog } from "./catalog.ts";

/** Above this size a catalog is backed up only when the last backup is older than {@link minimumAge}. */
const smallCatalog = 64 * 1024 * 1024;
/** Milliseconds. */
const minimumAge = 10 * 60 * 1000;

/** The backups, newest first. */
export function backupFiles(layout: Layout): string[] {
  return ["catalog.duckdb", "catalog-before.duckdb"].map((name) => join(layout.backups, name));
}

/**
 * Writes a copy of the last committed state, complete or not at all; the one before is kept too. It is a logical copy: every row is read and
 * checked on the way, so damage can't reach it.
 */
export async function backUp(catalog: Catalog, layout: Layout): Promise<void> {
  const [newest, before] = backupFiles(layout);
  await mkdir(layout.backups, { recursive: true });
  const temporary = `${newest}.tmp`;
  await removeDatabase(temporary);
  try {
    await copyDatabase(catalog, temporary);
    await renameIfPresent(newest, before);
    await rename(temporary, newest);
  } catch (error) {
    await removeDatabase(temporary);
    throw error;
  }
  await syncFolder(layout.backups);
}

async function copyDatabase(catalog: Catalog, file: string): Promise<void> {
  await catalog.alone(async (connection) => {
    await connection.change(`attach '${file.replaceAll("'", "''")}' as backup`);
    try {
      await connection.change("copy from database catalog to backup");
    } finally {
      await connection.change("detach backup");
    }
  });
  await syncFile(file);
}

/** True when the catalog changed since the newest backup, and the backup is old enough for the catalog's size. */
export async function needsBackup(layout: Layout): Promise<boolean> {
  const [backup, catalog] = await Promise.all([statOrNull(backupFiles(layout)[0]), statOrNull(layout.catalog)]);
  const log = await statOrNull(layout.log);
  if (!catalog) return false;
  const changed = Math.max(catalog.mtimeMs, log?.mtimeMs ?? 0);
  if (!backup) return true;
  if (backup.mtimeMs >= changed) return false;
  return catalog.size <= smallCatalog || Date.now() - backup.mtimeMs > minimumAge;
}

async function removeDatabase(file: string): Promise<void> {
  await rm(file, { force: true });
  await rm(`${file}.wal`, { force: true });
}

async function renameIfPresent(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
