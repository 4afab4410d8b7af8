import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Catalog } from "../catalog/catalog.ts";
import { ShardFiles } from "../vectors/shard-files.ts";
import { isMissing, statOrNull } from "../workspace/files.ts";
import type { Layout } from "../workspace/layout.ts";

/** Milliseconds after which a file beside the lock is no longer one of a process that is just trying to take it. */
const lockTryAge = 60_000;

/**
 * Removes what a crash left of unfinished files: everything whose name ends in `.tmp`. The folders of many files are looked through only
 * after a crash.
 */
export async function sweepTemporary(layout: Layout, afterCrash: boolean): Promise<void> {
  await rm(layout.temporary, { recursive: true, force: true });
  for (const entry of await entriesOf(layout.folder)) {
    const path = join(layout.folder, entry.name);
    if (path.startsWith(`${layout.lock}.`)) await removeOld(path);
    else if (entry.name.endsWith(".tmp")) await rm(path, { recursive: true, force: true });
  }
  if (!afterCrash) return;
  for (const folder of [layout.vectors, layout.artifacts, layout.media, layout.backups]) await sweepFolder(folder, 2);
}

async function removeOld(file: string): Promise<void> {
  const found = await statOrNull(file);
  if (found && Date.now() - found.mtimeMs > lockTryAge) await rm(file, { force: true });
}

async function sweepFolder(folder: string, depth: number): Promise<void> {
  for (const entry of await entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.name.endsWith(".tmp")) await rm(path, { recursive: true, force: true });
    else if (entry.isDirectory() && depth > 0) await sweepFolder(path, depth - 1);
  }
}

/**
 * Makes catalog and shard files agree. Shards that are missing or have another size than was written are taken out, with their rows, so that
 * the samples count as not embedded; the torn file goes to `quarantine/`. Files that no transaction registered are removed.
 * Gives sentences on what was found.
 */
export async function reconcileShards(catalog: Catalog, layout: Layout): Promise<string[]> {
  const files = new ShardFiles(layout.vectors);
  const shards = (await catalog.rows("select id, space, bytes from shards")).map((row) => ({
    shard: row.number("id"),
    space: row.number("space"),
    bytes: row.number("bytes"),
  }));
  const notices: string[] = [];
  for (const shard of shards) {
    const size = (await statOrNull(files.file(shard)))?.size;
    if (size === shard.bytes) continue;
    if (size !== undefined) await quarantine(files.file(shard), layout, `${shard.space}-${shard.shard}.arrow`);
    const rows = await unregister(catalog, shard);
    notices.push(
      `Vector shard ${shard.space}/${shard.shard} is ${size === undefined ? "missing" : "damaged"}: ${rows} vectors have to be made again (gleaner embed).`,
    );
  }
  await removeUnregistered(layout, new Set(shards.map((shard) => files.file(shard))));
  return notices;
}

/** Takes a shard, its rows and the scores made from them out of the catalog; gives the number of rows. */
export function unregister(catalog: Catalog, { space, shard }: { space: number; shard: number }): Promise<number> {
  return catalog.transaction(async (connection) => {
    await connection.change(
      `delete from function_scores where function in (select id from functions where space = ?)
       and sample in (select sample from vector_rows where space = ? and shard = ?)`,
      [space, space, shard],
    );
    const rows = await connection.change("delete from vector_rows where space = ? and shard = ?", [space, shard]);
    await connection.change("delete from shards where space = ? and id = ?", [space, shard]);
    return rows;
  });
}

/** Moves a damaged file aside, so that it is neither used nor lost. */
export async function quarantine(file: string, layout: Layout, name: string): Promise<void> {
  await mkdir(layout.quarantine, { recursive: true });
  await rename(file, join(layout.quarantine, name));
}

async function removeUnregistered(layout: Layout, registered: ReadonlySet<string>): Promise<void> {
  for (const folder of await entriesOf(layout.vectors)) {
    if (!folder.isDirectory()) continue;
    for (const entry of await entriesOf(join(layout.vectors, folder.name))) {
      const file = join(layout.vectors, folder.name, entry.name);
      if (entry.name.endsWith(".arrow") && !registered.has(file)) await rm(file, { force: true });
    }
  }
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
