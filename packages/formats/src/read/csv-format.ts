import { basename, dirname } from "node:path";
import { confine } from "./confined-path.ts";
import { type CsvTable, openCsvTable, readCsvTable } from "./csv-table.ts";
import { type Format, requireFiles } from "./format.ts";
import { fileRecord, rereadable, type SourceOptions, type SourceRecord, skipped } from "./source.ts";

async function* readTable(table: CsvTable, options: SourceOptions): AsyncGenerator<SourceRecord> {
  const root = dirname(table.file);
  const seen = new Map<string, number>();
  for await (const row of readCsvTable(table, options.signal)) {
    const item = `${basename(table.file)}:${row.line}`;
    if ("message" in row) yield skipped(item, "bad_record", `Line ${row.line}: ${row.message}`);
    else {
      const place = await confine(root, row.path, item, options.allowOutside ?? false);
      if (place.kind === "skipped") yield place;
      else if (seen.has(place.path))
        yield skipped(
          item,
          "bad_record",
          `Line ${row.line}: ${row.path} stands on line ${seen.get(place.path)} already.`,
        );
      else {
        seen.set(place.path, row.line);
        const { labels, split, tags, meta } = row;
        yield { ...fileRecord(root, place.path, place.file), labels, split, tags, meta };
      }
    }
  }
}

/**
 * CSV files with a header. Columns: `path` (or `file`, `filename`, `image`; required; relative to the CSV file), `label` or `labels`
 * (`a|b`, or a JSON array), `split`, `tags`; `id` is ignored; every other column becomes metadata, typed by all of its cells.
 */
export const csvFormat: Format = {
  name: "csv",
  labels: null,
  async detect(paths) {
    return paths.every((path) => !path.isFolder && /\.[ct]sv$/i.test(path.file)) ? "by the extension" : null;
  },
  async open(paths, options) {
    requireFiles(paths, "CSV");
    const tables: CsvTable[] = [];
    for (const path of paths) tables.push(await openCsvTable(path.file, options.signal));
    const columns = tables.flatMap((table) => table.columns.map((column) => column.name));
    return {
      format: "csv",
      reason: `columns ${[...new Set(columns)].slice(0, 20).join(", ")}`,
      roots: tables.map((table) => dirname(table.file)),
      total: tables.reduce((sum, table) => sum + table.rows, 0),
      records: rereadable(async function* () {
        for (const table of tables) yield* readTable(table, options);
      }),
    };
  },
};
