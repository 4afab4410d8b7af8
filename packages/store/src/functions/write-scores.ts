import type { Connection } from "../catalog/connection.ts";
import { tableOf } from "../catalog/units.ts";
import type { SpaceScores } from "../contract/functions.ts";
import { type ScoreBatch, scoreRows } from "../scoring/score-rows.ts";
import type { ShardFiles } from "../vectors/shard-files.ts";
import type { SpaceRow } from "../vectors/space-rows.ts";
import { inStorageOrder } from "../vectors/storage-order.ts";
import type { FunctionRow } from "./function-rows.ts";

/**
 * Replaces the scores of a function within a transaction, so that afterwards every present vector of its space and datasets has its
 * score: those of `scores` (whose numbers and values are in `table`) that still stand, and vectors that came since.
 */
export async function replaceScores(
  connection: Connection,
  files: ShardFiles,
  { id, datasets }: Pick<FunctionRow, "id" | "datasets">,
  space: SpaceRow,
  score: ScoreBatch,
  { table, version }: Pick<SpaceScores, "version"> & { table: string },
): Promise<void> {
  const scope = datasets === null ? "" : `and s.dataset in (${[-1, ...datasets].join(", ")})`;
  await connection.change("delete from function_scores where function = ?", [id]);
  await connection.change(
    `insert into function_scores select ?, n.number, n.value from ${table} n
     join vector_rows v on v.sample = n.number and v.space = ? and v.version <= ?
     join ${tableOf(space.unit)} s on s.number = v.sample and s.revision = v.revision ${scope} where n.value is not null`,
    [id, space.id, version],
  );
  const { numbers, source } = await inStorageOrder(connection, files, space, { datasets, after: version });
  await appendScores(connection, id, numbers, await scoreRows(source, score));
}

/** Adds scores of samples that have none yet; NaN is no score. */
export async function appendScores(
  connection: Connection,
  id: number,
  numbers: Int32Array,
  values: Float32Array,
): Promise<void> {
  const scored = numbers.filter((_, row) => !Number.isNaN(values[row]));
  await connection.append({ table: "function_scores" }, [
    { type: "integer", values: new Int32Array(scored.length).fill(id) },
    { type: "integer", values: scored },
    { type: "float", values: values.filter((value) => !Number.isNaN(value)) },
  ]);
}
