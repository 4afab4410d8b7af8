import type { Connection } from "../catalog/connection.ts";
import { everyNumber } from "../catalog/units.ts";
import type { SliceRow } from "./slice-rows.ts";

/** What an event does to one slice: `before` null means that it was made, `after` null that it was deleted. */
export interface SliceChange {
  event: number;
  slice: number;
  before: SliceRow | null;
  after: SliceRow | null;
}

/** Puts `after` in the place of `before` and keeps both, so that the event can be taken back. */
export async function changeSlice(connection: Connection, change: SliceChange): Promise<void> {
  await replaceSliceRow(connection, change.slice, change.after);
  await connection.change("insert into slice_changes values (?, ?, ?, ?)", [
    change.event,
    change.slice,
    change.before && JSON.stringify(change.before),
    change.after && JSON.stringify(change.after),
  ]);
}

/** Writes a slice's row anew, or removes it. */
export async function replaceSliceRow(connection: Connection, id: number, row: SliceRow | null): Promise<void> {
  await connection.change("delete from slices where id = ?", [id]);
  if (!row) return;
  await connection.change(
    `insert into slices
     select ?, ?, ?, ?, ?, ?, from_json(?, '["varchar"]'), ?, ?, ?::timestamp`,
    [
      id,
      row.name,
      row.unit,
      row.description,
      row.color,
      row.rule,
      JSON.stringify(row.datasets),
      row.space,
      row.origin,
      row.createdAt.replace("Z", ""),
    ],
  );
}

/** Adds the numbers of `table` that are not members yet, in its order, after the present ones; gives how many. */
export async function addMembers(connection: Connection, event: number, slice: number, table: string): Promise<number> {
  await connection.change(
    `create or replace temp table joining as
     select n.number, (select coalesce(max(position) + 1, 0) from slice_members where slice = ?)
       + row_number() over (order by min(n.rowid)) - 1 as position
     from ${table} n semi join ${everyNumber} s on s.number = n.number
     anti join (select sample from slice_members where slice = ?) m on m.sample = n.number
     group by n.number`,
    [slice, slice],
  );
  await connection.change("insert into member_changes select ?, ?, number, position, true from joining", [
    event,
    slice,
  ]);
  return connection.change("insert into slice_members select ?, number, position from joining", [slice]);
}

/** Removes the members whose numbers are in `table` (all of them without one); gives how many. */
export async function removeMembers(
  connection: Connection,
  event: number,
  slice: number,
  table?: string,
): Promise<number> {
  const which = table ? `slice = ? and sample in (select number from ${table})` : "slice = ?";
  await connection.change(
    `insert into member_changes select ?, slice, sample, position, false from slice_members where ${which}`,
    [event, slice],
  );
  return connection.change(`delete from slice_members where ${which}`, [slice]);
}
