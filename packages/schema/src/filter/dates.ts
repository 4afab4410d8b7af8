import type { DateLiteral } from "./ast.ts";

/** The shape of a date or date-time in filter text, before its numbers are checked. */
export const datePattern = /\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})?)?/y;

const dayMilliseconds = 86_400_000;

/**
 * Reads an ISO 8601 date or date-time (seconds, fraction and zone may be absent; no zone means UTC) into its canonical text:
 * `YYYY-MM-DD`, or the instant in UTC to the millisecond. Null for anything else, such as the 30th of February.
 */
export function readDate(text: string): DateLiteral | null {
  datePattern.lastIndex = 0;
  if (datePattern.exec(text)?.[0] !== text) return null;
  const day = text.slice(0, 10);
  const midnight = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(day)) return null;
  if (text.length === 10) return { type: "date", value: day };
  if (Number(text.slice(11, 13)) > 23) return null;
  const zoned = /(Z|[+-]\d{2}:\d{2})$/.test(text) ? text : `${text}Z`;
  const instant = Date.parse(zoned);
  if (Number.isNaN(instant)) return null;
  const canonical = new Date(instant).toISOString();
  return canonical.length === 24 ? { type: "date", value: canonical.replace(".000Z", "Z") } : null;
}

/** The stretch of time that a date stands for, in milliseconds since 1970: a day is [start, end), an instant has start = end. */
export function dateSpan(date: DateLiteral): { start: number; end: number } {
  if (date.value.length > 10) {
    const instant = Date.parse(date.value);
    return { start: instant, end: instant };
  }
  const start = Date.parse(`${date.value}T00:00:00Z`);
  return { start, end: start + dayMilliseconds };
}
