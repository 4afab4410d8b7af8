import type { EngineContext } from "../context.ts";
import { type Distribution, type FieldValues, fieldDistribution } from "../report/index.ts";

/** Metadata fields that a report compares, and the most values a field may have to be worth it. */
const fieldsAtMost = 5;
const valuesAtMost = 60;

/** How classes, splits and metadata are spread over the pool, the picks and the random draws, all given as rows of the pool's list. */
export async function fieldDistributions(
  { workspace }: EngineContext,
  numbers: Int32Array,
  picks: Int32Array,
  draws: readonly Int32Array[],
): Promise<Distribution[]> {
  const { classes, indices } = await workspace.samples.classes(numbers);
  const fields: FieldValues[] = [];
  if (classes.length > 0) fields.push({ field: "label", kind: "class", names: classes, codes: indices });
  const keys = (await workspace.samples.metadataKeys()).filter(({ type }) => type === "text" || type === "boolean");
  for (const field of ["dataset", "split", ...keys.map(({ key }) => `meta."${key.replace(/["\\]/g, "\\$&")}"`)]) {
    if (fields.length >= fieldsAtMost) break;
    const values = await workspace.samples.texts(numbers, field);
    const names = [...new Set(values.filter((value) => value !== null))].sort();
    if (names.length < 2 || names.length > valuesAtMost) continue;
    const codeOf = new Map(names.map((name, code) => [name, code]));
    const codes = Int32Array.from(values, (value) => (value === null ? -1 : (codeOf.get(value) ?? -1)));
    fields.push({ field, kind: "metadata", names, codes });
  }
  return fields.map((field) => fieldDistribution(field, picks, draws));
}
