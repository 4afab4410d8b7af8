import { dateSpan, type Literal } from "@gleaner/schema";
import { bound, type Fragment, sql } from "./fragment.ts";

/** Numbers of a column: whether it stores 32-bit floats, in which 0.1 is not the 0.1 of a filter. */
export type Precision = "single" | "double";

/** A literal other than a date as a bound value, in the column's precision. */
export function boundLiteral(literal: Exclude<Literal, { type: "date" }>, precision: Precision): Fragment {
  return literal.type === "number" ? boundNumber(literal.value, precision) : bound(literal.value);
}

/** The driver takes every whole number for an integer of at most 64 bits: larger ones go as text. */
function boundNumber(value: number, precision: Precision): Fragment {
  const number = precision === "single" ? Math.fround(value) : value;
  const fits = Number.isSafeInteger(number) || (Number.isFinite(number) && !Number.isInteger(number));
  return fits ? bound(number) : sql`cast(${bound(String(number))} as double)`;
}

/** An instant, in milliseconds since 1970, as a UTC timestamp. */
function instant(milliseconds: number): Fragment {
  return sql`epoch_ms(cast(${bound(milliseconds)} as bigint))`;
}

/** The first instant of a date and the first after it (null for an instant, which has no length). */
export function dateBounds(literal: Extract<Literal, { type: "date" }>): { start: Fragment; after: Fragment | null } {
  const { start, end } = dateSpan(literal);
  return { start: instant(start), after: end === start ? null : instant(end) };
}
