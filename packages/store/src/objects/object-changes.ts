import type { Connection } from "../catalog/connection.ts";
import { forgetObjects } from "./forget-objects.ts";
import { insertObjects, type ObjectRecord } from "./object-records.ts";
import { objectRecordFrom, readRecords } from "./read-records.ts";
import { countObjects } from "./write-objects.ts";

/** What an event does to one object: `before` null means that it was drawn, `after` null that it was deleted. */
export interface ObjectChange {
  before: ObjectRecord | null;
  after: ObjectRecord | null;
}

/**
 * Puts objects in the place of others and keeps both, so that the event can be taken back; the memberships of deleted objects are kept
 * under the event too.
 */
export async function changeObjects(
  connection: Connection,
  event: number,
  changes: readonly ObjectChange[],
): Promise<void> {
  const text = (record: ObjectRecord | null) => record && JSON.stringify(record);
  await connection.append({ table: "object_changes" }, [
    { type: "integer", values: changes.map(() => event) },
    { type: "integer", values: changes.map(numberOf) },
    { type: "text", values: changes.map(({ before }) => text(before)) },
    { type: "text", values: changes.map(({ after }) => text(after)) },
  ]);
  const deleted = changes.filter(({ after }) => after === null).map(numberOf);
  if (deleted.length > 0) {
    await connection.change("create or replace temp table leaving(number integer)");
    await connection.append({ table: "leaving" }, [{ type: "integer", values: deleted }]);
    await connection.change(
      `insert into member_changes select ?, slice, sample, position, false from slice_members
       where sample in (select number from leaving)`,
      [event],
    );
  }
  await replaceRecords(connection, changes);
}

/** Takes back what an event did to objects; gives the numbers of those that are as they were again. */
export async function undoObjects(connection: Connection, event: number): Promise<Int32Array> {
  const rows = await connection.rows("select before, after from object_changes where event = ?", [event]);
  if (rows.length === 0) return new Int32Array(0);
  const changes = rows.map(
    (row): ObjectChange => ({
      before: row.isNull("before") ? null : objectRecordFrom(row.document("before")),
      after: row.isNull("after") ? null : objectRecordFrom(row.document("after")),
    }),
  );
  const present = new Map((await readRecords(connection, changes.map(numberOf))).map((each) => [each.number, each]));
  const samples = await connection.rows(
    `select number from samples where number in (${[-1, ...changes.map(sampleOf)].join(", ")})`,
  );
  const known = new Set(samples.map((row) => row.number("number")));
  const reversed = changes
    .filter((change) => known.has(sampleOf(change)) && (change.after === null) !== present.has(numberOf(change)))
    .map((change): ObjectChange => {
      const now = present.get(numberOf(change)) ?? null;
      const { before } = change;
      return { before: now, after: before && now ? { ...before, revision: nextRevision(now, before) } : before };
    });
  await replaceRecords(connection, reversed);
  return Int32Array.from(reversed, numberOf);
}

/** The revision of an object that becomes another: a new one where the crop changes. */
export function nextRevision(from: ObjectRecord, to: Pick<ObjectRecord, "box">): number {
  return from.revision + (from.box.some((value, side) => value !== to.box[side]) ? 1 : 0);
}

async function replaceRecords(connection: Connection, changes: readonly ObjectChange[]): Promise<void> {
  const deleted = changes.filter(({ after }) => after === null);
  await forgetObjects(connection, deleted.map(numberOf));
  const moved = changes.filter(({ before, after }) => before && after && before.revision !== after.revision);
  const changed = changes.filter(({ before, after }) => before && after).map(numberOf);
  const without = (list: number[]) => `(${[-1, ...list].join(", ")})`;
  // What functions said of another crop says nothing of the new one.
  await connection.change(`delete from function_scores where sample in ${without(moved.map(numberOf))}`);
  await connection.change(`delete from objects where number in ${without(changed)}`);
  await insertObjects(
    connection,
    changes.flatMap(({ after }) => after ?? []),
  );
  await connection.change("create or replace temp table recounted(number integer)");
  await connection.append({ table: "recounted" }, [{ type: "integer", values: changes.map(sampleOf) }]);
  await countObjects(connection, "recounted");
}

function numberOf({ before, after }: ObjectChange): number {
  return (after ?? before)?.number ?? -1;
}

function sampleOf({ before, after }: ObjectChange): number {
  return (after ?? before)?.sample ?? -1;
}
