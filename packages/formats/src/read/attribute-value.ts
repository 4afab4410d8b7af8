import type { MetadataValue } from "@gleaner/schema";
import { ColumnType } from "./column-type.ts";
import { RecordError } from "./record-error.ts";
import type { SourceObject } from "./source.ts";

/** The value of an attribute that a file gives as text: of the type that the file names, or what the text looks like. */
export function attributeValue(text: string, type: string | undefined): MetadataValue {
  if (type === "number" && text !== "" && Number.isFinite(Number(text))) return Number(text);
  if (type === "boolean" || type === "checkbox") return /^(?:true|1)$/i.test(text);
  if (type !== undefined) return text;
  const column = new ColumnType();
  column.observe(text);
  return text === "" ? "" : column.convert(text);
}

/** Moves attributes that stand for fields of the object into them, as exports write them. */
export function takeOwnAttributes(object: SourceObject): SourceObject {
  const { source_id: sourceId, iscrowd, confidence, ...attributes } = object.attributes;
  return {
    ...object,
    attributes,
    sourceId: sourceId === undefined || sourceId === null ? object.sourceId : String(sourceId),
    crowd: object.crowd || iscrowd === true || iscrowd === 1,
    confidence: typeof confidence === "number" && confidence >= 0 && confidence <= 1 ? confidence : object.confidence,
  };
}

/** A text as a finite number. @throws RecordError */
export function numberOf(text: string | null | undefined, where: string): number {
  const value = text === null || text === undefined || text.trim() === "" ? Number.NaN : Number(text);
  if (Number.isFinite(value)) return value;
  const shown =
    text === null || text === undefined ? "missing" : `${JSON.stringify(text.slice(0, 40))}, which is no finite number`;
  throw new RecordError(`${where} is ${shown}.`);
}
