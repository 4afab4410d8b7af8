import type { Catalog } from "../catalog/catalog.ts";
import type { Connection } from "../catalog/connection.ts";
import { tableOf } from "../catalog/units.ts";
import type { ShardFiles } from "./shard-files.ts";
import type { SpaceRow } from "./space-rows.ts";
import { ShardVectors } from "./stored-vectors.ts";

/** Present vectors of a space in the order in which they lie on disk, which is the fastest to read. */
export interface StorageOrder {
  numbers: Int32Array;
  source: ShardVectors;
  /** Some of the rows as a source of their own. */
  subset(rows: readonly number[]): ShardVectors;
}

/** Which of them. */
export interface StorageQuery {
  /** Ids of datasets; null: all. */
  datasets?: readonly number[] | null;
  /** Only vectors that are newer than this version. */
  after?: number;
}

/** The vectors of a space that were made from the present content of their samples. */
export async function inStorageOrder(
  queries: Pick<Catalog | Connection, "integers" | "rows">,
  files: ShardFiles,
  space: SpaceRow,
  { datasets = null, after = 0 }: StorageQuery = {},
): Promise<StorageOrder> {
  const scope = datasets === null ? "and s.dataset > 0" : `and s.dataset in (${[-1, ...datasets].join(", ")})`;
  const [numbers, shards, rows] = await queries.integers(
    `select s.number, v.shard, v.row from vector_rows v join ${tableOf(space.unit)} s on s.number = v.sample and s.revision = v.revision
     where v.space = ? and v.version > ? ${scope} order by v.shard, v.row`,
    [space.id, after],
  );
  const found = await queries.rows("select id, data_offset from shards where space = ?", [space.id]);
  const dataOffsets = new Map(found.map((shard) => [shard.number("id"), shard.number("data_offset")]));
  const source = (places: { shards: Int32Array; rows: Int32Array }) =>
    new ShardVectors(files, space.id, space.dimension, { ...places, dataOffsets });
  return {
    numbers,
    source: source({ shards, rows }),
    subset: (wanted) =>
      source({
        shards: Int32Array.from(wanted, (row) => shards[row]),
        rows: Int32Array.from(wanted, (row) => rows[row]),
      }),
  };
}

/** The version of the newest vectors of a space; 0 without any. */
export async function newestVersion(queries: Pick<Catalog | Connection, "rows">, space: number): Promise<number> {
  const [row] = await queries.rows("select max(version) as version from vector_rows where space = ?", [space]);
  return row?.numberOrNull("version") ?? 0;
}
