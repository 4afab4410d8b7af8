import type { Literal, Operand } from "@gleaner/schema";
import type { ScoredTerm } from "./context.ts";
import { fieldColumn } from "./fields.ts";
import { bound, type Fragment, sql } from "./fragment.ts";
import type { Precision } from "./literals.ts";
import { numberOf, type Rows, relationRows } from "./relations.ts";
import type { Scope } from "./scope.ts";

/** An operand's values in SQL: one that may be null, a list of texts, or rows of another table. */
export type Values =
  | { kind: "one"; sql: Fragment; precision: Precision }
  | { kind: "list"; sql: Fragment; rows: () => Rows }
  | { kind: "rows"; rows: Rows; precision: Precision };

/** Operands whose values are stored, which is all but `count`. */
export type StoredOperand = Exclude<Operand, { kind: "count" }>;

/** The values of an operand; `type` chooses among those of a metadata key or an attribute, null means of any type. */
export function storedValues(operand: StoredOperand, type: Literal["type"] | null, scope: Scope): Values {
  switch (operand.kind) {
    case "field": {
      if (operand.name === "labeled_distance") return termValues({ kind: operand.name, unit: scope.unit }, scope);
      const column = fieldColumn(operand.name, scope);
      return column.list
        ? { kind: "list", sql: column.sql, rows: () => unnested(column.sql, scope) }
        : { kind: "one", sql: column.sql, precision: column.precision };
    }
    case "meta":
      return { kind: "rows", rows: metadataRows(operand.name, type, scope), precision: "double" };
    case "attribute":
      return { kind: "one", sql: attributeValue(operand.name, type), precision: "double" };
    case "function":
    case "similar":
    case "prediction":
      return termValues({ ...operand, unit: scope.unit }, scope);
  }
}

/** Values that are not in the sample's own row: scores and classes by number. */
function termValues(term: ScoredTerm, scope: Scope): Values {
  const relation = scope.context.values(term, scope.space);
  return { kind: "rows", rows: relationRows(relation, scope), precision: "single" };
}

/** The texts of a list of samples, a row each: faster than to search the lists one by one, and safe for long lists of values. */
function unnested(list: Fragment, scope: Scope): Rows {
  const alias = scope.alias();
  return {
    key: numberOf("sample", scope),
    from: sql`(select s.number, unnest(${list}) as value from samples as s) as ${alias}`,
    number: sql`${alias}.number`,
    value: sql`${alias}.value`,
  };
}

/** An attribute of the object at hand; null where it has none of that type. */
function attributeValue(name: string, type: Literal["type"] | null): Fragment {
  const place = bound(`/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`);
  const value = sql`json_extract_string(o.attributes, ${place})`;
  const kept = sql`json_type(o.attributes, ${place})`;
  switch (type) {
    case "text":
      return sql`(case when ${kept} = 'VARCHAR' then ${value} end)`;
    case "number":
      return sql`(case when ${kept} in ('BIGINT', 'UBIGINT', 'DOUBLE', 'HUGEINT', 'UHUGEINT') then try_cast(${value} as double) end)`;
    case "boolean":
      return sql`(case when ${kept} = 'BOOLEAN' then try_cast(${value} as boolean) end)`;
    case "date":
      return sql`(case when ${kept} = 'VARCHAR' then try_cast(try_cast(${value} as timestamptz) as timestamp) end)`;
    case null:
      return value;
  }
}

function metadataRows(key: string, type: Literal["type"] | null, scope: Scope): Rows {
  const alias = scope.alias();
  return {
    key: numberOf("sample", scope),
    from: sql`(select m.sample as number, ${metadataValue(type)} as value from metadata as m where m.key = ${bound(key)}) as ${alias}`,
    number: sql`${alias}.number`,
    value: sql`${alias}.value`,
  };
}

function metadataValue(type: Literal["type"] | null): Fragment {
  switch (type) {
    case "text":
      return sql`m.text_value`;
    case "number":
      return sql`m.number_value`;
    case "boolean":
      return sql`m.boolean_value`;
    case "date":
      return sql`m.time_value`;
    case null:
      return sql`coalesce(m.text_value, cast(m.number_value as varchar), cast(m.boolean_value as varchar), cast(m.time_value as varchar))`;
  }
}
