import { basename } from "node:path";
import { DuckDBInstance, DuckDBVarCharVector } from "@duckdb/node-api";
import { GleanerError } from "@gleaner/schema";
import { isJsonObject } from "./json-line.ts";
import type { ClassNames } from "./object-list.ts";

/** A Parquet file whose columns are known. */
export interface ParquetTable {
  file: string;
  columns: string[];
  rows: number;
  /** Columns of bytes, which are not read. */
  left: string[];
  /** Class names that Hugging Face's metadata gives for numbers, by column. */
  names: { label: ClassNames; objects: ClassNames };
  query: string;
}

/** A DuckDB of its own, with little memory and nothing to load. */
export function openTables(database = ":memory:"): Promise<DuckDBInstance> {
  return DuckDBInstance.create(database, {
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    memory_limit: "512MiB",
    threads: "2",
  });
}

export const sqlText = (text: string): string => `'${text.replaceAll("'", "''")}'`;
export const sqlName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

function corrupt(file: string, error: unknown): unknown {
  if (error instanceof GleanerError || !(error instanceof Error) || error.name === "AbortError") return error;
  const [line] = error.message.split("\n");
  return new GleanerError("unsupported_or_corrupt", `${basename(file)} can't be read: ${line.slice(0, 300)}`, {
    hint: "Write it again as Parquet with a column path.",
    details: { file },
    cause: error,
  });
}

/** Class names in the features that Hugging Face's tools write into a file. */
function classNames(text: string | null): ParquetTable["names"] {
  const names: ParquetTable["names"] = { label: null, objects: null };
  const find = (value: unknown): ClassNames => {
    if (Array.isArray(value)) return value.map(find).find((found) => found !== null) ?? null;
    if (!isJsonObject(value)) return null;
    if (Array.isArray(value.names)) return value.names.filter((name) => typeof name === "string");
    return (
      Object.values(value)
        .map(find)
        .find((found) => found !== null) ?? null
    );
  };
  try {
    const info: unknown = JSON.parse(text ?? "null");
    const features = isJsonObject(info) && isJsonObject(info.info) ? info.info.features : null;
    if (isJsonObject(features))
      return { label: find(features.label ?? features.labels), objects: find(features.objects) };
  } catch {
    // Metadata of another tool under the same key says nothing.
  }
  return names;
}

/** How a column is selected; null for bytes. */
function selected(name: string, type: string): string | null {
  const column = sqlName(name);
  if (type === "BLOB") return null;
  // Hugging Face keeps an image as its bytes and its path.
  if (/^STRUCT\(.*\bBLOB\b/.test(type)) return /\bpath VARCHAR\b/.test(type) ? `${column}.path as ${column}` : null;
  return column;
}

/** Reads columns and number of rows. @throws GleanerError `unsupported_or_corrupt` */
export async function openParquet(file: string): Promise<ParquetTable> {
  if (/[*?[]/.test(file)) {
    throw new GleanerError("unsupported_format", `${basename(file)}: a path with *, ? or [ can't be read as Parquet.`, {
      hint: "Rename the file.",
    });
  }
  const source = `read_parquet(${sqlText(file)})`;
  const instance = await openTables();
  const connection = await instance.connect();
  try {
    const read = async (query: string) => (await connection.runAndReadAll(query)).getRowObjectsJson();
    const described = await read(`describe select * from ${source}`);
    const columns = described.map((row) => ({ name: String(row.column_name), type: String(row.column_type) }));
    const [{ rows }] = await read(`select count(*)::integer as rows from ${source}`);
    const [metadata] = await read(
      `select decode(value) as text from parquet_kv_metadata(${sqlText(file)}) where decode(key) = 'huggingface'`,
    );
    const chosen = columns.map(({ name, type }) => selected(name, type));
    const query = `select to_json(t)::varchar as row from (select ${chosen.filter((part) => part !== null).join(", ")} from ${source}) t`;
    return {
      file,
      columns: columns.map(({ name }) => name),
      rows: Number(rows),
      left: columns.filter((_, i) => chosen[i] === null).map(({ name }) => name),
      names: classNames(metadata ? String(metadata.text) : null),
      query,
    };
  } catch (error) {
    throw corrupt(file, error);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** The rows of a table as JSON texts, streamed. @throws GleanerError `unsupported_or_corrupt` */
export async function* readParquet({ file, query }: ParquetTable): AsyncGenerator<string> {
  const instance = await openTables();
  const connection = await instance.connect();
  try {
    for await (const chunk of await connection.stream(query)) {
      const texts = chunk.getColumnVector(0);
      if (!(texts instanceof DuckDBVarCharVector)) throw new TypeError("The rows are no texts.");
      for (let row = 0; row < chunk.rowCount; row++) yield texts.getItem(row) ?? "null";
    }
  } catch (error) {
    throw corrupt(file, error);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
