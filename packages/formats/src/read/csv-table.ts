import { basename } from "node:path";
import { GleanerError, type MetadataValue } from "@gleaner/schema";
import { ColumnType } from "./column-type.ts";
import { columnLimit, readCsvRows } from "./csv-rows.ts";
import { parseList } from "./list-cell.ts";

/** Names under which the path column is found. */
const pathColumns = ["path", "file", "filename", "image"];

/**
 * Columns that are passed over: ids are made on import, sizes are read from the image, `file` is a second name beside `path`, and an
 * assignment to `__proto__` would change the object's prototype.
 */
const ignoredColumns = new Set(["", "id", "width", "height", "file", "__proto__"]);

/** What a row says of one sample. */
export interface TableRow {
  path: string;
  line: number;
  labels: string[];
  split: string | null;
  tags: string[];
  meta: Record<string, MetadataValue>;
}

/** A row that cannot be used. */
export interface BadRow {
  line: number;
  message: string;
}

type Role = "path" | "labels" | "split" | "tags" | "none" | "meta";
interface Column {
  name: string;
  role: Role;
  type: ColumnType;
}

/** A CSV file that has been read through once: its columns, their types and its number of rows. */
export interface CsvTable {
  file: string;
  columns: Column[];
  rows: number;
}

function roleOf(name: string, pathColumn: string): Role {
  if (name === pathColumn) return "path";
  if (name === "label" || name === "labels") return "labels";
  if (name === "split" || name === "tags") return name;
  return ignoredColumns.has(name) ? "none" : "meta";
}

function bad(file: string, message: string): GleanerError {
  return new GleanerError("bad_record", `${basename(file)}, line 1: ${message}`, {
    hint: "The first line names the columns; `path` is required, `label`, `labels`, `split` and `tags` are understood.",
    details: { file, line: 1 },
  });
}

function readHeader(file: string, cells: string[]): Column[] {
  const names = cells.map((cell) => cell.trim());
  if (names.length > columnLimit) throw bad(file, `${names.length} columns; at most ${columnLimit} are read.`);
  const lower = names.map((name) => name.toLowerCase());
  const pathColumn = pathColumns.find((name) => lower.includes(name));
  if (pathColumn === undefined) throw bad(file, "there is no column `path`.");
  const twice = lower.find((name, index) => name !== "" && lower.indexOf(name) !== index);
  if (twice !== undefined) throw bad(file, `the column ${JSON.stringify(twice)} stands there twice.`);
  return names.map((name, index) => {
    const role = roleOf(lower[index], pathColumn);
    return { name: name.replace(/^meta\./, ""), role, type: new ColumnType() };
  });
}

/**
 * Reads a CSV file through once, so that a broken file is refused before anything is imported and a column's type rests on all of
 * its cells.
 *
 * @throws GleanerError `bad_record` with the line and column of broken quoting, or when there is no `path` column
 */
export async function openCsvTable(file: string, signal?: AbortSignal): Promise<CsvTable> {
  let columns: Column[] | null = null;
  let rows = 0;
  for await (const row of readCsvRows(file, signal)) {
    if (columns === null) columns = readHeader(file, row.cells);
    else {
      rows++;
      const count = Math.min(columns.length, row.cells.length);
      for (let i = 0; i < count; i++) if (columns[i].role === "meta") columns[i].type.observe(row.cells[i].trim());
    }
  }
  if (columns === null) throw bad(file, "the file is empty.");
  return { file, columns, rows };
}

function readRow(columns: Column[], cells: string[], line: number): TableRow | BadRow {
  if (cells.length !== columns.length)
    return { line, message: `${cells.length} cells where ${columns.length} belong.` };
  const zero = cells.findIndex((cell) => cell.includes("\0"));
  if (zero >= 0) return { line, message: `column ${zero + 1} (${columns[zero].name}) holds a NUL character.` };
  const row: TableRow = { path: "", line, labels: [], split: null, tags: [], meta: {} };
  for (let i = 0; i < columns.length; i++) {
    const { role, name, type } = columns[i];
    const cell = role === "path" ? cells[i] : cells[i].trim();
    if (cell === "") continue;
    if (role === "path") row.path = cell;
    else if (role === "labels") row.labels = parseList(cell);
    else if (role === "split") row.split = cell;
    else if (role === "tags") row.tags = parseList(cell);
    else if (role === "meta") row.meta[name] = type.convert(cell);
  }
  return row.path === "" ? { line, message: "the path is empty." } : row;
}

/** The rows of an opened table, in order. */
export async function* readCsvTable(table: CsvTable, signal?: AbortSignal): AsyncGenerator<TableRow | BadRow> {
  let isHeader = true;
  for await (const { cells, line } of readCsvRows(table.file, signal)) {
    if (isHeader) isHeader = false;
    else yield readRow(table.columns, cells, line);
  }
}
