import type { Connection } from "../catalog/connection.ts";

/** Tables with rows of objects by their number. Members of an index stay: its graph and map hold them until it is built again. */
const dependents = ["vector_rows", "graph_scores", "function_scores", "function_answers", "slice_members"];

/** Deletes objects with what is derived from them, within a transaction. */
export async function forgetObjects(connection: Connection, numbers: readonly number[]): Promise<void> {
  if (numbers.length === 0) return;
  await connection.change("create or replace temp table forgotten(number integer)");
  await connection.append({ table: "forgotten" }, [{ type: "integer", values: [...numbers] }]);
  for (const table of dependents) {
    await connection.change(`delete from ${table} where sample in (select number from forgotten)`);
  }
  await connection.change("delete from objects where number in (select number from forgotten)");
}
