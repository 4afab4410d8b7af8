import {
  fieldAppliesTo,
  fieldNamed,
  filterFields,
  GleanerError,
  nearestNames,
  type Operand,
  parseFilter,
  printOperand,
  type Unit,
} from "@gleaner/schema";
import { columnOf, type FilterColumn } from "../catalog/filter-columns.ts";
import type { TermOperand } from "./selected.ts";

/** A field that a list is sorted by, counted by or read as values. */
export type Field =
  | { kind: "column"; name: string; column: FilterColumn }
  | { kind: "metadata"; name: string; key: string }
  /** Values by number: `fn("name")`, `similar("id")`, `prediction("model")`, `labeled_distance`. */
  | { kind: "term"; name: string; term: TermOperand; type: "number" | "text" };

/**
 * The field of a name as the filter language spells it, also in camelCase: `width`, `meta.camera`, `meta."odd name"`, `fn("name")`.
 * Throws `bad_filter` with the nearest names.
 */
export function fieldOf(name: string, unit: Unit = "sample"): Field {
  if (!/^\w+$/.test(name)) return operandField(name, unit);
  const field = fieldNamed(name);
  if (field?.name === "labeled_distance") {
    return { kind: "term", name: field.name, term: { kind: "field", name: field.name }, type: "number" };
  }
  const column = field && columnOf(field.name, unit);
  if (column && (unit === "object" ? field.name !== "objects" : column.alias !== "o")) {
    return { kind: "column", name: field.name, column };
  }
  throw unknownField(name, unit);
}

function operandField(name: string, unit: Unit): Field {
  const operand = operandOf(name, unit);
  switch (operand?.kind) {
    case "meta":
      return { kind: "metadata", name: printOperand(operand), key: operand.name };
    case "function":
    case "similar":
      return { kind: "term", name: printOperand(operand), term: operand, type: "number" };
    case "prediction":
      return { kind: "term", name: printOperand(operand), term: operand, type: "text" };
    default:
      throw unknownField(name, unit);
  }
}

/** What the filter language reads where a field stands; null where that is more than a field. */
function operandOf(name: string, unit: Unit): Operand | null {
  const filter = parseFilter(`${name} is null`, { unit });
  return filter.kind === "null" ? filter.operand : null;
}

function unknownField(name: string, unit: Unit): GleanerError {
  const known = filterFields.filter((each) => fieldAppliesTo(each, unit)).map((each) => each.name);
  const nearest = nearestNames(name, known);
  return new GleanerError("bad_filter", `There is no field named "${name}".`, {
    hint: nearest.length > 0 ? `Did you mean ${nearest.join(", ")}?` : `Fields: ${known.join(", ")}, meta.NAME.`,
    details: { field: name, nearest },
  });
}

/** The SQL of a field's value with one value a sample: a list gives its first. Metadata needs the join on `m`, a term the one on `t0`. */
export function scalarSql(field: Field): string {
  if (field.kind === "metadata") {
    return "coalesce(m.text_value, m.number_value::varchar, m.boolean_value::varchar)";
  }
  if (field.kind === "term") return "t0.value";
  return field.column.type === "texts" ? `${field.column.sql}[1]` : field.column.sql;
}
