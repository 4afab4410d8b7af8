import type { Unit } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import type { Connection } from "../catalog/connection.ts";
import { takeNumbers } from "../catalog/counters.ts";
import { cropHash } from "../catalog/filter-columns.ts";
import type { FunctionHits } from "../contract/vectors.ts";
import type { ArrivalScoring } from "../functions/score-arrivals.ts";
import { crashPoint } from "../workspace/crash-point.ts";
import type { ShardFiles, WrittenShard } from "./shard-files.ts";
import type { SpaceRow } from "./space-rows.ts";

/** Checked vectors (`numbers.length x dimension`) and, if known, the content that each was made from. */
export interface ShardBatch {
  numbers: Int32Array;
  data: Float32Array;
  contentHashes?: readonly string[];
}

/** A row that goes into a shard. */
interface ShardRow {
  /** Position in the batch. */
  position: number;
  id: string;
  revision: number;
}

/**
 * Writes a batch as one shard: the file first (temporary name, fsync, rename, fsync of the folder), then its rows in the same transaction
 * that looked the samples up and that scores them by the functions of the space. A crash between leaves a file that nothing refers to; the next open removes it.
 */
export async function appendShard(
  catalog: Catalog,
  files: ShardFiles,
  space: SpaceRow,
  batch: ShardBatch,
  arrivals: ArrivalScoring,
): Promise<{ superseded: number[]; hits: FunctionHits[] }> {
  return catalog.withNumbers(batch.numbers, (table) =>
    catalog.transaction(async (connection) => {
      const { rows, superseded } = await currentRows(connection, table, space.unit, batch);
      if (rows.length === 0) return { superseded, hits: [] };
      const name = { space: space.id, shard: await takeNumbers(connection, "shard") };
      try {
        const data = rows.length === batch.numbers.length ? batch.data : gather(batch.data, rows, space.dimension);
        const ids = rows.map((row) => row.id);
        crashPoint("store.beforeShardWrite");
        const written = await files.write(name, ids, data, space.dimension);
        crashPoint("store.afterShardRename");
        await registerShard(connection, name, rows.length, written);
        const numbers = Int32Array.from(rows, (row) => batch.numbers[row.position]);
        await register(connection, name, rows, numbers);
        const hits = await arrivals.score(connection, space, { numbers, data });
        crashPoint("store.beforeShardCommit");
        return { superseded, hits };
      } catch (error) {
        await files.delete(name);
        throw error;
      }
    }),
  );
}

/** Records a shard's file. */
export async function registerShard(
  connection: Connection,
  { space, shard }: { space: number; shard: number },
  rows: number,
  { bytes, dataOffset, checksum }: WrittenShard,
): Promise<void> {
  await connection.change("insert into shards values (?, ?, ?, ?, ?, ?, now()::timestamp)", [
    shard,
    space,
    rows,
    bytes,
    dataOffset,
    checksum,
  ]);
}

/** Tells the rows of samples that are there with that content from the rest. */
async function currentRows(
  connection: Connection,
  table: string,
  unit: Unit,
  batch: ShardBatch,
): Promise<{ rows: ShardRow[]; superseded: number[] }> {
  const found = await connection.rows(
    unit === "object"
      ? `select n.rowid as position, o.id, o.revision, ${cropHash} as content_hash from ${table} n
         join objects o on o.number = n.number join samples s on s.number = o.sample order by 1`
      : `select n.rowid as position, s.id, s.revision, s.content_hash from ${table} n join samples s on s.number = n.number order by 1`,
  );
  const { contentHashes } = batch;
  const rows = found
    .filter((row) => !contentHashes || contentHashes[row.number("position")] === row.text("content_hash"))
    .map((row) => ({ position: row.number("position"), id: row.text("id"), revision: row.number("revision") }));
  const current = new Set(rows.map((row) => row.position));
  const superseded = Array.from(batch.numbers.keys()).filter((position) => !current.has(position));
  return { rows, superseded };
}

async function register(
  connection: Connection,
  { space, shard }: { space: number; shard: number },
  rows: readonly ShardRow[],
  samples: Int32Array,
): Promise<void> {
  const version = await takeNumbers(connection, "version");
  const constant = (value: number) => new Int32Array(rows.length).fill(value);
  await connection.change("create or replace temp table registering(number integer)");
  await connection.append({ table: "registering" }, [{ type: "integer", values: samples }]);
  await connection.change("delete from vector_rows where space = ? and sample in (select number from registering)", [
    space,
  ]);
  await connection.append({ table: "vector_rows" }, [
    { type: "integer", values: constant(space) },
    { type: "integer", values: samples },
    { type: "integer", values: constant(shard) },
    { type: "integer", values: Int32Array.from(rows.keys()) },
    { type: "integer", values: Int32Array.from(rows, (row) => row.revision) },
    { type: "integer", values: constant(version) },
  ]);
}

function gather(data: Float32Array, rows: readonly ShardRow[], dimension: number): Float32Array {
  const gathered = new Float32Array(rows.length * dimension);
  rows.forEach(({ position }, row) => {
    gathered.set(data.subarray(position * dimension, (position + 1) * dimension), row * dimension);
  });
  return gathered;
}
