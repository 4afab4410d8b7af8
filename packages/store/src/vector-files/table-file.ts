import { DuckDBFloatVector, DuckDBInstance, DuckDBListVector, DuckDBVarCharVector } from "@duckdb/node-api";
import { Connection } from "../catalog/connection.ts";
import { storeError } from "../catalog/faults.ts";
import {
  batchRows,
  corruptFile,
  type TableColumn,
  type TableShape,
  tableShape,
  type VectorBatch,
  type VectorFile,
} from "./vector-file.ts";

/** Opens a Parquet or CSV file with a key column and either a column of lists or numeric columns. DuckDB reads it, apart from the catalog. */
export async function openTableFile(file: string, format: "parquet" | "csv"): Promise<VectorFile> {
  const source = sourceOf(file, format);
  const shape = await inDuckDb(file, async (connection) => {
    const columns = await connection.rows(`describe select * from ${source}`);
    return tableShape(
      file,
      columns.map((row) => columnOf(row.text("column_name"), row.text("column_type"), format)),
    );
  });
  const vector = vectorSql(shape, format);
  const { rows, dimension } = await inDuckDb(file, async (connection) => {
    const counted = await connection.row(
      `select count(*) as rows, mode(len(vector)) as dimension from (select ${vector} as vector from ${source})`,
    );
    return { rows: counted.number("rows"), dimension: counted.numberOrNull("dimension") };
  });
  if (rows === 0 || !dimension) throw corruptFile(file, "it has no vectors");
  const query = `select ${identifier(shape.key)}::varchar as key, ${vector} as vector from ${source}`;
  return { rows, dimension, keyedBy: shape.keyedBy, batches: () => readBatches(file, query, dimension) };
}

async function* readBatches(file: string, query: string, dimension: number): AsyncGenerator<VectorBatch> {
  const instance = await openInstance();
  const connection = await instance.connect();
  try {
    const result = await connection.stream(query);
    const size = batchRows(dimension);
    for await (const chunk of result) {
      const keys = chunk.getColumnVector(0);
      const vectors = chunk.getColumnVector(1);
      if (!(keys instanceof DuckDBVarCharVector) || !(vectors instanceof DuckDBListVector)) {
        throw corruptFile(file, "its columns are of the wrong type");
      }
      for (let start = 0; start < chunk.rowCount; start += size) {
        yield vectorsOf(keys, vectors, { start, end: Math.min(chunk.rowCount, start + size), dimension });
      }
    }
  } catch (error) {
    throw fileError(file, error);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function vectorsOf(
  keys: DuckDBVarCharVector,
  vectors: DuckDBListVector,
  { start, end, dimension }: { start: number; end: number; dimension: number },
): VectorBatch {
  const values = vectors.childVector;
  if (!(values instanceof DuckDBFloatVector)) throw new TypeError("The vectors are not lists of float32.");
  const data = new Float32Array((end - start) * dimension).fill(Number.NaN);
  for (let row = start; row < end; row++) {
    // A vector of another length, or none, stays NaN and is refused as a row.
    if (vectors.getEntryLength(row) !== dimension) continue;
    const offset = vectors.getEntryOffset(row);
    const to = (row - start) * dimension;
    for (let at = 0; at < dimension; at++) data[to + at] = values.getItem(offset + at) ?? Number.NaN;
  }
  return { keys: Array.from({ length: end - start }, (_, row) => keys.getItem(start + row) ?? ""), data };
}

async function inDuckDb<T>(file: string, work: (connection: Connection) => Promise<T>): Promise<T> {
  const instance = await openInstance();
  const connection = new Connection(await instance.connect());
  try {
    return await work(connection);
  } catch (error) {
    throw fileError(file, error);
  } finally {
    connection.close();
    instance.closeSync();
  }
}

function openInstance(): Promise<DuckDBInstance> {
  return DuckDBInstance.create(":memory:", {
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    memory_limit: "512MiB",
    threads: "2",
  });
}

/** DuckDB says what is wrong with a file in the first line of its message. */
function fileError(file: string, error: unknown): unknown {
  const known = storeError(error);
  if (known !== error || !(error instanceof Error) || error.constructor !== Error) return known;
  return corruptFile(file, error.message.split("\n")[0], error);
}

function sourceOf(file: string, format: "parquet" | "csv"): string {
  const name = `'${file.replaceAll("'", "''")}'`;
  return format === "parquet" ? `read_parquet(${name})` : `read_csv(${name}, header = true, all_varchar = true)`;
}

function columnOf(name: string, type: string, format: "parquet" | "csv"): TableColumn {
  if (format === "csv") return { name, type: name === "vector" || name === "embedding" ? "vector" : "number" };
  if (/^(FLOAT|DOUBLE|DECIMAL.*)\[\d*\]$/.test(type)) return { name, type: "vector" };
  if (/^(FLOAT|DOUBLE|U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL.*)$/.test(type)) return { name, type: "number" };
  return { name, type: type === "VARCHAR" ? "text" : "other" };
}

/** A list column as it is, a CSV's text such as `[1, 2]` as a list, or the numeric columns as one list. */
function vectorSql({ vector }: TableShape, format: "parquet" | "csv"): string {
  if (vector.length === 1) return `try_cast(${identifier(vector[0])} as float[])`;
  const cast = format === "csv" ? "try_cast" : "cast";
  return `list_value(${vector.map((name) => `${cast}(${identifier(name)} as float)`).join(", ")})`;
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
