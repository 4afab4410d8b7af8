import { type FieldName, GleanerError } from "@gleaner/schema";
import { columnOf } from "../catalog/filter-columns.ts";
import { Fragment } from "./fragment.ts";
import type { Precision } from "./literals.ts";
import type { Scope } from "./scope.ts";

/** Fields that the catalog stores as 32-bit floats. */
const singlePrecision: ReadonlySet<FieldName> = new Set<FieldName>([
  "confidence",
  "dark",
  "light",
  "blurry",
  "low_information",
  "odd_aspect_ratio",
  "odd_size",
  "grayscale",
  "nn_distance",
  "outlier",
  "typicality",
]);

/** Fields that are columns of the catalog. */
export type ColumnName = Exclude<FieldName, "labeled_distance">;

/** A field's SQL in a scope, whose record of used tables takes note of it. */
export function fieldColumn(name: ColumnName, scope: Scope): { sql: Fragment; list: boolean; precision: Precision } {
  const column = columnOf(name, scope.unit);
  if (scope.unit === "sample" && column.alias === "o") {
    throw new GleanerError("bad_filter", `${name} is a field of objects, and this filter is about samples.`);
  }
  if (column.alias === "s") scope.used.samples = true;
  if (column.alias === "d") scope.used.datasets = true;
  if (column.alias === "g") scope.used.scores = true;
  const precision = singlePrecision.has(name) ? "single" : "double";
  return { sql: new Fragment(column.sql), list: column.type === "texts", precision };
}
