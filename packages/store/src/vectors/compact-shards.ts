import type { Catalog } from "../catalog/catalog.ts";
import type { Connection } from "../catalog/connection.ts";
import { takeNumbers } from "../catalog/counters.ts";
import { tableOf } from "../catalog/units.ts";
import { registerShard } from "./append-shard.ts";
import type { ShardFiles } from "./shard-files.ts";
import type { SpaceRow } from "./space-rows.ts";
import { ShardVectors } from "./stored-vectors.ts";

/** Bytes of vectors in a full shard. */
const fullShardBytes = 64 * 1024 * 1024;

/**
 * Rewrites shards that are less than half full, or half outdated, into full ones, one transaction a new shard. Vectors keep their version, so
 * what is derived from them stays valid. The old files stay until the workspace is opened again, because sources may still read them.
 * Gives the number of registered shards after.
 */
export async function compactShards(catalog: Catalog, files: ShardFiles, space: SpaceRow): Promise<number> {
  const capacity = Math.max(1, Math.floor(fullShardBytes / (space.dimension * 4)));
  while (await compactOnce(catalog, files, space, capacity));
  return catalog.transaction(async (connection) => {
    await connection.change(
      "delete from shards where space = ? and id not in (select shard from vector_rows where space = ?)",
      [space.id, space.id],
    );
    const row = await connection.row("select count(*) as count from shards where space = ?", [space.id]);
    return row.number("count");
  });
}

function compactOnce(catalog: Catalog, files: ShardFiles, space: SpaceRow, capacity: number): Promise<boolean> {
  return catalog.transaction(async (connection) => {
    const chosen = await wastefulShards(connection, space.id, capacity);
    if (chosen.length === 0) return false;
    const [samples, shards, rows, revisions, versions, dataOffsets] = await connection.integers(
      `select v.sample, v.shard, v.row, v.revision, v.version, h.data_offset::integer from vector_rows v
       join shards h on h.id = v.shard and h.space = v.space
       where v.space = ? and v.shard in (${chosen.join(", ")}) order by v.shard, v.row limit ${capacity}`,
      [space.id],
    );
    const source = new ShardVectors(files, space.id, space.dimension, { shards, rows, dataOffsets });
    const data = new Float32Array(source.n * space.dimension);
    await source.read(0, source.n, data);
    await connection.change("create or replace temp table moving(number integer)");
    await connection.append({ table: "moving" }, [{ type: "integer", values: samples }]);
    const named = await connection.rows(
      `select s.id from moving m join ${tableOf(space.unit)} s on s.number = m.number order by m.rowid`,
    );
    const name = { space: space.id, shard: await takeNumbers(connection, "shard") };
    try {
      const written = await files.write(
        name,
        named.map((row) => row.text("id")),
        data,
        space.dimension,
      );
      await registerShard(connection, name, source.n, written);
      await connection.change("delete from vector_rows where space = ? and sample in (select number from moving)", [
        space.id,
      ]);
      const constant = (value: number) => new Int32Array(source.n).fill(value);
      await connection.append({ table: "vector_rows" }, [
        { type: "integer", values: constant(space.id) },
        { type: "integer", values: samples },
        { type: "integer", values: constant(name.shard) },
        { type: "integer", values: Int32Array.from(rows.keys()) },
        { type: "integer", values: revisions },
        { type: "integer", values: versions },
      ]);
      await connection.change(
        "delete from shards where space = ? and id not in (select shard from vector_rows where space = ?)",
        [space.id, space.id],
      );
      return true;
    } catch (error) {
      await files.delete(name);
      throw error;
    }
  });
}

/** The shards to rewrite together: outdated ones, and small ones where there are two or more. */
async function wastefulShards(connection: Connection, space: number, capacity: number): Promise<number[]> {
  const rows = await connection.rows(
    `select h.id, h.rows, count(v.sample) as live from shards h left join vector_rows v on v.shard = h.id and v.space = h.space
     where h.space = ? group by h.id, h.rows having count(v.sample) > 0 order by h.id`,
    [space],
  );
  const shards = rows.map((row) => ({ id: row.number("id"), rows: row.number("rows"), live: row.number("live") }));
  const outdated = shards.filter((shard) => shard.live * 2 < shard.rows);
  const small = shards.filter((shard) => shard.live * 2 < capacity);
  return (small.length > 1 ? small : outdated).map((shard) => shard.id);
}
