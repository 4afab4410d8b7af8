import type { ComparisonOperator } from "@gleaner/schema";
import { type Fragment, sql } from "./fragment.ts";
import { compared } from "./predicates.ts";
import type { Rows } from "./relations.ts";
import type { Values } from "./values.ts";

/** Whether any value of one operand compares with any value of another; never null. */
export function compareValues(left: Values, operator: ComparisonOperator, right: Values): Fragment {
  if (left.kind === "rows") return anyRow(left.rows, (value) => compareValues(value, operator, right));
  if (right.kind === "rows") return anyRow(right.rows, (value) => compareValues(left, operator, value));
  if (operator === "=") return sql`coalesce(${equal(left, right)}, false)`;
  const upwards = operator === "<" || operator === "<=";
  const [from, to] = upwards ? [least(left), greatest(right)] : [greatest(left), least(right)];
  return sql`coalesce(${compared(from, operator, to)}, false)`;
}

type InRow = Exclude<Values, { kind: "rows" }>;

function anyRow(rows: Rows, condition: (value: Values) => Fragment): Fragment {
  const value: Values = { kind: "one", sql: rows.value, precision: "double" };
  return sql`exists (select 1 from ${rows.from} where ${rows.number} = ${rows.key} and ${condition(value)})`;
}

function equal(left: InRow, right: InRow): Fragment {
  if (left.kind === "one" && right.kind === "one") return compared(left.sql, "=", right.sql);
  if (left.kind === "one") return sql`list_contains(${right.sql}, ${left.sql})`;
  return right.kind === "one"
    ? sql`list_contains(${left.sql}, ${right.sql})`
    : sql`list_has_any(${left.sql}, ${right.sql})`;
}

function least(values: InRow): Fragment {
  return values.kind === "list" ? sql`list_min(${values.sql})` : values.sql;
}

function greatest(values: InRow): Fragment {
  return values.kind === "list" ? sql`list_max(${values.sql})` : values.sql;
}
