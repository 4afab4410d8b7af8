import type { MetadataValue } from "@gleaner/schema";
import { isJsonObject, type JsonObject } from "./json-line.ts";
import { flattenFields, readObject, textField, unsafeFields } from "./json-object.ts";
import { parseList } from "./list-cell.ts";
import { type ClassNames, objectList } from "./object-list.ts";
import { orProblem, RecordError } from "./record-error.ts";
import type { SourceObject } from "./source.ts";

/** What one JSON object says of one sample. */
export interface JsonRecord {
  path: string;
  labels: string[];
  split: string | null;
  tags: string[];
  meta: Record<string, MetadataValue>;
  objects: SourceObject[];
  /** Objects that could not be read, each a sentence that names the field. */
  problems: string[];
}

/** Fields of a record that are no metadata; ids are made on import, sizes are read from the image. */
const ownFields: ReadonlySet<string> = new Set([
  ...["path", "file", "file_name", "id", "label", "labels", "split", "tags", "objects", "meta", "width", "height"],
  ...unsafeFields,
]);

/** Words of a text or list. @throws RecordError */
export function listField(object: JsonObject, name: string): string[] {
  const value = object[name];
  if (value === undefined || value === null) return [];
  if (typeof value === "string") return parseList(value);
  if (typeof value === "number") return [String(value)];
  if (!Array.isArray(value)) throw new RecordError(`${name} is neither text nor a list.`);
  const words = value.map((word: unknown) => {
    if (typeof word === "string" || typeof word === "number") return String(word).toWellFormed().trim();
    throw new RecordError(`${name} holds something that is no text.`);
  });
  return [...new Set(words.filter((word) => word !== ""))];
}

/** Reads the objects of a sample one by one: a bad one costs itself, not its sample. */
export function readObjects(values: unknown[]): Pick<JsonRecord, "objects" | "problems"> {
  const read = values.map((value, index) => orProblem(() => readObject(value, `objects/${index}`)));
  return {
    objects: read.filter((object) => typeof object !== "string"),
    problems: read.filter((object) => typeof object === "string"),
  };
}

/**
 * Reads a JSON object as a sample.
 *
 * @param classNames of objects whose classes are numbers
 * @returns the record, or a sentence that names the field that is wrong
 */
export function readJsonRecord(object: JsonObject, classNames: ClassNames = null): JsonRecord | string {
  return orProblem(() => {
    const path = textField(object, "path") ?? textField(object, "file") ?? textField(object, "file_name");
    if (path === null || path === "") throw new RecordError("there is no path.");
    if (path.includes("\0")) throw new RecordError("the path holds a NUL character.");
    const labels = [...new Set([...listField(object, "labels"), ...listField(object, "label")])];
    const objects = objectList(object.objects, classNames);
    const meta: Record<string, MetadataValue> = {};
    flattenFields(object, ownFields, meta);
    if (isJsonObject(object.meta)) flattenFields(object.meta, unsafeFields, meta);
    else if (object.meta !== undefined && object.meta !== null) throw new RecordError("meta is no object.");
    return {
      path,
      labels,
      split: textField(object, "split"),
      tags: listField(object, "tags"),
      meta,
      ...readObjects(objects),
    };
  });
}
