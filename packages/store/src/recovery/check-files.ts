import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Catalog } from "../catalog/catalog.ts";
import type { Check } from "../contract/workspace.ts";
import { isMissing, statOrNull } from "../workspace/files.ts";
import type { Layout } from "../workspace/layout.ts";
import { backupFiles } from "./backup.ts";

/** Files that are looked up, spread evenly over all of them. */
const checkedFiles = 20_000;

/** Looks up the files of samples where they were when they were imported. */
export async function checkMedia(catalog: Catalog): Promise<Check> {
  const rows = await catalog.rows(
    `select file from (select file, row_number() over (order by file) as place, count(*) over () as total from (select distinct file from samples))
     where place % greatest(1, (total / ${checkedFiles})::bigint) = 0`,
  );
  let missing = 0;
  let example = "";
  for (const row of rows) {
    const file = row.text("file");
    if (await statOrNull(file)) continue;
    missing++;
    example ||= file;
  }
  return {
    name: "media",
    ok: missing === 0,
    message:
      missing === 0
        ? `${rows.length} files of samples are where they were.`
        : `${missing} of ${rows.length} files are missing, such as ${example}. If they were moved, run \`gleaner doctor --relocate DIR\`.`,
  };
}

/** Tells how old the newest backup is. */
export async function checkBackup(layout: Layout): Promise<Check> {
  const found = await statOrNull(backupFiles(layout)[0]);
  return {
    name: "backup",
    ok: true,
    message: found
      ? `The newest backup of the catalog is of ${found.mtime.toISOString()}.`
      : "There is no backup yet; closing the workspace makes one.",
  };
}

/** Tells what was put aside as damaged. */
export async function checkQuarantine(layout: Layout): Promise<Check> {
  const names = await namesIn(layout.quarantine);
  return {
    name: "quarantine",
    ok: true,
    message:
      names.length === 0
        ? "Nothing was put aside."
        : `${names.length} damaged files were put aside in ${join(layout.quarantine)}; they can be deleted.`,
  };
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
