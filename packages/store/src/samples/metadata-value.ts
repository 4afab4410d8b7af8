import type { MetadataValue } from "@gleaner/schema";

/** A metadata value as the catalog keeps it: one column a type. A date-time is kept as text too. */
export interface TypedMetadata {
  text: string | null;
  numeric: number | null;
  boolean: boolean | null;
  /** Milliseconds since 1970. */
  time: number | null;
}

const dateTime = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/;

export function typedMetadata(value: Exclude<MetadataValue, null>): TypedMetadata {
  const none = { text: null, numeric: null, boolean: null, time: null };
  if (typeof value === "number") return { ...none, numeric: Number.isFinite(value) ? value : null };
  if (typeof value === "boolean") return { ...none, boolean: value };
  return { ...none, text: value, time: timeOf(value) };
}

/** Dates without a zone are taken as UTC, so that every machine reads the same instant. */
function timeOf(text: string): number | null {
  if (!dateTime.test(text)) return null;
  const zoned = /T.*(Z|[+-]\d{2}:\d{2})$/.test(text) || !text.includes("T");
  const time = Date.parse(zoned ? text : `${text}Z`);
  return Number.isNaN(time) ? null : time;
}
