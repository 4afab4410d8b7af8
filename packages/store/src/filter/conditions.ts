import { type Filter, isLiteral, type Literal, type Operand, operandType } from "@gleaner/schema";
import { compareValues } from "./compare-values.ts";
import { type CompileInner, countFulfils, countValue } from "./counts.ts";
import { bound, type Fragment, joined, sql } from "./fragment.ts";
import { boundLiteral } from "./literals.ts";
import { comparisonWith, oneOf, type Predicate, predicateOf } from "./predicates.ts";
import { amongRows } from "./relations.ts";
import type { Scope } from "./scope.ts";
import { storedValues, type Values } from "./values.ts";

/** A filter that is one condition on one operand, or on two. */
export type Condition = Extract<Filter, { kind: "comparison" | "in" | "between" | "like" | "contains" | "null" }>;

/** A condition as two-valued SQL: never null. */
export function compileCondition(filter: Condition, scope: Scope, inner: CompileInner): Fragment {
  switch (filter.kind) {
    case "comparison":
      return compileComparison(filter, scope, inner);
    case "in":
      return compileIn(filter, scope, inner);
    case "null":
      return compileNull(filter.operand, scope);
    case "between":
    case "like":
    case "contains": {
      const type = filter.kind === "between" ? filter.low.type : "text";
      return compileConstant(filter, filter.operand, type, predicateOf(filter), scope, inner);
    }
  }
}

/** A condition with a constant right side: whether any value of the operand fulfils the predicate. */
function compileConstant(
  filter: Condition,
  operand: Operand,
  type: Literal["type"],
  predicate: Predicate,
  scope: Scope,
  inner: CompileInner,
): Fragment {
  return operand.kind === "count"
    ? countFulfils(filter, operand, predicate, scope, inner)
    : anyValue(storedValues(operand, type, scope), predicate);
}

function anyValue(values: Values, predicate: Predicate): Fragment {
  if (values.kind === "one") return sql`coalesce(${predicate(values.sql, values.precision)}, false)`;
  const rows = values.kind === "list" ? values.rows() : values.rows;
  return amongRows(rows, predicate(rows.value, values.kind === "list" ? "double" : values.precision));
}

function compileComparison(
  filter: Extract<Filter, { kind: "comparison" }>,
  scope: Scope,
  inner: CompileInner,
): Fragment {
  const { left, operator, right } = filter;
  if (!isLiteral(right)) {
    const [from, to] = [operandValues(left, right, scope, inner), operandValues(right, left, scope, inner)];
    return compareValues(from, operator, to);
  }
  if (left.kind !== "count" && right.type === "text") {
    const values = storedValues(left, "text", scope);
    const text: Values = { kind: "one", sql: bound(right.value), precision: "double" };
    if (values.kind === "list") return compareValues(values, operator, text);
  }
  return compileConstant(filter, left, right.type, comparisonWith(operator, right), scope, inner);
}

/** The values of an operand that is compared with another, which gives metadata its type. */
function operandValues(operand: Operand, other: Operand, scope: Scope, inner: CompileInner): Values {
  if (operand.kind === "count") return { kind: "one", sql: countValue(operand, scope, inner), precision: "double" };
  const type = operandType(other);
  return storedValues(operand, type === "any" || type === "text-list" ? "text" : type, scope);
}

/** How many values a list is searched for one by one. */
const fewValues = 4;

function compileIn(filter: Extract<Filter, { kind: "in" }>, scope: Scope, inner: CompileInner): Fragment {
  const { operand } = filter;
  const byType = Map.groupBy(filter.values, (literal) => literal.type);
  const parts = [...byType].map(([type, literals]) => {
    const part: Filter = { ...filter, values: literals };
    if (operand.kind === "count") return countFulfils(part, operand, oneOf(literals), scope, inner);
    const values = storedValues(operand, type, scope);
    if (values.kind === "list" && literals.length <= fewValues) return anyOfFew(values.sql, literals);
    return anyValue(values, oneOf(literals));
  });
  return parts.length === 1 ? parts[0] : sql`(${joined(parts, " or ")})`;
}

function anyOfFew(list: Fragment, literals: readonly Literal[]): Fragment {
  const tests = literals.flatMap((literal) =>
    literal.type === "date" ? [] : [sql`coalesce(list_contains(${list}, ${boundLiteral(literal, "double")}), false)`],
  );
  return sql`(${joined(tests, " or ")})`;
}

function compileNull(operand: Operand, scope: Scope): Fragment {
  if (operand.kind === "count") return sql`false`;
  const values = storedValues(operand, null, scope);
  switch (values.kind) {
    case "one":
      return sql`${values.sql} is null`;
    case "list":
      return sql`coalesce(len(${values.sql}), 0) = 0`;
    case "rows":
      return sql`not ${amongRows(values.rows, sql`${values.rows.value} is not null`)}`;
  }
}
