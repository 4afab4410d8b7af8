import type { Connection } from "../catalog/connection.ts";
import { takeNumbers } from "../catalog/counters.ts";
import type { ObjectInput } from "../contract/objects.ts";
import type { Incoming } from "../samples/incoming.ts";
import { forgetObjects } from "./forget-objects.ts";
import { objectId } from "./object-id.ts";
import { areaOf, insertObjects, type ObjectRecord } from "./object-records.ts";

/** What an import wrote before. */
interface Known {
  number: number;
  source: string;
  revision: number;
  box: readonly number[];
  createdAt: number;
}

/** Inserts the objects of new samples. */
export async function insertNewObjects(
  connection: Connection,
  dataset: number,
  rows: readonly Incoming[],
  at: number,
): Promise<void> {
  const planned = rows.flatMap((row) =>
    identified(row.input.id, row.input.objects ?? []).map((each) => ({ row, each })),
  );
  if (planned.length === 0) return;
  let next = await takeNumbers(connection, "sample", planned.length);
  const records = planned.map(({ row, each }): ObjectRecord => {
    const place = { number: next++, revision: 1, createdAt: at, dataset };
    return recordOf(row, each, place);
  });
  await insertObjects(connection, records);
}

/**
 * Puts what an import says of the objects of known samples in the place of what imports said before. An object keeps its number by its id,
 * and its vectors while its box stays. What people drew, changed or deleted stays as they left it.
 */
export async function replaceObjects(
  connection: Connection,
  dataset: number,
  rows: readonly Incoming[],
  at: number,
): Promise<void> {
  const told = rows.filter((row) => row.input.objects !== undefined);
  if (told.length === 0) return;
  await connection.change("create or replace temp table retold(number integer)");
  await connection.append({ table: "retold" }, [{ type: "integer", values: told.map((row) => row.number) }]);
  const [known, deleted] = [await knownObjects(connection), await deletedByHand(connection)];
  const planned = told
    .flatMap((row) => identified(row.input.id, row.input.objects ?? []).map((each) => ({ row, each })))
    .filter(({ each }) => !deleted.has(each.id) && known.get(each.id)?.source !== "human");
  const added = planned.filter(({ each }) => !known.has(each.id)).length;
  let next = added > 0 ? await takeNumbers(connection, "sample", added) : 0;
  const records = planned.map(({ row, each }): ObjectRecord => {
    const before = known.get(each.id);
    if (!before) return recordOf(row, each, { number: next++, revision: 1, createdAt: at, dataset });
    const moved = each.input.box.some((value, side) => value !== before.box[side]);
    const { number, createdAt } = before;
    return recordOf(row, each, { number, createdAt, dataset, revision: before.revision + (moved ? 1 : 0) });
  });
  const kept = new Set(records.map((record) => record.number));
  const gone = [...known.values()].filter(({ number, source }) => source !== "human" && !kept.has(number));
  await forgetObjects(
    connection,
    gone.map(({ number }) => number),
  );
  const moved = records.filter((record) => (known.get(record.id)?.revision ?? record.revision) !== record.revision);
  const list = [-1, ...moved.map(({ number }) => number)].join(", ");
  await connection.change(`delete from function_scores where sample in (${list})`);
  await connection.change("delete from objects where source <> 'human' and sample in (select number from retold)");
  await insertObjects(connection, records);
}

/** Makes crops of samples in `changed(number)`, whose content is new, other crops, and sets the areas to the new size of the image. */
export async function renewCrops(connection: Connection, changed: string): Promise<void> {
  await connection.change(
    `update objects set revision = objects.revision + 1, area = objects.width * objects.height / nullif(s.width * s.height, 0)
     from samples s where s.number = objects.sample and s.number in (select number from ${changed})`,
  );
}

/** Brings the counts of objects of the samples in `table(number)` up to date. */
export async function countObjects(connection: Connection, table: string): Promise<void> {
  await connection.change(
    `update samples set object_count = c.count from (
       select n.number, count(o.number)::integer as count from (select distinct number from ${table}) n
       left join objects o on o.sample = n.number group by n.number) c
     where samples.number = c.number and samples.object_count <> c.count`,
  );
}

interface Identified {
  id: string;
  input: ObjectInput;
}

/** Objects of a sample with their ids; a key that stands twice counts once, and its repetition by its place. */
function identified(sample: string, objects: readonly ObjectInput[]): Identified[] {
  const seen = new Set<string>();
  return objects.map((input, place) => {
    const isRepeated = input.key !== null && seen.has(input.key);
    if (input.key !== null) seen.add(input.key);
    return { id: objectId(sample, isRepeated ? null : input.key, place), input };
  });
}

function recordOf(
  row: Incoming,
  { id, input }: Identified,
  place: Pick<ObjectRecord, "number" | "revision" | "createdAt" | "dataset">,
): ObjectRecord {
  return { ...input, ...place, id, sample: row.number, area: areaOf(input.box, row.input) };
}

async function knownObjects(connection: Connection): Promise<Map<string, Known>> {
  const rows = await connection.rows(
    `select id, number, source, revision, x, y, width, height, epoch_ms(created_at) as created from objects
     where sample in (select number from retold)`,
  );
  return new Map(
    rows.map((row) => [
      row.text("id"),
      {
        number: row.number("number"),
        source: row.text("source"),
        revision: row.number("revision"),
        box: ["x", "y", "width", "height"].map((side) => row.number(side)),
        createdAt: row.number("created"),
      },
    ]),
  );
}

/** Ids of objects of the samples at hand that somebody deleted and did not bring back. */
async function deletedByHand(connection: Connection): Promise<Set<string>> {
  const rows = await connection.rows(
    `select json_extract_string(c.before, '$.id') as id from object_changes c join events e on e.id = c.event and e.undone_by is null
     where c.after is null and (json_extract(c.before, '$.sample'))::integer in (select number from retold)`,
  );
  return new Set(rows.map((row) => row.text("id")));
}
