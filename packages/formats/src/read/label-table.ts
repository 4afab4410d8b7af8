import { stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { GleanerError } from "@gleaner/schema";
import { openCsvTable, readCsvTable, type TableRow } from "./csv-table.ts";
import { fileLocation, pathText } from "./file-name.ts";
import { type ImageRecord, type SkippedRecord, skipped } from "./source.ts";

/** Checks that a file named by the user is there. @throws GleanerError `path_not_found` */
export async function requireFile(given: string): Promise<string> {
  const file = resolve(pathText(given));
  const info = await stat(fileLocation(file)).catch(() => null);
  if (!info?.isFile()) throw new GleanerError("path_not_found", `There is no file at ${given}.`);
  return file;
}

/** A CSV of labels held in memory, to be merged over a folder of images. */
export class LabelTable {
  readonly #name: string;
  readonly #directory: string;
  readonly #rows = new Map<string, TableRow>();
  readonly #problems: SkippedRecord[] = [];

  constructor(file: string) {
    this.#name = basename(file);
    this.#directory = dirname(file);
  }

  add(row: TableRow): void {
    const path = row.path.replace(/^\.\//, "");
    const first = this.#rows.get(path);
    if (first) this.problem(row.line, `${path} stands on line ${first.line} already.`);
    else this.#rows.set(path, { ...row, path });
    for (const { line, message } of row.problems) this.problem(line, message);
  }

  problem(line: number, message: string): void {
    this.#problems.push(skipped(`${this.#name}:${line}`, "bad_record", `Line ${line}: ${message}`));
  }

  /** The row of an image: by its path from the import root, or else from the table's own folder, or by its absolute path. */
  find(record: ImageRecord): TableRow | null {
    const own = this.#rows.get(record.path);
    if (own) return own;
    const inFolder = `${this.#directory}/`;
    const relative = record.file.startsWith(inFolder) ? record.file.slice(inFolder.length) : record.file;
    return this.#rows.get(relative) ?? this.#rows.get(record.file) ?? null;
  }

  /** Rows that could not be used, and rows for which no image was found. */
  *unused(used: Set<string>): Generator<SkippedRecord> {
    yield* this.#problems;
    for (const [path, row] of this.#rows) {
      if (!used.has(path))
        yield skipped(`${this.#name}:${row.line}`, "path_not_found", `Line ${row.line}: there is no image ${path}.`);
    }
  }
}

/**
 * Reads `--labels FILE` for a folder: a CSV with `path` and any of `label`, `labels`, `split`, `tags`, other columns as metadata.
 *
 * @throws GleanerError `path_not_found`, `bad_record`
 */
export async function readLabelTable(given: string, signal?: AbortSignal): Promise<LabelTable> {
  const file = await requireFile(given);
  const table = new LabelTable(file);
  for await (const row of readCsvTable(await openCsvTable(file, signal), signal)) {
    if ("message" in row) table.problem(row.line, row.message);
    else table.add(row);
  }
  return table;
}
