import { type FieldName, GleanerError } from "@gleaner/schema";
import { type FilterColumn, filterColumns } from "../catalog/filter-columns.ts";
import { Fragment } from "./fragment.ts";
import type { Precision } from "./literals.ts";
import type { Scope } from "./scope.ts";

/** Fields that an object has of its own where its sample has them too. */
const objectColumns: Partial<Record<FieldName, FilterColumn>> = {
  id: { sql: "o.id", alias: "o", type: "text" },
  label: { sql: "o.class", alias: "o", type: "text" },
  label_source: { sql: "o.source", alias: "o", type: "text" },
  confidence: { sql: "o.confidence", alias: "o", type: "number" },
};

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
  const column: FilterColumn = (scope.unit === "object" ? objectColumns[name] : undefined) ?? filterColumns[name];
  if (scope.unit === "sample" && column.alias === "o") {
    throw new GleanerError("bad_filter", `${name} is a field of objects, and this filter is about samples.`);
  }
  if (column.alias === "s") scope.used.samples = true;
  if (column.alias === "d") scope.used.datasets = true;
  if (column.alias === "g") scope.used.scores = true;
  const precision = singlePrecision.has(name) ? "single" : "double";
  return { sql: new Fragment(column.sql), list: column.type === "texts", precision };
}
