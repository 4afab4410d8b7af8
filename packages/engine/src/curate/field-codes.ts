import { GleanerError } from "@gleaner/schema";
import type { EngineContext } from "../context.ts";
import type { FieldValues } from "../report/index.ts";

const rowsAtOnce = 10_000;

/**
 * The values of a field over samples as codes into their sorted names, -1 for none. Classes and tags may have several values a sample and
 * then come with `offsets`.
 * @throws GleanerError `bad_filter` for a field that does not exist
 */
export async function fieldCodes(
  context: EngineContext,
  numbers: Int32Array,
  field: string,
  space: string,
): Promise<FieldValues> {
  const { samples } = context.workspace;
  if (field === "tags") return listCodes(context, numbers, field, "metadata");
  if (field === "label") {
    const { classes, labeled } = await samples.stats({ within: numbers });
    const hasSeveral = classes.reduce((sum, { count }) => sum + count, 0) > labeled;
    if (hasSeveral) return listCodes(context, numbers, field, "class");
    const first = await samples.classes(numbers);
    return { field, kind: "class", names: first.classes, codes: first.indices };
  }
  const values = await samples.texts(numbers, field, { space });
  const names = [...new Set(values.filter((value) => value !== null))].sort();
  const codeOf = new Map(names.map((name, code) => [name, code]));
  const codes = Int32Array.from(values, (value) => (value === null ? -1 : (codeOf.get(value) ?? -1)));
  return { field, kind: field === "cluster" ? "cluster" : "metadata", names, codes };
}

/**
 * The same for a field that a request relies on.
 * @throws GleanerError `labels_missing` or `bad_request` where no sample has a value: a mistyped metadata field looks like that
 */
export async function requiredFieldCodes(
  context: EngineContext,
  numbers: Int32Array,
  field: string,
  space: string,
): Promise<FieldValues> {
  const values = await fieldCodes(context, numbers, field, space);
  if (values.names.length > 0) return values;
  throw new GleanerError(
    field === "label" ? "labels_missing" : "bad_request",
    `No sample of the pool has a ${field}.`,
    {
      hint:
        field === "label"
          ? "Import labels, label some samples, or leave it out."
          : "Check the name of the field, widen the pool, or leave it out.",
      details: { field },
    },
  );
}

/** Where the values of a sample stand in `codes`. */
export function valueRange({ offsets }: FieldValues, sample: number): readonly [start: number, end: number] {
  return offsets ? [offsets[sample], offsets[sample + 1]] : [sample, sample + 1];
}

async function listCodes(
  { workspace }: EngineContext,
  numbers: Int32Array,
  field: "label" | "tags",
  kind: FieldValues["kind"],
): Promise<FieldValues> {
  const lists: (readonly string[])[] = [];
  for (let start = 0; start < numbers.length; start += rowsAtOnce) {
    const rows = await workspace.samples.rows(numbers.subarray(start, start + rowsAtOnce));
    for (const row of rows) lists.push([...new Set(field === "label" ? row.labels : row.tags)]);
  }
  const names = [...new Set(lists.flat())].sort();
  const codeOf = new Map(names.map((name, code) => [name, code]));
  const offsets = new Int32Array(lists.length + 1);
  lists.forEach((list, at) => {
    offsets[at + 1] = offsets[at] + list.length;
  });
  return { field, kind, names, codes: Int32Array.from(lists.flat(), (name) => codeOf.get(name) ?? -1), offsets };
}
