import { copyFile, mkdir, open, rename, rm } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { GleanerError } from "@gleaner/schema";
import { backupFiles } from "../catalog/backup.ts";
import { Catalog } from "../catalog/catalog.ts";
import { readEverything } from "../catalog/read-everything.ts";
import type { Check } from "../contract/workspace.ts";
import { statOrNull, syncFolder } from "../workspace/files.ts";
import { type Layout, layoutOf } from "../workspace/layout.ts";
import { takeLock } from "../workspace/lock.ts";

/**
 * Puts the newest sound backup in place of a damaged catalog; what was there goes to `quarantine/`. A catalog that can be read wholly is left
 * as it is. Throws `workspace_locked` while a process holds the workspace, and `workspace_corrupt` when no backup is sound.
 */
export async function restoreWorkspace(folder: string): Promise<Check> {
  const layout = layoutOf(resolve(folder));
  if (!(await statOrNull(layout.folder))) {
    throw new GleanerError("path_not_found", `There is no workspace in ${layout.folder}.`, {
      details: { path: layout.folder },
    });
  }
  const lock = await takeLock(layout.lock);
  try {
    if ((await statOrNull(layout.catalog)) && (await isSound(layout.catalog, layout))) {
      return { name: "restore", ok: true, message: "The catalog can be read wholly, so nothing was restored." };
    }
    for (const backup of backupFiles(layout)) {
      const found = await statOrNull(backup);
      if (!found || !(await isSound(backup, layout))) continue;
      await putInPlace(backup, layout);
      const message = `The catalog is back to its state of ${found.mtime.toISOString()}; the damaged one is in ${layout.quarantine}. Run the imports and embeddings made since then again.`;
      return { name: "restore", ok: true, message };
    }
  } finally {
    await lock.release();
  }
  throw new GleanerError("workspace_corrupt", "Neither the catalog nor a backup of it can be read.", {
    hint: "Import the files again into a new workspace; vectors in the old one's folder `vectors` are Arrow files that can be brought along.",
    details: { catalog: layout.catalog, backups: backupFiles(layout) },
  });
}

/** Reads all of a copy, so that a file under suspicion is never opened for writing. */
async function isSound(file: string, layout: Layout): Promise<boolean> {
  const copy = join(layout.temporary, `checked-${basename(file)}`);
  await mkdir(layout.temporary, { recursive: true });
  try {
    await copyFile(file, copy);
    if (await statOrNull(`${file}.wal`)) await copyFile(`${file}.wal`, `${copy}.wal`);
    const catalog = await Catalog.open(copy, { readOnly: false, temporary: layout.temporary });
    try {
      return (await readEverything(catalog)).has("schema_version");
    } finally {
      await catalog.close();
    }
  } catch (error) {
    if (error instanceof GleanerError && error.code === "out_of_space") throw error;
    return false;
  } finally {
    await rm(layout.temporary, { recursive: true, force: true });
  }
}

async function putInPlace(backup: string, layout: Layout): Promise<void> {
  const temporary = `${layout.catalog}.restored.tmp`;
  await copyFile(backup, temporary);
  const handle = await open(temporary, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  await mkdir(layout.quarantine, { recursive: true });
  const mark = new Date().toISOString().replaceAll(":", "-");
  for (const file of [layout.log, layout.catalog]) {
    if (await statOrNull(file)) await rename(file, join(layout.quarantine, `${mark}-${basename(file)}`));
  }
  await rename(temporary, layout.catalog);
  await syncFolder(layout.folder);
}
