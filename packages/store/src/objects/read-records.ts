import { objectSchema } from "@gleaner/schema";
import type { Connection } from "../catalog/connection.ts";
import type { Row } from "../catalog/row.ts";
import type { ObjectRecord } from "./object-records.ts";
import { attributesOf, polygonsOf } from "./object-row.ts";

const { class: classShape, confidence: confidenceShape, box, polygons, attributes } = objectSchema.shape;

/** The rows of objects as they are, by number. Numbers that are not there are left out. */
export async function readRecords(connection: Connection, numbers: ArrayLike<number>): Promise<ObjectRecord[]> {
  if (numbers.length === 0) return [];
  await connection.change("create or replace temp table reading(number integer)");
  await connection.append({ table: "reading" }, [{ type: "integer", values: Int32Array.from(numbers) }]);
  const rows = await connection.rows(
    "select *, epoch_ms(created_at) as created from objects where number in (select number from reading) order by number",
  );
  return rows.map(recordOf);
}

/** A row from the JSON that the event log keeps. */
export function objectRecordFrom(document: Record<string, unknown>): ObjectRecord {
  const { id, number, sample, dataset, revision, source, area, createdAt } = document;
  return {
    id: String(id),
    number: Number(number),
    sample: Number(sample),
    dataset: Number(dataset),
    revision: Number(revision),
    class: classShape.parse(document.class),
    source: String(source),
    confidence: confidenceShape.parse(document.confidence),
    box: box.parse(document.box),
    area: area === null ? null : Number(area),
    polygons: polygons.parse(document.polygons),
    attributes: attributes.parse(document.attributes),
    createdAt: Number(createdAt),
  };
}

function recordOf(row: Row): ObjectRecord {
  return {
    id: row.text("id"),
    number: row.number("number"),
    sample: row.number("sample"),
    dataset: row.number("dataset"),
    revision: row.number("revision"),
    class: row.textOrNull("class"),
    source: row.text("source"),
    confidence: row.numberOrNull("confidence"),
    box: [row.number("x"), row.number("y"), row.number("width"), row.number("height")],
    area: row.numberOrNull("area"),
    polygons: polygonsOf(row),
    attributes: attributesOf(row),
    createdAt: row.number("created"),
  };
}
