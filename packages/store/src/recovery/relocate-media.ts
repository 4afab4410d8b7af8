import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { GleanerError } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import type { Workspace } from "../contract/workspace.ts";
import { counted, recordEvent } from "../events/record.ts";
import { isMissing, statOrNull } from "../workspace/files.ts";
import { internalsOf } from "./check-workspace.ts";

/** A file that samples refer to and that is gone. `contentHash` is null where samples are parts of it, such as rows of an IDX file. */
interface MissingFile {
  file: string;
  bytes: number;
  contentHash: string | null;
}

/**
 * Finds moved files under `directory` and links their samples again: a whole file by its SHA-256, a file of many samples by its name.
 * Gives how many samples were linked and how many are still without a file. Throws `path_not_found`.
 */
export async function relocateMedia(
  workspace: Workspace,
  directory: string,
): Promise<{ relocated: number; missing: number }> {
  const { catalog } = internalsOf(workspace);
  const missing = await missingFiles(catalog);
  const found = missing.length > 0 ? await findFiles(missing, resolve(directory)) : new Map<string, string>();
  const relocated = await link(catalog, found);
  const left = missing.filter(({ file }) => !found.has(file)).map(({ file }) => file);
  const row = await catalog.row(
    `select count(*) as count from samples where file in (select unnest(from_json(?, '["varchar"]')))`,
    [JSON.stringify(left)],
  );
  return { relocated, missing: row.number("count") };
}

async function missingFiles(catalog: Catalog): Promise<MissingFile[]> {
  const rows = await catalog.rows(
    `select file, any_value(bytes) as bytes, any_value(content_hash) as content_hash, bool_and(media is null) as whole
     from samples where kind <> 'text' group by file order by file`,
  );
  const missing: MissingFile[] = [];
  for (const row of rows) {
    if (await statOrNull(row.text("file"))) continue;
    const contentHash = row.boolean("whole") ? row.text("content_hash") : null;
    missing.push({ file: row.text("file"), bytes: row.number("bytes"), contentHash });
  }
  return missing;
}

async function findFiles(missing: readonly MissingFile[], directory: string): Promise<Map<string, string>> {
  const bySize = new Map<number, MissingFile[]>();
  const byName = new Map<string, MissingFile>();
  for (const each of missing) {
    if (each.contentHash === null) byName.set(basename(each.file), each);
    else bySize.set(each.bytes, [...(bySize.get(each.bytes) ?? []), each]);
  }
  const found = new Map<string, string>();
  for await (const candidate of filesUnder(directory)) {
    const named = byName.get(basename(candidate));
    if (named && !found.has(named.file)) found.set(named.file, candidate);
    const sized = bySize.get((await stat(candidate)).size)?.filter(({ file }) => !found.has(file)) ?? [];
    if (sized.length === 0) continue;
    const hash = await hashOf(candidate);
    // The same content under two names: the one with the right name if there is one, so that every copy finds its own.
    const equal = sized.filter(({ contentHash }) => contentHash === hash);
    const match = equal.find(({ file }) => basename(file) === basename(candidate)) ?? equal[0];
    if (match) found.set(match.file, candidate);
  }
  return found;
}

function link(catalog: Catalog, found: ReadonlyMap<string, string>): Promise<number> {
  if (found.size === 0) return Promise.resolve(0);
  return catalog.transaction(async (connection) => {
    await connection.change("create or replace temp table moved(old_file varchar, new_file varchar)");
    await connection.append({ table: "moved" }, [
      { type: "text", values: [...found.keys()] },
      { type: "text", values: [...found.values()] },
    ]);
    const samples = await connection.change(
      "update samples set file = m.new_file from moved m where samples.file = m.old_file",
    );
    await recordEvent(connection, {
      kind: "relocate",
      summary: `Found the moved files of ${counted(samples, "sample")}.`,
      details: { samples, files: found.size },
    });
    return samples;
  });
}

/** Files below a folder, without following links. */
async function* filesUnder(folder: string): AsyncGenerator<string> {
  let entries: Awaited<ReturnType<typeof entriesOf>>;
  try {
    entries = await entriesOf(folder);
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new GleanerError("path_not_found", `There is no folder ${folder}.`, { details: { path: folder } });
  }
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesUnder(path);
    else if (entry.isFile()) yield path;
  }
}

function entriesOf(folder: string) {
  return readdir(folder, { withFileTypes: true });
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}
