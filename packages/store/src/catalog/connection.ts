import {
  DuckDBBlobVector,
  type DuckDBConnection,
  type DuckDBDataChunk,
  DuckDBDoubleVector,
  DuckDBFloatVector,
  DuckDBIntegerVector,
  type DuckDBValue,
} from "@duckdb/node-api";
import { appendColumns, type BulkColumn, type BulkTarget } from "./bulk.ts";
import { storeError } from "./faults.ts";
import type { NumberValues } from "./number-values.ts";
import { Row } from "./row.ts";

export type Parameters = readonly DuckDBValue[];

/** Runs SQL on one DuckDB connection and gives typed results. Values are always bound, never written into the text. */
export class Connection {
  readonly #connection: DuckDBConnection;

  constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  async rows(sql: string, parameters: Parameters = []): Promise<Row[]> {
    const result = await this.#run(sql, parameters);
    const values = await result.getColumns();
    const columns = new Map(result.columnNames().map((name, column) => [name, values[column] ?? []]));
    return Array.from({ length: values[0]?.length ?? 0 }, (_, index) => new Row(columns, index));
  }

  /** The only row of a query that gives one. */
  async row(sql: string, parameters: Parameters = []): Promise<Row> {
    const [row] = await this.rows(sql, parameters);
    if (!row) throw new Error(`No row from ${sql}`);
    return row;
  }

  /** Runs a change and gives the number of rows that it touched. */
  async change(sql: string, parameters: Parameters = []): Promise<number> {
    return (await this.#run(sql, parameters)).rowsChanged;
  }

  /** INTEGER columns as arrays, all of one length; a missing value becomes -1. */
  async integers(sql: string, parameters: Parameters = []): Promise<Int32Array[]> {
    const result = await this.#run(sql, parameters);
    const chunks = await result.fetchAllChunks();
    const lengths = chunks.map(lengthOf);
    const total = sumOf(lengths);
    return Array.from({ length: result.columnCount }, (_, column) => {
      const values = new Int32Array(total);
      let filled = 0;
      for (const [at, chunk] of chunks.entries()) {
        const vector = chunk.getColumnVector(column);
        if (!(vector instanceof DuckDBIntegerVector)) throw new TypeError(`Column ${column} is not INTEGER in ${sql}`);
        for (let row = 0; row < lengths[at]; row++) values[filled++] = vector.getItem(row) ?? -1;
      }
      return values;
    });
  }

  /** A DOUBLE column as an array; a missing value becomes NaN. */
  async doubles(sql: string, parameters: Parameters = []): Promise<Float64Array> {
    const chunks = await (await this.#run(sql, parameters)).fetchAllChunks();
    const lengths = chunks.map(lengthOf);
    const values = new Float64Array(sumOf(lengths));
    let filled = 0;
    for (const [at, chunk] of chunks.entries()) {
      const vector = chunk.getColumnVector(0);
      if (!(vector instanceof DuckDBDoubleVector)) throw new TypeError(`The column is not DOUBLE in ${sql}`);
      for (let row = 0; row < lengths[at]; row++) values[filled++] = vector.getItem(row) ?? Number.NaN;
    }
    return values;
  }

  /** An INTEGER column and a FLOAT column as arrays; missing values become -1 and NaN. */
  async numberValues(sql: string, parameters: Parameters = []): Promise<NumberValues> {
    const result = await this.#run(sql, parameters);
    const chunks = await result.fetchAllChunks();
    const lengths = chunks.map(lengthOf);
    const total = sumOf(lengths);
    const found = { numbers: new Int32Array(total), values: new Float32Array(total) };
    let filled = 0;
    for (const [at, chunk] of chunks.entries()) {
      const [numbers, values] = [chunk.getColumnVector(0), chunk.getColumnVector(1)];
      if (!(numbers instanceof DuckDBIntegerVector && values instanceof DuckDBFloatVector)) {
        throw new TypeError(`The columns are not INTEGER and FLOAT in ${sql}`);
      }
      for (let row = 0; row < lengths[at]; row++) {
        found.numbers[filled] = numbers.getItem(row) ?? -1;
        found.values[filled++] = values.getItem(row) ?? Number.NaN;
      }
    }
    return found;
  }

  /** An INTEGER column and a BLOB column, handed over row by row; the bytes are only valid during the call. */
  async blobs(sql: string, take: (row: number, bytes: Uint8Array) => void, parameters: Parameters = []): Promise<void> {
    for await (const chunk of this.#stream(sql, parameters)) {
      const [rows, blobs] = [chunk.getColumnVector(0), chunk.getColumnVector(1)];
      if (!(rows instanceof DuckDBIntegerVector && blobs instanceof DuckDBBlobVector)) {
        throw new TypeError(`The columns are not INTEGER and BLOB in ${sql}`);
      }
      for (let at = 0, { rowCount } = chunk; at < rowCount; at++) {
        const [row, blob] = [rows.getItem(at), blobs.getItem(at)];
        if (row !== null && blob !== null) take(row, blob.bytes);
      }
    }
  }

  append(target: BulkTarget, columns: readonly BulkColumn[]): Promise<void> {
    return appendColumns(this.#connection, target, columns).catch((error) => {
      throw storeError(error);
    });
  }

  close(): void {
    this.#connection.closeSync();
  }

  /** Chunks of a result as they are made, so that it is never in memory as a whole. */
  async *#stream(sql: string, parameters: Parameters): AsyncGenerator<DuckDBDataChunk> {
    try {
      const result = await this.#connection.stream(sql, parameters.length > 0 ? [...parameters] : undefined);
      for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk())
        yield chunk;
    } catch (error) {
      throw storeError(error);
    }
  }

  async #run(sql: string, parameters: Parameters) {
    try {
      return await this.#connection.run(sql, parameters.length > 0 ? [...parameters] : undefined);
    } catch (error) {
      throw storeError(error);
    }
  }
}

/** Asked for once a chunk: each look crosses into DuckDB. */
function lengthOf(chunk: DuckDBDataChunk): number {
  return chunk.rowCount;
}

function sumOf(lengths: readonly number[]): number {
  return lengths.reduce((sum, length) => sum + length, 0);
}
