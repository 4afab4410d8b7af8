import { isJsonObject, type JsonObject } from "./json-line.ts";
import { RecordError } from "./record-error.ts";

/** Names under which other tools give the fields of an object. */
const aliases: Record<string, string> = {
  bbox: "box",
  category: "label",
  categories: "label",
  labels: "label",
  class: "label",
  iscrowd: "crowd",
  score: "confidence",
};
const known = new Set(["label", "box", "polygons", "unit", "confidence", "source", "crowd", "id", "attributes"]);

/** Class names by number, where a table gives numbers. */
export type ClassNames = readonly string[] | null;

function labelOf(value: unknown, names: ClassNames): unknown {
  return typeof value === "number" && names !== null ? (names[value] ?? String(value)) : value;
}

/** An object under the names that `readObject` takes; what it does not know is an attribute. */
function withKnownNames(object: JsonObject, names: ClassNames): JsonObject {
  const renamed: JsonObject = {};
  const rest: JsonObject = {};
  for (const [key, value] of Object.entries(object)) {
    const name = Object.hasOwn(aliases, key) && object[aliases[key]] === undefined ? aliases[key] : key;
    if (value === null) continue;
    if (!known.has(name)) rest[key] = value;
    else if (name === "label") renamed.label = labelOf(value, names);
    else if (name === "crowd") renamed.crowd = value === 1 ? true : value === 0 ? false : value;
    else if (name === "attributes" && typeof value === "string") renamed.attributes = parsed(value);
    else renamed[name] = value;
  }
  const { attributes } = renamed;
  if (Object.keys(rest).length > 0) renamed.attributes = isJsonObject(attributes) ? { ...rest, ...attributes } : rest;
  return renamed;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Said as a wrong type by who reads it.
    return text;
  }
}

/**
 * The objects of a record: a list of them, or columns as Hugging Face has them (`{bbox: [...], categories: [...]}`).
 *
 * @throws RecordError
 */
export function objectList(value: unknown, names: ClassNames = null): unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value))
    return value.map((item: unknown) => (isJsonObject(item) ? withKnownNames(item, names) : item));
  if (!isJsonObject(value)) throw new RecordError("objects is no list.");
  const columns = Object.entries(value).filter(([, column]) => Array.isArray(column));
  const boxes = value.bbox ?? value.box;
  if (!Array.isArray(boxes)) throw new RecordError("objects has no list bbox.");
  return boxes.map((_, index) => {
    const object: JsonObject = {};
    for (const [name, column] of columns) if (Array.isArray(column)) object[name] = column[index];
    return withKnownNames(object, names);
  });
}
