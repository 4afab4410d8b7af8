import { rm } from "node:fs/promises";
import { ARRAY, arrayValue, DuckDBDataChunk, DuckDBInstance, FLOAT, VARCHAR } from "@duckdb/node-api";
import { storeError } from "../catalog/faults.ts";
import type { VectorBatch } from "./vector-file.ts";

/** Rows of a DuckDB chunk. */
const chunkRows = 2048;

/** Writes Parquet with the columns `id` and `vector` through a DuckDB file beside it, so that memory stays bounded. */
export async function writeParquet(
  file: string,
  { dimension }: { rows: number; dimension: number },
  batches: AsyncIterable<VectorBatch>,
): Promise<void> {
  const database = `${file}.duckdb`;
  await rm(database, { force: true });
  const instance = await DuckDBInstance.create(database, {
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    memory_limit: "512MiB",
    threads: "2",
  });
  const connection = await instance.connect();
  try {
    await connection.run(`create table vectors(id varchar, vector float[${dimension}])`);
    const appender = await connection.createAppender("vectors");
    const types = [VARCHAR, ARRAY(FLOAT, dimension)];
    for await (const { keys, data } of batches) {
      for (let start = 0; start < keys.length; start += chunkRows) {
        const end = Math.min(keys.length, start + chunkRows);
        const chunk = DuckDBDataChunk.create(types, end - start);
        chunk.setColumnValues(0, keys.slice(start, end));
        const rows = Array.from({ length: end - start }, (_, row) => (start + row) * dimension);
        chunk.setColumnValues(
          1,
          rows.map((at) => arrayValue(Array.from(data.subarray(at, at + dimension)))),
        );
        appender.appendDataChunk(chunk);
      }
    }
    appender.closeSync();
    await connection.run(
      `copy (select * from vectors order by rowid) to '${file.replaceAll("'", "''")}' (format parquet)`,
    );
  } catch (error) {
    throw storeError(error);
  } finally {
    connection.closeSync();
    instance.closeSync();
    await rm(database, { force: true });
    await rm(`${database}.wal`, { force: true });
  }
}
