import type { Connection } from "../catalog/connection.ts";
import type { ShardFiles } from "../vectors/shard-files.ts";
import { spaceRows } from "../vectors/space-rows.ts";
import { storedExamples } from "./examples.ts";
import { functionRows } from "./function-rows.ts";
import { functionScorer } from "./function-scorer.ts";
import { replaceScores } from "./write-scores.ts";

/** Notes under an event that it makes a function. */
export async function noteMaking(connection: Connection, event: number, id: number): Promise<void> {
  await connection.change("insert into function_changes (event, id) values (?, ?)", [event, id]);
}

/** Keeps under an event what a function is, with examples and answers; once an event. */
export async function keepFunction(connection: Connection, event: number, id: number): Promise<void> {
  const [known] = await connection.rows("select 1 from function_changes where event = ? and id = ?", [event, id]);
  if (known) return;
  await connection.change("insert into function_changes select ?, * from functions where id = ?", [event, id]);
  await connection.change(
    "insert into function_example_changes select ?, * from function_examples where function = ?",
    [event, id],
  );
  await connection.change("insert into function_answer_changes select ?, * from function_answers where function = ?", [
    event,
    id,
  ]);
}

/**
 * Takes back what an event did to functions; gives how many. Scores that the event changed are computed anew: they must hold for the
 * samples of today.
 */
export async function undoFunctions(connection: Connection, files: ShardFiles, event: number): Promise<number> {
  const changes = await connection.rows(
    `select c.id, c.name is null as is_made, c.version as before, f.version as now
     from function_changes c left join functions f on f.id = c.id where c.event = ?`,
    [event],
  );
  for (const change of changes) {
    const id = change.number("id");
    for (const table of ["function_examples", "function_answers"])
      await connection.change(`delete from ${table} where function = ?`, [id]);
    await connection.change("delete from functions where id = ?", [id]);
    if (change.boolean("is_made")) {
      await connection.change("delete from function_scores where function = ?", [id]);
      continue;
    }
    const [before, now] = [change.number("before"), change.numberOrNull("now")];
    const isScored = now === before;
    // A version never comes twice: what was prepared for one must not be used for another.
    const version = isScored ? before : Math.max(before, now ?? 0) + 1;
    await connection.change(
      `insert into functions select * exclude (event) replace (?::integer as version, now()::timestamp as edited_at)
       from function_changes where event = ? and id = ?`,
      [version, event, id],
    );
    for (const [table, kept] of [
      ["function_examples", "function_example_changes"],
      ["function_answers", "function_answer_changes"],
    ])
      await connection.change(
        `insert into ${table} select * exclude (event) from ${kept} where event = ? and function = ?`,
        [event, id],
      );
    if (!isScored) await scoreAnew(connection, files, id);
  }
  return changes.length;
}

async function scoreAnew(connection: Connection, files: ShardFiles, id: number): Promise<void> {
  const row = (await functionRows(connection)).find((each) => each.id === id);
  const space = row && (await spaceRows(connection)).find((each) => each.id === row.space);
  if (!row || !space) return;
  const score = functionScorer({ ...row, ...(await storedExamples(connection, id)) }, space.dimension);
  await connection.change("create or replace temp table unscored(number integer, value float)");
  await replaceScores(connection, files, row, space, score, { table: "unscored", version: 0 });
}
