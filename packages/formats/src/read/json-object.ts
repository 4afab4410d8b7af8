import type { MetadataValue } from "@gleaner/schema";
import { boundingBox, checkBox, readBox, readPolygons } from "./geometry.ts";
import { isJsonObject, type JsonObject } from "./json-line.ts";
import { RecordError } from "./record-error.ts";
import { boxObject, type SourceObject } from "./source.ts";

/** An assignment to it would change an object's prototype. */
export const unsafeFields: ReadonlySet<string> = new Set(["__proto__"]);

/** A text or number as text; null where there is none. @throws RecordError */
export function textField(object: JsonObject, name: string): string | null {
  const value = object[name];
  if (value === undefined || value === null) return null;
  if (typeof value === "string" || typeof value === "number") return String(value).toWellFormed();
  throw new RecordError(`${name} is no text.`);
}

/** A confidence in 0..1, or null. @throws RecordError */
export function readConfidence(value: unknown, where: string): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value === "number" && value >= 0 && value <= 1) return value;
  throw new RecordError(`${where} is not between 0 and 1.`);
}

/** Nested objects become dotted names, lists their JSON text; null is no value. */
export function flattenFields(
  object: JsonObject,
  omit: ReadonlySet<string>,
  into: Record<string, MetadataValue>,
  prefix = "",
): void {
  for (const [key, value] of Object.entries(object)) {
    if (omit.has(key)) continue;
    const name = `${prefix}${key}`.toWellFormed();
    if (typeof value === "string") into[name] = value.toWellFormed();
    else if (typeof value === "number" || typeof value === "boolean") into[name] = value;
    else if (isJsonObject(value)) flattenFields(value, unsafeFields, into, `${name}.`);
    else if (value !== null) into[name] = JSON.stringify(value);
  }
}

function attributesOf(value: unknown, where: string): Record<string, MetadataValue> {
  const attributes: Record<string, MetadataValue> = {};
  if (value === undefined || value === null) return attributes;
  if (!isJsonObject(value)) throw new RecordError(`${where} is no object.`);
  flattenFields(value, unsafeFields, attributes);
  return attributes;
}

/**
 * Reads an object of Gleaner's own JSON form: `label`, `box` (or only `polygons`), `unit`, `confidence`, `source`, `crowd`, `id`,
 * `attributes`.
 *
 * @throws RecordError
 */
export function readObject(value: unknown, where: string): SourceObject {
  if (!isJsonObject(value)) throw new RecordError(`${where} is no object.`);
  const unit = value.unit ?? "pixel";
  if (unit !== "pixel" && unit !== "relative") throw new RecordError(`${where}/unit is neither pixel nor relative.`);
  const polygons =
    value.polygons === undefined || value.polygons === null ? null : readPolygons(value.polygons, `${where}/polygons`);
  const isOutlined = value.box === undefined && polygons !== null;
  const box = isOutlined ? checkBox(boundingBox(polygons), `${where}/polygons`) : readBox(value.box, `${where}/box`);
  if (value.crowd !== undefined && typeof value.crowd !== "boolean")
    throw new RecordError(`${where}/crowd is neither true nor false.`);
  return {
    ...boxObject(box, unit),
    label: textField(value, "label"),
    polygons,
    confidence: readConfidence(value.confidence, `${where}/confidence`),
    source: textField(value, "source"),
    crowd: value.crowd ?? false,
    sourceId: textField(value, "id"),
    attributes: attributesOf(value.attributes, `${where}/attributes`),
  };
}
