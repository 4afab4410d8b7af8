import { basename } from "node:path";
import { GleanerError, type MetadataValue } from "@gleaner/schema";
import { numberOf } from "./attribute-value.ts";
import { ColumnType } from "./column-type.ts";
import { columnLimit, readCsvRows } from "./csv-rows.ts";
import { checkBox } from "./geometry.ts";
import { readObjects } from "./json-record.ts";
import { parseList } from "./list-cell.ts";
import { objectList } from "./object-list.ts";
import { orProblem, RecordError } from "./record-error.ts";
import { boxObject, type SourceObject } from "./source.ts";

/** Names under which the path column is found. */
const pathColumns = ["path", "file", "filename", "file_name", "image"];

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
  objects: SourceObject[];
  /** Objects that could not be read. */
  problems: BadRow[];
}

/** A row that cannot be used. */
export interface BadRow {
  line: number;
  message: string;
}

/** Columns of a table with an object a row: the sides of its box in pixels. */
const boxColumns = ["xmin", "ymin", "xmax", "ymax"];
/** Columns that name the class of a row's object. */
const classColumns = new Set(["label", "class", "name"]);

type Role = "path" | "labels" | "split" | "tags" | "objects" | "box" | "class" | "none" | "meta";
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
  /** Every row is one object; rows of one image follow each other. */
  hasObjectRows: boolean;
}

function roleOf(name: string, pathColumn: string, hasObjectRows: boolean): Role {
  if (name === pathColumn) return "path";
  if (hasObjectRows && boxColumns.includes(name)) return "box";
  if (hasObjectRows && classColumns.has(name)) return "class";
  if (name === "objects") return "objects";
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
  const hasObjectRows = boxColumns.every((name) => lower.includes(name));
  return names.map((name, index) => {
    const role = roleOf(lower[index], pathColumn, hasObjectRows);
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
  return { file, columns, rows, hasObjectRows: columns.some(({ role }) => role === "box") };
}

/** A cell that holds a JSON list of objects, as in JSON Lines. */
function readObjectsCell(cell: string): ReturnType<typeof readObjects> {
  try {
    return readObjects(objectList(JSON.parse(cell)));
  } catch (error) {
    const problem = error instanceof RecordError ? error.message : "objects is no JSON list.";
    return { objects: [], problems: [problem] };
  }
}

function readSides(cells: Map<string, string>, label: string | null): SourceObject {
  const [left, top, right, bottom] = boxColumns.map((name) => numberOf(cells.get(name), name));
  return { ...boxObject(checkBox([left, top, right - left, bottom - top], "the box"), "pixel"), label };
}

function readRow(columns: Column[], cells: string[], line: number): TableRow | BadRow {
  if (cells.length !== columns.length)
    return { line, message: `${cells.length} cells where ${columns.length} belong.` };
  const zero = cells.findIndex((cell) => cell.includes("\0"));
  if (zero >= 0) return { line, message: `column ${zero + 1} (${columns[zero].name}) holds a NUL character.` };
  const row: TableRow = { path: "", line, labels: [], split: null, tags: [], meta: {}, objects: [], problems: [] };
  const box = new Map<string, string>();
  let label: string | null = null;
  for (let i = 0; i < columns.length; i++) {
    const { role, name, type } = columns[i];
    const cell = role === "path" ? cells[i] : cells[i].trim();
    if (cell === "") continue;
    if (role === "path") row.path = cell;
    else if (role === "labels") row.labels = parseList(cell);
    else if (role === "split") row.split = cell;
    else if (role === "tags") row.tags = parseList(cell);
    else if (role === "objects") {
      const { objects, problems } = readObjectsCell(cell);
      row.objects = objects;
      row.problems = problems.map((message) => ({ line, message }));
    } else if (role === "class") label = cell.toWellFormed();
    else if (role === "box") box.set(name.toLowerCase(), cell);
    else if (role === "meta") row.meta[name] = type.convert(cell);
  }
  if (box.size > 0) {
    const object = orProblem(() => readSides(box, label));
    if (typeof object === "string") row.problems.push({ line, message: object });
    else row.objects.push(object);
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
