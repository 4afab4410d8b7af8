import type { BulkColumn } from "../catalog/bulk.ts";
import type { Connection } from "../catalog/connection.ts";
import type { ObjectInput } from "../contract/objects.ts";
import { jsonOf } from "./object-row.ts";

/** A row of `objects` as it is written. */
export interface ObjectRecord extends Omit<ObjectInput, "key"> {
  number: number;
  id: string;
  /** Number of the sample. */
  sample: number;
  dataset: number;
  revision: number;
  /** Share of the image; null where its size is not known. */
  area: number | null;
  /** Milliseconds since 1970. */
  createdAt: number;
}

/** Inserts rows of `objects`. */
export function insertObjects(connection: Connection, records: readonly ObjectRecord[]): Promise<void> {
  const text = (value: (record: ObjectRecord) => string | null): BulkColumn => ({
    type: "text",
    values: records.map(value),
  });
  const integer = (value: (record: ObjectRecord) => number): BulkColumn => ({
    type: "integer",
    values: Int32Array.from(records, value),
  });
  const double = (value: (record: ObjectRecord) => number): BulkColumn => ({
    type: "double",
    values: Float64Array.from(records, value),
  });
  return connection.append({ table: "objects" }, [
    integer((record) => record.number),
    text((record) => record.id),
    integer((record) => record.sample),
    integer((record) => record.dataset),
    integer((record) => record.revision),
    text((record) => record.class),
    text((record) => record.source),
    { type: "float", values: Float32Array.from(records, (record) => record.confidence ?? Number.NaN) },
    ...([0, 1, 2, 3] as const).map((side) => double((record) => record.box[side])),
    { type: "double", values: records.map((record) => record.area) },
    text((record) => jsonOf(record.polygons)),
    text((record) => jsonOf(record.attributes)),
    { type: "time", values: records.map((record) => record.createdAt) },
  ]);
}

/** What share of an image a box covers, also where it reaches over the edges; null without the image's size. */
export function areaOf(
  [, , width, height]: ObjectInput["box"],
  image: { width: number | null; height: number | null },
) {
  return image.width && image.height ? (width * height) / (image.width * image.height) : null;
}
