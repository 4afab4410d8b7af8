import type { Connection } from "../catalog/connection.ts";
import { takeNumbers } from "../catalog/counters.ts";
import type { ObjectInput, SampleObjects } from "../contract/objects.ts";
import { nextRevision, type ObjectChange } from "./object-changes.ts";
import { objectId } from "./object-id.ts";
import { areaOf, type ObjectRecord } from "./object-records.ts";
import { readRecords } from "./read-records.ts";

/** A sample as far as its objects depend on it. */
interface Image {
  id: string;
  dataset: number;
  width: number | null;
  height: number | null;
}

/** What has to change for people's and imports' objects of samples to be these ones. Unknown samples are left out. */
export async function labeledChanges(
  connection: Connection,
  entries: readonly SampleObjects[],
): Promise<ObjectChange[]> {
  await connection.change("create or replace temp table labeled(number integer)");
  await connection.append({ table: "labeled" }, [{ type: "integer", values: entries.map(({ sample }) => sample) }]);
  const images = await imagesOf(connection);
  const [numbers] = await connection.integers(
    "select number from objects where source in ('human', 'import') and sample in (select number from labeled) order by number",
  );
  const known = Map.groupBy(await readRecords(connection, numbers), ({ sample }) => sample);
  const changes: ObjectChange[] = [];
  for (const { sample, objects } of entries) {
    const image = images.get(sample);
    if (image) changes.push(...changesOf(image, sample, known.get(sample) ?? [], objects));
  }
  const added = changes.filter(({ before }) => before === null).length;
  let next = added > 0 ? await takeNumbers(connection, "sample", added) : 0;
  return changes.map(({ before, after }) => {
    return { before, after: before === null && after ? { ...after, number: next++ } : after };
  });
}

async function imagesOf(connection: Connection): Promise<Map<number, Image>> {
  const rows = await connection.rows(
    "select number, id, dataset, width, height from samples where number in (select number from labeled)",
  );
  return new Map(
    rows.map((row) => [
      row.number("number"),
      {
        id: row.text("id"),
        dataset: row.number("dataset"),
        width: row.numberOrNull("width"),
        height: row.numberOrNull("height"),
      },
    ]),
  );
}

function changesOf(
  image: Image,
  sample: number,
  known: readonly ObjectRecord[],
  objects: SampleObjects["objects"],
): ObjectChange[] {
  const left = new Set(known);
  const ids = new Set<string>();
  const keyed = objects.map((input, place) => {
    const own = objectId(image.id, input.key, place);
    const id = ids.has(own) ? objectId(image.id, null, place) : own;
    ids.add(id);
    return { id, input };
  });
  const take = (found: ObjectRecord | undefined) => {
    if (found) left.delete(found);
    return found ?? null;
  };
  const byKey = keyed.map(({ id, input }) => (input.key === null ? null : take(known.find((each) => each.id === id))));
  const changes = keyed.flatMap(({ id, input }, at): ObjectChange[] => {
    const before = byKey[at] ?? take([...left].find((each) => isSameBox(each.box, input.box)));
    const { key: _, ...said } = input;
    const area = areaOf(input.box, image);
    if (!before) {
      const taken = known.some((each) => each.id === id);
      const own = taken ? objectId(image.id, `labeled ${at} ${Date.now()}`, at) : id;
      const after = {
        ...said,
        id: own,
        number: -1,
        sample,
        dataset: image.dataset,
        revision: 1,
        source: "human",
        area,
      };
      return [{ before: null, after: { ...after, createdAt: Date.now() } }];
    }
    const after = { ...before, ...said, source: "human", area, revision: nextRevision(before, input) };
    return JSON.stringify(saidOf(before)) === JSON.stringify(saidOf(after)) ? [] : [{ before, after }];
  });
  return [...changes, ...[...left].map((before) => ({ before, after: null }))];
}

const saidOf = ({ class: name, confidence, box, polygons, attributes }: ObjectRecord) =>
  [name, confidence, box, polygons, attributes] as const;

/** The same to a hundredth of a pixel. */
const isSameBox = (a: ObjectInput["box"], b: ObjectInput["box"]) =>
  a.every((value, side) => Math.abs(value - b[side]) < 0.01);
