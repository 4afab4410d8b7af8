import type { FieldValues, SplitTable } from "../../report/index.ts";
import { valuesOf } from "./units.ts";

/** Values that a report lists of each field. */
const listedAtMost = 40;
/** Shortfalls that are named. */
const namedAtMost = 5;

/** How often each value occurs in each part, beside the ideal. */
export interface Proportions {
  /** `counts[part][value]`, values numbered through all fields. */
  counts: Float64Array[];
  totals: Float64Array;
  ratios: readonly number[];
}

/** Counts the values of the parts. `part[i]` is the part of pool position i. */
export function proportionsOf(
  fields: readonly FieldValues[],
  part: ArrayLike<number>,
  ratios: readonly number[],
): Proportions {
  const values = fields.reduce((sum, { names }) => sum + names.length, 0);
  const counts = ratios.map(() => new Float64Array(values));
  const totals = new Float64Array(values);
  for (let at = 0; at < part.length; at++) {
    for (const value of valuesOf(fields, at)) {
      counts[part[at]][value]++;
      totals[value]++;
    }
  }
  return { counts, totals, ratios };
}

/** The largest number of samples by which a value of a part misses its ideal; 0 without values. */
export function largestError({ counts, totals, ratios }: Proportions): number {
  let worst = 0;
  counts.forEach((own, part) => {
    own.forEach((count, value) => {
      worst = Math.max(worst, Math.abs(count - ratios[part] * totals[value]));
    });
  });
  return worst;
}

/** The rows of the report's table: the most frequent values of each field. */
export function listValues(
  fields: readonly FieldValues[],
  { counts, totals, ratios }: Proportions,
): Pick<SplitTable, "values" | "others"> {
  let first = 0;
  let others = 0;
  const values: SplitTable["values"] = [];
  for (const { field, names } of fields) {
    const start = first;
    const order = [...names.keys()].sort((a, b) => totals[start + b] - totals[start + a] || a - b);
    for (const code of order.slice(0, listedAtMost)) {
      values.push({
        field,
        value: names[code],
        samples: counts.map((own) => own[start + code]),
        ideal: ratios.map((ratio) => ratio * totals[start + code]),
      });
    }
    others += Math.max(0, names.length - listedAtMost);
    first += names.length;
  }
  return { values, others };
}

/** What could not be kept in proportion, in sentences: values of a part that are a sample or more off, largest gap first. */
export function shortfalls(
  fields: readonly FieldValues[],
  { counts, totals, ratios }: Proportions,
  names: readonly string[],
): string[] {
  const labels = fields.flatMap(({ field, names: values }) => values.map((value) => `${field} ${value}`));
  const gaps: { text: string; size: number }[] = [];
  counts.forEach((own, part) => {
    own.forEach((count, value) => {
      const ideal = ratios[part] * totals[value];
      if (Math.abs(count - ideal) < 1) return;
      const text = `${names[part]} holds ${count} of ${labels[value]} where ${Number(ideal.toFixed(1))} would be in proportion`;
      gaps.push({ text, size: Math.abs(count - ideal) });
    });
  });
  gaps.sort((a, b) => b.size - a.size);
  const rest = gaps.length - namedAtMost;
  const sentences = gaps.slice(0, namedAtMost).map(({ text }) => `${text}.`);
  return rest > 0 ? [...sentences, `${rest} more values of parts are a sample or more out of proportion.`] : sentences;
}
