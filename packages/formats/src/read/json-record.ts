import type { MetadataValue } from "@gleaner/schema";
import { isJsonObject, type JsonObject } from "./json-line.ts";
import { parseList } from "./list-cell.ts";
import type { SourceObject } from "./source.ts";

/** What one JSON object says of one sample. */
export interface JsonRecord {
  path: string;
  labels: string[];
  split: string | null;
  tags: string[];
  meta: Record<string, MetadataValue>;
  objects: SourceObject[];
}

/** An assignment to it would change an object's prototype. */
const unsafeFields: ReadonlySet<string> = new Set(["__proto__"]);

/** Fields of a record that are no metadata; ids are made on import, sizes are read from the image. */
const ownFields: ReadonlySet<string> = new Set([
  ...["path", "file", "id", "label", "labels", "split", "tags", "objects", "meta", "width", "height"],
  ...unsafeFields,
]);

/** A record that breaks a rule; the message names the field. */
class FieldError extends Error {}

function textField(object: JsonObject, name: string): string | null {
  const value = object[name];
  if (value === undefined || value === null) return null;
  if (typeof value === "string" || typeof value === "number") return String(value).toWellFormed();
  throw new FieldError(`${name} is no text.`);
}

function listField(object: JsonObject, name: string): string[] {
  const value = object[name];
  if (value === undefined || value === null) return [];
  if (typeof value === "string") return parseList(value);
  if (typeof value === "number") return [String(value)];
  if (!Array.isArray(value)) throw new FieldError(`${name} is neither text nor a list.`);
  const words = value.map((word: unknown) => {
    if (typeof word === "string" || typeof word === "number") return String(word).toWellFormed().trim();
    throw new FieldError(`${name} holds something that is no text.`);
  });
  return [...new Set(words.filter((word) => word !== ""))];
}

function readBox(value: unknown, where: string): [number, number, number, number] {
  if (!Array.isArray(value) || value.length !== 4)
    throw new FieldError(`${where}/box is not [left, top, width, height].`);
  const [left, top, width, height] = value.map((side: unknown) => {
    if (typeof side !== "number" || !Number.isFinite(side))
      throw new FieldError(`${where}/box holds no finite number.`);
    return side;
  });
  if (width <= 0 || height <= 0) throw new FieldError(`${where}/box has no area.`);
  return [left, top, width, height];
}

function readObject(value: unknown, index: number): SourceObject {
  const where = `objects/${index}`;
  if (!isJsonObject(value)) throw new FieldError(`${where} is no object.`);
  const unit = value.unit ?? "pixel";
  if (unit !== "pixel" && unit !== "relative") throw new FieldError(`${where}/unit is neither pixel nor relative.`);
  const confidence = value.confidence ?? null;
  if (confidence !== null && !(typeof confidence === "number" && confidence >= 0 && confidence <= 1))
    throw new FieldError(`${where}/confidence is not between 0 and 1.`);
  return { label: textField(value, "label"), box: readBox(value.box, where), unit, confidence };
}

/** Nested objects become dotted names, lists their JSON text. */
function flattenMeta(
  object: JsonObject,
  prefix: string,
  omit: ReadonlySet<string>,
  into: Record<string, MetadataValue>,
): void {
  for (const [key, value] of Object.entries(object)) {
    if (omit.has(key)) continue;
    const name = `${prefix}${key}`.toWellFormed();
    if (typeof value === "string") into[name] = value.toWellFormed();
    else if (typeof value === "number" || typeof value === "boolean") into[name] = value;
    else if (isJsonObject(value)) flattenMeta(value, `${name}.`, unsafeFields, into);
    else if (value !== null) into[name] = JSON.stringify(value);
  }
}

/**
 * Reads a JSON object as a sample.
 *
 * @returns the record, or a sentence that names the field that is wrong
 */
export function readJsonRecord(object: JsonObject): JsonRecord | string {
  try {
    const path = textField(object, "path") ?? textField(object, "file");
    if (path === null || path === "") return "there is no path.";
    if (path.includes("\0")) return "the path holds a NUL character.";
    const labels = [...new Set([...listField(object, "labels"), ...listField(object, "label")])];
    const objects = object.objects ?? [];
    if (!Array.isArray(objects)) return "objects is no list.";
    const meta: Record<string, MetadataValue> = {};
    flattenMeta(object, "", ownFields, meta);
    if (isJsonObject(object.meta)) flattenMeta(object.meta, "", unsafeFields, meta);
    else if (object.meta !== undefined && object.meta !== null) return "meta is no object.";
    return {
      path,
      labels,
      split: textField(object, "split"),
      tags: listField(object, "tags"),
      meta,
      objects: objects.map(readObject),
    };
  } catch (error) {
    if (error instanceof FieldError) return error.message;
    throw error;
  }
}
