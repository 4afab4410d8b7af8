import { basename, dirname } from "node:path";
import { confine } from "./confined-path.ts";
import { type BadRow, type CsvTable, openCsvTable, readCsvTable, type TableRow } from "./csv-table.ts";
import { type Format, requireFiles } from "./format.ts";
import { fileRecord, rereadable, type SourceOptions, type SourceRecord, skipped } from "./source.ts";

/** Rows of a table with an object a row, those of one image that follow each other as one. */
async function* joinRows(rows: AsyncIterable<TableRow | BadRow>): AsyncGenerator<TableRow | BadRow> {
  let open: TableRow | null = null;
  for await (const row of rows) {
    if ("message" in row) yield row;
    else if (open?.path === row.path) {
      open.objects.push(...row.objects);
      open.problems.push(...row.problems);
    } else {
      if (open) yield open;
      open = row;
    }
  }
  if (open) yield open;
}

async function* readTable(table: CsvTable, options: SourceOptions): AsyncGenerator<SourceRecord> {
  const root = dirname(table.file);
  const seen = new Map<string, number>();
  const rows = readCsvTable(table, options.signal);
  for await (const row of table.hasObjectRows ? joinRows(rows) : rows) {
    const item = `${basename(table.file)}:${row.line}`;
    if ("message" in row) yield skipped(item, "bad_record", `Line ${row.line}: ${row.message}`);
    else {
      const place = await confine(root, row.path, item, options.images ?? "inside");
      if (place.kind === "skipped") yield place;
      else if (seen.has(place.path)) {
        const hint = table.hasObjectRows ? " Rows of one image must follow each other: sort them by path." : "";
        const message = `${row.path} stands on line ${seen.get(place.path)} already.${hint}`;
        yield skipped(item, "bad_record", `Line ${row.line}: ${message}`);
      } else {
        seen.set(place.path, row.line);
        const { labels, split, tags, meta, objects } = row;
        yield { ...fileRecord(root, place.path, place.file), labels, split, tags, meta, objects };
      }
      for (const { line, message } of row.problems)
        yield skipped(`${basename(table.file)}:${line}`, "bad_record", `Line ${line}: ${message}`);
    }
  }
}

/**
 * CSV files with a header. Columns: `path` (or `file`, `filename`, `image`; required; relative to the CSV file), `label` or `labels`
 * (`a|b`, or a JSON array), `split`, `tags`, `objects` (a JSON list, as in JSON Lines); `id` is ignored; every other column becomes metadata, typed by all of its
 * cells. With columns `xmin`, `ymin`, `xmax`, `ymax` (pixels) and `label`, `class` or `name`, every row is one object.
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
