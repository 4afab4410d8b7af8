import {
  BIGINT,
  BLOB,
  BOOLEAN,
  blobValue,
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBTimestampValue,
  type DuckDBType,
  type DuckDBValue,
  FLOAT,
  INTEGER,
  LIST,
  listValue,
  TIMESTAMP,
  VARCHAR,
} from "@duckdb/node-api";

/** Rows of a DuckDB vector; a chunk holds no more. */
const chunkRows = 2048;

/** One column of rows to insert. Typed arrays are copied as they are; NaN in a Float32Array becomes a missing value. */
export type BulkColumn =
  | { type: "integer"; values: Int32Array | readonly (number | null)[] }
  | { type: "bigint"; values: readonly (number | null)[] }
  | { type: "float"; values: Float32Array }
  | { type: "double"; values: Float64Array | readonly (number | null)[] }
  | { type: "boolean"; values: readonly (boolean | null)[] }
  | { type: "text"; values: readonly (string | null)[] }
  | { type: "blob"; values: readonly Uint8Array[] }
  | { type: "texts"; values: readonly (readonly string[])[] }
  /** Milliseconds since 1970. */
  | { type: "time"; values: readonly (number | null)[] };

const types: Record<BulkColumn["type"], DuckDBType> = {
  integer: INTEGER,
  bigint: BIGINT,
  float: FLOAT,
  double: DOUBLE,
  boolean: BOOLEAN,
  text: VARCHAR,
  blob: BLOB,
  texts: LIST(VARCHAR),
  time: TIMESTAMP,
};

/** Where a bulk insert goes; the columns are all of the table's, in its order. */
export interface BulkTarget {
  table: string;
  schema?: string;
  database?: string;
}

/** Inserts columns of equal length into a table, within the connection's transaction. */
export async function appendColumns(
  connection: DuckDBConnection,
  target: BulkTarget,
  columns: readonly BulkColumn[],
): Promise<void> {
  const rows = columns[0].values.length;
  if (rows === 0) return;
  const appender = await connection.createAppender(target.table, target.schema ?? null, target.database ?? null);
  try {
    for (let start = 0; start < rows; start += chunkRows) {
      const end = Math.min(rows, start + chunkRows);
      const chunk = DuckDBDataChunk.create(
        columns.map((column) => types[column.type]),
        end - start,
      );
      columns.forEach((column, index) => {
        fill(chunk, index, column, start, end);
      });
      appender.appendDataChunk(chunk);
    }
  } finally {
    appender.closeSync();
  }
}

function fill(chunk: DuckDBDataChunk, index: number, column: BulkColumn, start: number, end: number): void {
  const vector = chunk.getColumnVector(index);
  const valueAt = reader(column);
  for (let row = start; row < end; row++) vector.setItem(row - start, valueAt(row));
  vector.flush();
}

function reader(column: BulkColumn): (row: number) => DuckDBValue {
  const orNull = <T>(value: T | null, make: (value: T) => DuckDBValue) => (value === null ? null : make(value));
  switch (column.type) {
    case "float":
      return (row) => (Number.isNaN(column.values[row]) ? null : column.values[row]);
    case "blob":
      return (row) => blobValue(column.values[row]);
    case "texts":
      return (row) => listValue(column.values[row]);
    case "bigint":
      return (row) => orNull(column.values[row], BigInt);
    case "time":
      return (row) => orNull(column.values[row], (time) => new DuckDBTimestampValue(BigInt(time) * 1000n));
    default:
      return (row) => column.values[row];
  }
}
