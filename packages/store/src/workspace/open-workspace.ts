import { access, constants, mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import { GleanerError } from "@gleaner/schema";
import { Catalog } from "../catalog/catalog.ts";
import { corruptCatalog, heldByAnother, storeError } from "../catalog/faults.ts";
import { isOutdated, migrate } from "../catalog/migrate.ts";
import { readEverything } from "../catalog/read-everything.ts";
import type { OpenOptions, Workspace } from "../contract/workspace.ts";
import { JobCatalog } from "../jobs/job-catalog.ts";
import { backUp, backupFiles } from "../recovery/backup.ts";
import { reconcileShards, sweepTemporary } from "../recovery/sweep.ts";
import { statOrNull } from "./files.ts";
import { type Layout, layoutOf } from "./layout.ts";
import { lockedError, lockHolder, takeLock } from "./lock.ts";
import { OpenedWorkspace } from "./opened-workspace.ts";

/**
 * Opens a workspace and holds it until `close`; with `create` makes it where there is none. Repairs what a crash left, and says so in
 * `notices`. A folder that can't be written to is opened read-only.
 * Throws `path_not_found`, `workspace_locked` (details: pid, host, since), `workspace_newer`, `workspace_corrupt`.
 */
export async function openWorkspace(folder: string, options: OpenOptions = {}): Promise<Workspace> {
  const layout = layoutOf(resolve(folder));
  const exists = (await statOrNull(layout.catalog)) !== null;
  if (!exists) await prepareNew(layout, options);
  const readOnly = options.readOnly === true || !(await isWritable(layout.folder));
  const lock = readOnly ? null : await takeLock(layout.lock);
  try {
    if (lock) await sweepTemporary(layout, lock.takenOver || (await statOrNull(layout.log)) !== null);
    else await refuseHeld(layout);
    const catalog = await openChecked(layout, readOnly);
    try {
      await migrate(catalog);
      const jobs = new JobCatalog(catalog);
      const notices = readOnly ? readOnlyNotices(options) : await repair(catalog, layout, jobs);
      return new OpenedWorkspace({ layout, catalog, jobs, lock, notices });
    } catch (error) {
      await catalog.close();
      throw error;
    }
  } catch (error) {
    await lock?.release();
    throw storeError(error);
  }
}

async function prepareNew(layout: Layout, { create, readOnly }: OpenOptions): Promise<void> {
  for (const backup of backupFiles(layout)) {
    if (!(await statOrNull(backup))) continue;
    throw new GleanerError("workspace_corrupt", `The catalog of the workspace ${layout.folder} is missing.`, {
      hint: "Run `gleaner doctor --restore` to bring it back from the backup.",
      details: { backup },
    });
  }
  if (create && !readOnly) {
    await mkdir(layout.folder, { recursive: true });
    return;
  }
  throw new GleanerError("path_not_found", `There is no workspace in ${layout.folder}.`, {
    hint: "Make one with `gleaner import` or `gleaner open`, or name another with --workspace.",
    details: { path: layout.folder },
  });
}

/** Opens the catalog; after a crash reads all of it, because a power cut may have torn blocks; backs up one that is about to be migrated. */
async function openChecked(layout: Layout, readOnly: boolean): Promise<Catalog> {
  const unclean = (await statOrNull(layout.log)) !== null;
  const catalog = await openCatalog(layout, readOnly);
  try {
    if (unclean) await readEverything(catalog);
    if (!(await isOutdated(catalog))) return catalog;
  } catch (error) {
    await catalog.close();
    throw error;
  }
  await catalog.close();
  await backUp(layout);
  return openCatalog(layout, readOnly);
}

async function openCatalog(layout: Layout, readOnly: boolean): Promise<Catalog> {
  try {
    return await Catalog.open(layout.catalog, { readOnly, temporary: layout.temporary });
  } catch (error) {
    if (heldByAnother(error)) throw await heldError(layout, error);
    const known = storeError(error);
    throw known instanceof GleanerError ? known : corruptCatalog(error);
  }
}

/** Another program, such as a DuckDB shell, has the file open without our lock. */
async function heldError(layout: Layout, error: unknown): Promise<GleanerError> {
  const holder = await lockHolder(layout.lock);
  if (holder && holder.pid !== process.pid) return lockedError(holder);
  const pid = error instanceof Error ? /PID (\d+)/.exec(error.message)?.[1] : undefined;
  return new GleanerError(
    "workspace_locked",
    `The workspace's catalog is open in another program${pid ? ` (process ${pid})` : ""}.`,
    {
      hint: "Close it there and try again.",
      details: pid ? { pid: Number(pid) } : {},
      cause: error,
    },
  );
}

async function refuseHeld(layout: Layout): Promise<void> {
  const holder = await lockHolder(layout.lock);
  if (holder) throw lockedError(holder);
}

async function repair(catalog: Catalog, layout: Layout, jobs: JobCatalog): Promise<string[]> {
  const notices = await reconcileShards(catalog, layout);
  const interrupted = await jobs.failInterrupted();
  if (interrupted > 0) {
    notices.push(
      `${interrupted} job${interrupted === 1 ? " was" : "s were"} interrupted; run the same command again to continue.`,
    );
  }
  return notices;
}

function readOnlyNotices({ readOnly }: OpenOptions): string[] {
  return readOnly ? [] : ["The workspace's folder can't be written to, so it is open for reading only."];
}

async function isWritable(folder: string): Promise<boolean> {
  try {
    await access(folder, constants.W_OK);
    return true;
  } catch (error) {
    if (
      error instanceof Error &&
      "code" in error &&
      (error.code === "EROFS" || error.code === "EACCES" || error.code === "EPERM")
    ) {
      return false;
    }
    throw error;
  }
}
