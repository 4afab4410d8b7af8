import type { Connection } from "../catalog/connection.ts";
import { everyNumber } from "../catalog/units.ts";
import type { Change, Undone } from "../contract/events.ts";
import { undoFunctions } from "../functions/function-changes.ts";
import { refreshCurrentLabels } from "../labels/current-label.ts";
import { applyTagging } from "../labels/tag-catalog.ts";
import { undoObjects } from "../objects/object-changes.ts";
import { replaceSliceRow } from "../slices/slice-changes.ts";
import { sliceRowFrom } from "../slices/slice-rows.ts";
import type { ShardFiles } from "../vectors/shard-files.ts";
import { recordEvent } from "./record.ts";

/** Takes back the newest undoable event that stands, from the rows that it left in the change tables. */
export async function undoNewest(connection: Connection, files: ShardFiles, change: Change): Promise<Undone | null> {
  const [row] = await connection.rows(
    "select id, kind, summary from events where undoable and undone_by is null order by id desc limit 1",
  );
  if (!row) return null;
  const event = row.number("id");
  const objects = await undoObjects(connection, event);
  const parts = [undoTags, undoLabels, undoDeletions, undoSplits, undoSlices];
  let changed = 0;
  for (const undoPart of parts) changed += await undoPart(connection, event);
  // Memberships of a deleted object come back with it and are no change of their own.
  if (objects.length > 0) changed = objects.length;
  const others = (await undoFindings(connection, event)) + (await undoFunctions(connection, files, event));
  if (changed === 0) changed = others;
  const undo = await recordEvent(connection, {
    ...change,
    kind: "undo",
    summary: `Took back: ${row.text("summary")}`,
    details: { event, kind: row.text("kind"), changed },
  });
  await connection.change("update events set undone_by = ? where id = ?", [undo, event]);
  return { undone: row.text("summary"), changed, objects };
}

function undoTags(connection: Connection, event: number): Promise<number> {
  return connection.change(
    applyTagging(`(select sample as number, tag, added from tag_changes where event = ${event})`, "not added"),
  );
}

/** Only where nothing else was said since: the source's records are still those of the event. */
async function undoLabels(connection: Connection, event: number): Promise<number> {
  await connection.change(
    `create or replace temp table relabelling as
     select distinct c.sample as number, c.source from label_changes c semi join samples s on s.number = c.sample
     where c.event = ? and not exists (
       select 1 from labels l where l.sample = c.sample and l.source = c.source and not exists (
         select 1 from label_changes a where a.event = ? and a.added and a.sample = l.sample and a.source = l.source and a.created_at = l.created_at))`,
    [event, event],
  );
  await connection.change(
    "delete from labels where exists (select 1 from relabelling r where r.number = labels.sample and r.source = labels.source)",
  );
  await connection.change(
    `insert into labels select c.sample, c.position, c.class, c.source, c.confidence, c.created_at
     from label_changes c semi join relabelling r on r.number = c.sample and r.source = c.source
     where c.event = ? and not c.added`,
    [event],
  );
  await refreshCurrentLabels(connection, "relabelling");
  return (await connection.row("select count(*) as count from relabelling")).number("count");
}

/** A sample whose file was imported again meanwhile stays deleted. */
async function undoDeletions(connection: Connection, event: number): Promise<number> {
  const changed = await connection.change(
    `update samples set dataset = -dataset where dataset < 0
     and number in (select sample from sample_deletions where event = ?)
     and id not in (select id from samples where dataset > 0) and -dataset in (select id from datasets)`,
    [event],
  );
  if (changed > 0) {
    await connection.change(
      "update objects set dataset = -dataset where dataset < 0 and sample in (select number from samples where dataset > 0)",
    );
  }
  return changed;
}

/** Only where the split is still what the event set. */
function undoSplits(connection: Connection, event: number): Promise<number> {
  return connection.change(
    `update samples set split = c.before from split_changes c
     where c.event = ? and c.sample = samples.number and samples.split is not distinct from c.after`,
    [event],
  );
}

function undoFindings(connection: Connection, event: number): Promise<number> {
  return connection.change(
    `update findings set state = c.before from finding_changes c
     where c.event = ? and c.finding = findings.id and findings.state = c.after`,
    [event],
  );
}

async function undoSlices(connection: Connection, event: number): Promise<number> {
  const changes = await connection.rows("select slice, before from slice_changes where event = ?", [event]);
  for (const row of changes) {
    const before = row.isNull("before") ? null : sliceRowFrom(row.document("before"));
    await replaceSliceRow(connection, row.number("slice"), before);
  }
  const gone = await connection.change(
    `delete from slice_members where exists (
       select 1 from member_changes c
       where c.event = ? and c.added and c.slice = slice_members.slice and c.sample = slice_members.sample)`,
    [event],
  );
  const back = await connection.change(
    `insert into slice_members select c.slice, c.sample, c.position from member_changes c
     semi join ${everyNumber} s on s.number = c.sample
     anti join slice_members m on m.slice = c.slice and m.sample = c.sample
     where c.event = ? and not c.added`,
    [event],
  );
  return gone + back > 0 ? gone + back : changes.length;
}
