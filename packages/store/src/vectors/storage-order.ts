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
  queries: Pick<Catalog | Connection, "integers">,
  files: ShardFiles,
  space: SpaceRow,
  { datasets = null, after = 0 }: StorageQuery = {},
): Promise<StorageOrder> {
  const scope = datasets === null ? "and s.dataset > 0" : `and s.dataset in (${[-1, ...datasets].join(", ")})`;
  const [numbers, ...columns] = await queries.integers(
    `select s.number, v.shard, v.row, h.data_offset::integer
     from vector_rows v join ${tableOf(space.unit)} s on s.number = v.sample and s.revision = v.revision
     join shards h on h.id = v.shard and h.space = v.space
     where v.space = ? and v.version > ? ${scope} order by v.shard, v.row`,
    [space.id, after],
  );
  const source = ([shards, rows, dataOffsets]: Int32Array[]) =>
    new ShardVectors(files, space.id, space.dimension, { shards, rows, dataOffsets });
  return {
    numbers,
    source: source(columns),
    subset: (wanted) => source(columns.map((column) => Int32Array.from(wanted, (row) => column[row]))),
  };
}

/** The version of the newest vectors of a space; 0 without any. */
export async function newestVersion(queries: Pick<Catalog | Connection, "rows">, space: number): Promise<number> {
  const [row] = await queries.rows("select max(version) as version from vector_rows where space = ?", [space]);
  return row?.numberOrNull("version") ?? 0;
}
