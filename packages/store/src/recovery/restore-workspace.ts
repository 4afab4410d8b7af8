import { mkdir, rename, rm } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { GleanerError } from "@gleaner/schema";
import type { Check } from "../contract/workspace.ts";
import { statOrNull, syncFolder } from "../workspace/files.ts";
import { type Layout, layoutOf } from "../workspace/layout.ts";
import { takeLock } from "../workspace/lock.ts";
import { backupFiles } from "./backup.ts";
import { soundCopy } from "./sound-copy.ts";

/**
 * Brings a damaged catalog back to its newest sound state: what can be read of it and its log, else the newest sound backup. What was there
 * goes to `quarantine/`. A catalog that can be read wholly is left as it is.
 * Throws `workspace_locked` while a process holds the workspace, and `workspace_corrupt` when nothing is sound.
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
    const message = (await keepCatalog(layout)) ?? (await takeBackup(layout));
    if (message !== null) return { name: "restore", ok: true, message };
  } finally {
    await rm(layout.temporary, { recursive: true, force: true });
    await lock.release();
  }
  throw new GleanerError("workspace_corrupt", "Neither the catalog nor a backup of it can be read.", {
    hint: "Import the files into a new workspace; the old one's folder `vectors` holds Arrow files with sample ids, for `gleaner vectors import`.",
    details: { catalog: layout.catalog, backups: backupFiles(layout) },
  });
}

/** The catalog itself, whole or without the damaged end of its log. */
async function keepCatalog(layout: Layout): Promise<string | null> {
  if (!(await statOrNull(layout.catalog))) return null;
  const whole = await soundCopy(layout.catalog, layout);
  if ("file" in whole) return "The catalog can be read wholly, so nothing was restored.";
  const { logDamagedAt } = whole;
  if (logDamagedAt === null) return null;
  const cut = await soundCopy(layout.catalog, layout, logDamagedAt);
  if (!("file" in cut)) return null;
  await putInPlace(cut.file, layout);
  return `The catalog is back to its last readable change; the damaged end of its log is in ${layout.quarantine}. Run what was done last again.`;
}

async function takeBackup(layout: Layout): Promise<string | null> {
  for (const backup of backupFiles(layout)) {
    const found = await statOrNull(backup);
    const copy = found && (await soundCopy(backup, layout));
    if (!copy || !("file" in copy)) continue;
    await putInPlace(copy.file, layout);
    return `The catalog is back to its state of ${found.mtime.toISOString()}; the damaged one is in ${layout.quarantine}. Run the imports and embeddings made since then again.`;
  }
  return null;
}

async function putInPlace(copy: string, layout: Layout): Promise<void> {
  await mkdir(layout.quarantine, { recursive: true });
  const mark = new Date().toISOString().replaceAll(":", "-");
  for (const file of [layout.log, layout.catalog]) {
    if (await statOrNull(file)) await rename(file, join(layout.quarantine, `${mark}-${basename(file)}`));
  }
  await rename(copy, layout.catalog);
  await syncFolder(layout.folder);
}
