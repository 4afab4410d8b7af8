import { fieldNamed, filterFields, GleanerError, nearestNames } from "@gleaner/schema";
import { type FilterColumn, filterColumns } from "../catalog/filter-columns.ts";

/** A field that a list is sorted by, counted by or read as values. */
export type Field =
  | { kind: "column"; name: string; column: FilterColumn }
  | { kind: "metadata"; name: string; key: string };

/** The field of a name as the filter language spells it, also in camelCase. Throws `bad_filter` with the nearest names. */
export function fieldOf(name: string): Field {
  if (name.startsWith("meta.") && name.length > 5) return { kind: "metadata", name, key: name.slice(5) };
  const field = fieldNamed(name);
  const column = field && filterColumns[field.name];
  if (column && column.alias !== "o") return { kind: "column", name: field.name, column };
  const known = filterFields.filter((each) => each.appliesTo !== "object").map((each) => each.name);
  const nearest = nearestNames(name, known);
  throw new GleanerError("bad_filter", `There is no field named "${name}".`, {
    hint: nearest.length > 0 ? `Did you mean ${nearest.join(", ")}?` : `Fields: ${known.join(", ")}, meta.NAME.`,
    details: { field: name, nearest },
  });
}

/** The SQL of a field's value with one value a sample: a list gives its first. Metadata needs the join on `m`. */
export function scalarSql(field: Field): string {
  if (field.kind === "metadata") {
    return "coalesce(m.text_value, m.number_value::varchar, m.boolean_value::varchar)";
  }
  return field.column.type === "texts" ? `${field.column.sql}[1]` : field.column.sql;
}
