import type { EngineContext } from "../context.ts";
import { type Distribution, type FieldValues, fieldDistribution } from "../report/index.ts";
import { fieldCodes } from "./field-codes.ts";

/** Metadata fields that a report compares, and the most values a field may have to be worth it. */
const fieldsAtMost = 5;
const valuesAtMost = 60;

/** What is compared: pool and picks in sample numbers and in rows of the pool's list. */
export interface Compared {
  /** Sample numbers of the pool. */
  numbers: Int32Array;
  /** Rows of `numbers`. */
  picks: Int32Array;
  draws: readonly Int32Array[];
  space: string;
  /** Wished-for shares by field; those fields are always compared. */
  targets?: Record<string, Record<string, number>>;
}

/** How classes, splits and metadata are spread over the pool, the picks and the random draws. */
export async function fieldDistributions(
  context: EngineContext,
  { numbers, picks, draws, space, targets = {} }: Compared,
): Promise<Distribution[]> {
  const fields: FieldValues[] = [];
  for (const field of Object.keys(targets)) fields.push(await fieldCodes(context, numbers, field, space));
  const keys = (await context.workspace.samples.metadataKeys()).filter(
    ({ type }) => type === "text" || type === "boolean",
  );
  for (const field of ["label", "dataset", "split", ...keys.map(({ key }) => `meta.${key}`)]) {
    if (fields.length >= fieldsAtMost) break;
    if (field in targets) continue;
    const values = await fieldCodes(context, numbers, field, space);
    const isWorthIt = field === "label" ? values.names.length > 0 : values.names.length > 1;
    if (isWorthIt && (field === "label" || values.names.length <= valuesAtMost)) fields.push(values);
  }
  return fields.map((values) => fieldDistribution(values, picks, draws, { target: targets[values.field] }));
}
