import { objectSchema, type SampleObject } from "@gleaner/schema";
import type { Row } from "../catalog/row.ts";

const { polygons: polygonsShape, attributes: attributesShape } = objectSchema.shape;

/** The columns that {@link objectOf} reads, of `objects o` joined with its sample `s`. */
export const objectColumns = `o.number as object_number, o.id as object_id, s.id as sample_id, o.class as object_class,
  o.source as object_source, o.confidence as object_confidence, o.x, o.y, o.width as box_width, o.height as box_height,
  o.polygons, o.attributes`;

/** An object from a row. */
export function objectOf(row: Row): SampleObject {
  return {
    id: row.text("object_id"),
    number: row.number("object_number"),
    sample: row.text("sample_id"),
    class: row.textOrNull("object_class"),
    source: row.text("object_source"),
    confidence: row.numberOrNull("object_confidence"),
    box: [row.number("x"), row.number("y"), row.number("box_width"), row.number("box_height")],
    polygons: polygonsOf(row),
    attributes: attributesOf(row),
  };
}

export function polygonsOf(row: Row): SampleObject["polygons"] {
  return polygonsShape.parse(parsed(row.textOrNull("polygons")));
}

export function attributesOf(row: Row): SampleObject["attributes"] {
  return attributesShape.parse(parsed(row.textOrNull("attributes")) ?? {});
}

function parsed(json: string | null): unknown {
  return json === null ? null : JSON.parse(json);
}

/** The JSON that a column keeps; null where there is nothing to say. */
export function jsonOf(value: readonly unknown[] | Readonly<Record<string, unknown>> | null): string | null {
  return value === null || Object.keys(value).length === 0 ? null : JSON.stringify(value);
}
