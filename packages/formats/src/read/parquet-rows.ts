import { basename } from "node:path";
import { DuckDBBlobVector, DuckDBInstance, DuckDBVarCharVector } from "@duckdb/node-api";
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
  /** Whether rows hold their images themselves. */
  holdsImages: boolean;
  /** Class names that Hugging Face's metadata gives for numbers, by column. */
  names: { label: ClassNames; objects: ClassNames };
  /** Gives `row` (JSON) and `image` (bytes or null). */
  query: string;
}

/** A row of a table. */
export interface ParquetRow {
  text: string;
  image: Uint8Array | null;
}

/** Rows with images that are read at a time: DuckDB holds whole chunks in memory. */
const imagesAtOnce = 64;

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

/** Hugging Face keeps an image as its bytes and its path. */
const isImage = (type: string): boolean => /^STRUCT\(.*\bbytes\b" BLOB|^STRUCT\(.*\bbytes BLOB/.test(type);

/** How a column is read; null for bytes. */
function selected(name: string, type: string): { name: string; sql: string } | null {
  const column = sqlName(name);
  if (type === "BLOB") return null;
  if (/^STRUCT\(.*\bBLOB\b/.test(type)) return /\bpath"? VARCHAR\b/.test(type) ? { name, sql: `${column}.path` } : null;
  return { name, sql: column };
}

/** Where the bytes of a row's image are: in the first column of images, or in one of bytes that is called so; null: nowhere. */
function imageBytes(columns: readonly { name: string; type: string }[]): { name: string; sql: string } | null {
  const image = columns.find(({ type }) => isImage(type));
  if (image) return { name: image.name, sql: `${sqlName(image.name)}.bytes` };
  const plain = columns.find(({ name, type }) => type === "BLOB" && ["image", "bytes", "image_bytes"].includes(name));
  return plain ? { name: plain.name, sql: sqlName(plain.name) } : null;
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
    const bytes = imageBytes(columns);
    const parts = chosen.filter((part) => part !== null);
    const numbered = `read_parquet(${sqlText(file)}, file_row_number = true)`;
    const query = `select to_json(t)::varchar as row, image from (
      select struct_pack(${parts.map(({ name, sql }) => `${sqlName(name)} := ${sql}`).join(", ")}) as t, ${bytes?.sql ?? "null::blob"} as image, file_row_number from ${numbered})`;
    return {
      file,
      columns: columns.map(({ name }) => name),
      rows: Number(rows),
      left: columns.filter(({ name }, i) => chosen[i] === null && name !== bytes?.name).map(({ name }) => name),
      holdsImages: bytes !== null,
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

/** The rows of a table, streamed; those with images a few at a time. @throws GleanerError `unsupported_or_corrupt` */
export async function* readParquet({ file, query, rows, holdsImages }: ParquetTable): AsyncGenerator<ParquetRow> {
  const instance = await openTables();
  const connection = await instance.connect();
  const step = holdsImages ? imagesAtOnce : Math.max(1, rows);
  try {
    for (let start = 0; start < rows; start += step) {
      const part = holdsImages ? ` where file_row_number >= ${start} and file_row_number < ${start + step}` : "";
      for await (const chunk of await connection.stream(query + part)) {
        const [texts, images] = [chunk.getColumnVector(0), chunk.getColumnVector(1)];
        if (!(texts instanceof DuckDBVarCharVector && images instanceof DuckDBBlobVector))
          throw new TypeError("The rows are no texts and bytes.");
        for (let row = 0; row < chunk.rowCount; row++)
          yield { text: texts.getItem(row) ?? "null", image: images.getItem(row)?.bytes.slice() ?? null };
      }
    }
  } catch (error) {
    throw corrupt(file, error);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
