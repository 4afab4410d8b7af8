import type { FindingState } from "@gleaner/schema";
import type { Connection } from "../catalog/connection.ts";
import type { Change } from "../contract/events.ts";
import type { Resolution, ResolutionOutcome } from "../contract/findings.ts";
import { recordEvent } from "../events/record.ts";
import { stageLabels, writeStagedLabels } from "../labels/label-catalog.ts";
import { applyTagging } from "../labels/tag-catalog.ts";
import { drawnObject } from "../objects/drawn-object.ts";
import { changeObjects, nextRevision, type ObjectChange } from "../objects/object-changes.ts";
import { readRecords } from "../objects/read-records.ts";

/** Carries out decisions on findings as one event, within a transaction. Without an effect no event is recorded. */
export async function resolveFindings(
  connection: Connection,
  { summary, states, labels = [], deletions = [], splits = [], tags = [], objects = [], drawn = [] }: Resolution,
  change: Change,
): Promise<ResolutionOutcome> {
  await stageSplits(connection, splits);
  await stageDeletions(connection, deletions);
  const editing = await objectChanges(connection, objects);
  for (const { sample, object } of drawn) {
    editing.push({ before: null, after: await drawnObject(connection, { number: sample }, object) });
  }
  const leaving = editing.flatMap(({ before, after }) => (before && after === null ? [before.number] : []));
  await stageStates(connection, states, leaving);
  const moved = await countOf(connection, "moving_splits");
  const deleted = (await countOf(connection, "deleting")) + leaving.length;
  const changed = await countOf(connection, "deciding");
  const labeled = await stageLabels(connection, "human", labels);
  const relabeled = labeled + editing.length - leaving.length;
  const outcome = { changed, relabeled, deleted, moved };
  if (Object.values(outcome).every((count) => count === 0)) return outcome;
  const event = await recordEvent(connection, {
    ...change,
    kind: "findings",
    summary,
    details: outcome,
    undoable: true,
  });
  await addTags(connection, tags, event);
  if (labeled > 0) await writeStagedLabels(connection, "human", event);
  if (editing.length > 0) await changeObjects(connection, event, editing);
  await writeSplits(connection, event);
  await deleteSamples(connection, event);
  await writeStates(connection, event);
  return outcome;
}

async function addTags(connection: Connection, tags: NonNullable<Resolution["tags"]>, event: number): Promise<void> {
  if (tags.length === 0) return;
  await connection.change("create or replace temp table gathering(number integer, tag varchar)");
  await connection.append({ table: "gathering" }, [
    { type: "integer", values: tags.map(({ number }) => number) },
    { type: "text", values: tags.map(({ tag }) => tag) },
  ]);
  await connection.change(
    `create or replace temp table retagging as
     select distinct s.number, g.tag, true as added from gathering g join samples s on s.number = g.number
     where not list_contains(s.tags, g.tag)`,
  );
  await connection.change("insert into tag_changes select ?, number, tag, added from retagging", [event]);
  await connection.change(applyTagging("retagging", "added"));
}

async function countOf(connection: Connection, table: string): Promise<number> {
  return (await connection.row(`select count(*) as count from ${table}`)).number("count");
}

/** What becomes of objects: those that somebody sets are human, as if they were drawn. */
async function objectChanges(
  connection: Connection,
  objects: NonNullable<Resolution["objects"]>,
): Promise<ObjectChange[]> {
  const wanted = new Map(objects.map(({ number, change }) => [number, change]));
  const records = await readRecords(connection, [...wanted.keys()]);
  return records.map((before) => {
    const change = wanted.get(before.number);
    if (!change) return { before, after: null };
    const edited = { ...before, ...change };
    // A box that somebody sets takes the place of the shape that it was drawn around.
    const polygons = change.box ? null : before.polygons;
    const area =
      before.area === null
        ? null
        : (before.area * edited.box[2] * edited.box[3]) / (before.box[2] * before.box[3] || 1);
    const revision = nextRevision(before, edited);
    return { before, after: { ...edited, polygons, area, revision, source: "human", confidence: null } };
  });
}

async function stageSplits(connection: Connection, splits: NonNullable<Resolution["splits"]>): Promise<void> {
  await connection.change("create or replace temp table splitting(number integer, split varchar)");
  await connection.append({ table: "splitting" }, [
    { type: "integer", values: splits.map(({ number }) => number) },
    { type: "text", values: splits.map(({ split }) => split) },
  ]);
  await connection.change(
    `create or replace temp table moving_splits as
     select s.number, s.split as before, p.split as after from splitting p join samples s on s.number = p.number
     where s.split is distinct from p.split`,
  );
}

async function stageDeletions(connection: Connection, numbers: readonly number[]): Promise<void> {
  await connection.change("create or replace temp table unwanted(number integer)");
  await connection.append({ table: "unwanted" }, [{ type: "integer", values: [...numbers] }]);
  await connection.change(
    `create or replace temp table deleting as
     select s.number from samples s where s.dataset > 0 and s.number in (select number from unwanted)`,
  );
}

/** States that change: as decided, and `fixed` for open findings on deleted samples and on groups that deletions leave with one member. */
async function stageStates(
  connection: Connection,
  states: Resolution["states"],
  leavingObjects: readonly number[],
): Promise<void> {
  await connection.change("create or replace temp table leaving_objects(number integer)");
  await connection.append({ table: "leaving_objects" }, [{ type: "integer", values: [...leavingObjects] }]);
  await connection.change("create or replace temp table decided_states(id varchar, state varchar)");
  await connection.append({ table: "decided_states" }, [
    { type: "text", values: states.map(({ id }) => id) },
    { type: "text", values: states.map(({ state }): FindingState => state) },
  ]);
  await connection.change(
    `insert into decided_states
     with emptied as (
       select r.id from (
         select id, unnest(from_json(related, '["integer"]')) as number from findings
         where state = 'open' and kind in ('duplicate', 'leak') and related_unit = 'sample') r
       left join deleting d on d.number = r.number group by r.id having count(*) = count(d.number))
     select f.id, 'fixed' from findings f where f.state = 'open' and f.id not in (select id from decided_states)
       and (f.sample in (select number from deleting) or f.object in (select number from leaving_objects)
         or f.id in (select id from emptied))`,
  );
  await connection.change(
    `create or replace temp table deciding as
     select f.id, f.state as before, n.state as after from findings f join decided_states n on n.id = f.id where f.state <> n.state`,
  );
}

async function writeSplits(connection: Connection, event: number): Promise<void> {
  await connection.change("insert into split_changes select ?, number, before, after from moving_splits", [event]);
  await connection.change("update samples set split = m.after from moving_splits m where m.number = samples.number");
}

/** The rows stay under the negative id of their dataset, so that taking it back is a change of sign. */
async function deleteSamples(connection: Connection, event: number): Promise<void> {
  await connection.change("insert into sample_deletions select ?, number from deleting", [event]);
  const which = "sample in (select number from deleting)";
  await connection.change(
    `insert into member_changes select ?, slice, sample, position, false from slice_members where ${which}`,
    [event],
  );
  await connection.change(`delete from slice_members where ${which}`);
  await connection.change("update samples set dataset = -dataset where number in (select number from deleting)");
  await connection.change(`update objects set dataset = -dataset where ${which}`);
}

async function writeStates(connection: Connection, event: number): Promise<void> {
  await connection.change("insert into finding_changes select ?, id, before, after from deciding", [event]);
  await connection.change("update findings set state = d.after from deciding d where d.id = findings.id");
}
