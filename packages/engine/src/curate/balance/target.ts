import { GleanerError, nearestNames, type ParsedRequestOf } from "@gleaner/schema";
import type { EngineContext } from "../../context.ts";
import type { FieldValues } from "../../report/index.ts";
import { requiredFieldCodes } from "../field-codes.ts";

type Target = NonNullable<ParsedRequestOf<"curate">["target"]>;

/** A wished-for distribution over one field, with the field's values over the pool. */
export interface FieldTarget {
  values: FieldValues;
  /** Share of each of `values.names`; they sum to 1. */
  shares: Float64Array;
}

/** The fields that a target names; numbers without a field are shares of classes. */
export function targetFields(target: Target): Record<string, "uniform" | Record<string, number>> {
  const fields: Record<string, "uniform" | Record<string, number>> = {};
  const classes: Record<string, number> = {};
  for (const [key, value] of Object.entries(target)) {
    if (typeof value === "number") classes[key] = value;
    else fields[key] = value;
  }
  return Object.keys(classes).length > 0 ? { ...fields, label: classes } : fields;
}

/**
 * Resolves a target over the samples of a pool.
 * @throws GleanerError `bad_request` for no target, an unknown value, shares that sum to 0; `labels_missing` for classes without labels;
 * `bad_filter` for an unknown field
 */
export async function resolveTarget(
  context: EngineContext,
  numbers: Int32Array,
  target: Target | undefined,
  space: string,
): Promise<FieldTarget[]> {
  const fields = Object.entries(targetFields(target ?? {}));
  if (fields.length === 0) {
    throw new GleanerError("bad_request", "The goal balance needs a target distribution.", {
      hint: 'Give --target FILE with JSON such as {"label": {"cat": 0.5, "dog": 0.5}} or {"label": "uniform"}.',
    });
  }
  const resolved: FieldTarget[] = [];
  for (const [field, wished] of fields) {
    const values = await requiredFieldCodes(context, numbers, field, space);
    resolved.push({ values, shares: sharesOf(values, wished) });
  }
  return resolved;
}

function sharesOf({ field, names }: FieldValues, wished: "uniform" | Record<string, number>): Float64Array {
  if (wished === "uniform") return new Float64Array(names.length).fill(1 / names.length);
  const unknown = Object.keys(wished).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    const nearest = nearestNames(unknown, names);
    throw new GleanerError(
      "bad_request",
      `The target names the ${field} "${unknown}", which no sample of the pool has.`,
      {
        hint: nearest.length > 0 ? `Did you mean ${nearest.join(", ")}?` : `Values: ${names.slice(0, 20).join(", ")}.`,
        details: { field, value: unknown },
      },
    );
  }
  const sum = Object.values(wished).reduce((total, share) => total + share, 0);
  if (!(sum > 0)) {
    throw new GleanerError("bad_request", `The shares of ${field} sum to 0.`, {
      hint: "Give at least one value a share above 0.",
      details: { field },
    });
  }
  return Float64Array.from(names, (name) => (wished[name] ?? 0) / sum);
}
