import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { basename } from "node:path";
import { GleanerError } from "@gleaner/schema";
import { CsvError, parse } from "csv-parse";
import { fileLocation } from "./file-name.ts";
import { readCell } from "./formula-cell.ts";

/** Longest row, in characters. */
const rowLimit = 4 * 1024 * 1024;
/** Most columns of a table. */
export const columnLimit = 1_000;

/** One row of a CSV file. */
export interface CsvRow {
  cells: string[];
  /** Line on which the row ends, from 1. */
  line: number;
}

interface ParsedRow {
  record: string[];
  info: { lines: number };
}

function isParsedRow(value: unknown): value is ParsedRow {
  return typeof value === "object" && value !== null && "record" in value && Array.isArray(value.record);
}

/** Comma, semicolon or tab: the one that the first line holds most of. */
async function findDelimiter(file: string): Promise<string> {
  const handle = await open(fileLocation(file));
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(64 * 1024), 0, 64 * 1024, 0);
    const line = buffer.toString("utf8", 0, bytesRead).split(/\r?\n/, 1)[0];
    const counts = [",", ";", "\t"].map((delimiter) => ({ delimiter, count: line.split(delimiter).length }));
    return counts.reduce((best, next) => (next.count > best.count ? next : best)).delimiter;
  } finally {
    await handle.close();
  }
}

function parseFailure(file: string, error: CsvError): GleanerError {
  const details: Record<string, unknown> = { file, line: error.lines, column: error.column };
  return new GleanerError("bad_record", `${basename(file)} is no valid CSV: ${error.message}.`, {
    hint: "Quote cells that hold quotes, commas or line breaks, and double the quotes inside.",
    details,
    cause: error,
  });
}

/**
 * The rows of a CSV file (UTF-8 with or without a byte-order mark; comma, semicolon or tab), streamed. Empty lines are passed over.
 * A row has as many cells as it has.
 *
 * @throws GleanerError `bad_record` with line and column where the quoting is broken or a row is over 4 MiB
 */
export async function* readCsvRows(file: string, signal?: AbortSignal): AsyncGenerator<CsvRow> {
  const delimiter = await findDelimiter(file);
  const stream = createReadStream(fileLocation(file), { signal });
  const parser = parse({
    bom: true,
    delimiter,
    info: true,
    max_record_size: rowLimit,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  stream.on("error", (error) => parser.destroy(error));
  stream.pipe(parser);
  try {
    for await (const row of parser) {
      if (isParsedRow(row))
        yield { cells: row.record.map((cell) => readCell(cell.toWellFormed())), line: row.info.lines };
    }
  } catch (error) {
    throw error instanceof CsvError ? parseFailure(file, error) : error;
  } finally {
    stream.destroy();
  }
}
