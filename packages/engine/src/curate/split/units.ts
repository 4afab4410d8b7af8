import type { FieldValues } from "../../report/index.ts";
import { valueRange } from "../field-codes.ts";
import type { SplitProblem } from "./assign-units.ts";

/** Units of a split: sets of pool rows that stay together, with the values that are to be spread. */
export interface SplitUnits extends Omit<SplitProblem, "ratios" | "seed"> {
  /** The unit of each pool position. */
  unitOf: Int32Array;
}

/**
 * Makes units from the set that each pool position belongs to.
 * @param setOf any number that positions of one set share
 * @param fields values over the same positions; a sample may have several
 */
export function makeUnits(setOf: ArrayLike<number>, fields: readonly FieldValues[]): SplitUnits {
  const positions = setOf.length;
  const unitOf = new Int32Array(positions);
  const known = new Map<number, number>();
  for (let at = 0; at < positions; at++) {
    const unit = known.get(setOf[at]) ?? known.size;
    known.set(setOf[at], unit);
    unitOf[at] = unit;
  }
  const sizes = new Int32Array(known.size);
  const counts = Array.from({ length: known.size }, () => new Map<number, number>());
  for (let at = 0; at < positions; at++) {
    const own = counts[unitOf[at]];
    sizes[unitOf[at]]++;
    for (const value of valuesOf(fields, at)) own.set(value, (own.get(value) ?? 0) + 1);
  }
  const start = new Int32Array(known.size + 1);
  counts.forEach((own, unit) => {
    start[unit + 1] = start[unit] + own.size;
  });
  const entries = counts.flatMap((own) => [...own].sort((a, b) => a[0] - b[0]));
  return {
    unitOf,
    sizes,
    start,
    values: Int32Array.from(entries, ([value]) => value),
    counts: Int32Array.from(entries, ([, count]) => count),
    valueCount: fields.reduce((sum, { names }) => sum + names.length, 0),
  };
}

/** The values of a sample, numbered through all fields. */
export function* valuesOf(fields: readonly FieldValues[], position: number): Generator<number> {
  let first = 0;
  for (const field of fields) {
    const [start, end] = valueRange(field, position);
    for (let at = start; at < end; at++) if (field.codes[at] >= 0) yield first + field.codes[at];
    first += field.names.length;
  }
}
