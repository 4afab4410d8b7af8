import type { Unit } from "@gleaner/schema";
import type { TermRelation } from "./context.ts";
import { Fragment, sql } from "./fragment.ts";
import type { Scope } from "./scope.ts";

/** Rows with a number (`key` is the same in the query around) and perhaps a value. */
export interface Rows {
  /** What `number` equals in the scope. */
  key: Fragment;
  from: Fragment;
  number: Fragment;
  value: Fragment;
}

/** A term's rows as a scope sees them: a sample has those of its objects, an object those of its sample. */
export function relationRows(relation: TermRelation, scope: Scope): Rows {
  const alias = scope.alias();
  const rows = { from: sql`${termFragment(relation)} as ${alias}`, value: sql`${alias}.value` };
  if (relation.unit === "object" && scope.unit === "sample") {
    const object = scope.alias();
    const from = sql`${rows.from} join objects as ${object} on ${object}.number = ${alias}.number`;
    return { ...rows, from, key: numberOf("sample", scope), number: sql`${object}.sample` };
  }
  return { ...rows, key: numberOf(relation.unit, scope), number: sql`${alias}.number` };
}

/** The number of the row, or of its sample. */
export function numberOf(unit: "sample" | "object", scope: Scope): Fragment {
  if (unit === "object") return sql`o.number`;
  if (scope.unit === "object") return sql`o.sample`;
  scope.used.samples = true;
  return sql`s.number`;
}

/** SQL of the number that the scores of a space have for rows of a unit. */
export function scoredNumber(unit: Unit, scored: Unit): "s.number" | "o.number" | "o.sample" {
  if (unit === "sample") return "s.number";
  return scored === "object" ? "o.number" : "o.sample";
}

/** A term's rows by the numbers of a unit: an object has the value of its sample, a sample the highest of its objects. */
export function relationBy(unit: Unit, relation: TermRelation): TermRelation {
  if (relation.unit === unit) return relation;
  const sql =
    unit === "object"
      ? `(select o.number, t.value from ${relation.sql} t join objects o on o.sample = t.number)`
      : `(select o.sample as number, max(t.value) as value from ${relation.sql} t join objects o on o.number = t.number group by o.sample)`;
  return { unit, sql, parameters: relation.parameters };
}

/** Whether the row is among these, of those that fulfil the predicate. */
export function amongRows(rows: Rows, predicate: Fragment): Fragment {
  return sql`${rows.key} in (select ${rows.number} from ${rows.from} where ${predicate})`;
}

function termFragment(relation: TermRelation): Fragment {
  return new Fragment(relation.sql, relation.parameters);
}
