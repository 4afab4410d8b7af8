import { randomUUID } from "node:crypto";
import { GleanerError } from "@gleaner/schema";
import type { Connection } from "../catalog/connection.ts";
import { takeNumbers } from "../catalog/counters.ts";
import type { ObjectDraft } from "../contract/objects.ts";
import { sampleNotFound } from "../samples/sample-rows.ts";
import { objectId } from "./object-id.ts";
import { areaOf, type ObjectRecord } from "./object-records.ts";

/** A new object of a sample, as somebody draws it. Throws `sample_not_found`, `bad_record` for a box that is none. */
export async function drawnObject(
  connection: Connection,
  sample: { id: string } | { number: number },
  draft: ObjectDraft,
): Promise<ObjectRecord> {
  requireBox(draft.box);
  const [column, value] = "id" in sample ? ["id", sample.id] : ["number", sample.number];
  const [row] = await connection.rows(
    `select id, number, dataset, width, height from samples where ${column} = ? and dataset > 0`,
    [value],
  );
  if (!row) throw sampleNotFound([String(value)]);
  return {
    ...draft,
    id: objectId(row.text("id"), `human ${randomUUID()}`, 0),
    number: await takeNumbers(connection, "sample"),
    sample: row.number("number"),
    dataset: row.number("dataset"),
    revision: 1,
    source: "human",
    confidence: null,
    area: areaOf(draft.box, { width: row.numberOrNull("width"), height: row.numberOrNull("height") }),
    createdAt: Date.now(),
  };
}

/** @throws GleanerError `bad_record` */
export function requireBox(box: ObjectDraft["box"]): void {
  if (box.every(Number.isFinite) && box[2] > 0 && box[3] > 0) return;
  throw new GleanerError("bad_record", `${JSON.stringify(box)} is no box: it needs a width and a height above 0.`, {
    hint: "A box is left, top, width, height in pixels.",
  });
}
