import type { ComparisonOperator, DateLiteral, Filter, Literal, Operand } from "./ast.ts";
import { isLiteral } from "./ast.ts";
import { dateSpan } from "./dates.ts";
import { foldCase, matchesLike } from "./like.ts";

/** A value of a row: instants are `Date`s, so that they differ from numbers. */
export type FilterValue = string | number | boolean | Date;

/** One sample or object to try a filter on. */
export interface FilterRow {
  /** The values of a field, metadata key or call: none where missing, several for a sample with several labels or tags. */
  values(operand: Exclude<Operand, { kind: "count" }>): readonly FilterValue[];
  /** The objects of a sample; none for an object. */
  objects(): readonly FilterRow[];
  inSlice(name: string): boolean;
}

/**
 * Whether one row fulfils a filter: the meaning of the filter language in its plainest form, which the catalog's compiled queries
 * must agree with. Missing values fulfil no comparison; a row with several values fulfils one when any of them does.
 */
export function evaluateFilter(filter: Filter, row: FilterRow): boolean {
  switch (filter.kind) {
    case "constant":
      return filter.value;
    case "and":
      return filter.filters.every((part) => evaluateFilter(part, row));
    case "or":
      return filter.filters.some((part) => evaluateFilter(part, row));
    case "not":
      return !evaluateFilter(filter.filter, row);
    case "slice":
      return row.inSlice(filter.name);
    case "comparison":
      return evaluateComparison(filter.left, filter.operator, filter.right, row);
    case "in":
      return anyValue(filter.operand, row, (value) => filter.values.some((literal) => compares(value, "=", literal)));
    case "between":
      return anyValue(
        filter.operand,
        row,
        (value) => compares(value, ">=", filter.low) && compares(value, "<=", filter.high),
      );
    case "like":
      return anyValue(filter.operand, row, (value) => typeof value === "string" && matchesLike(value, filter.pattern));
    case "contains": {
      const part = foldCase(filter.text);
      return anyValue(filter.operand, row, (value) => typeof value === "string" && foldCase(value).includes(part));
    }
    case "null":
      return valuesOf(filter.operand, row).length === 0;
  }
}

function evaluateComparison(left: Operand, operator: ComparisonOperator, right: Literal | Operand, row: FilterRow) {
  return anyValue(left, row, (value) =>
    isLiteral(right)
      ? compares(value, operator, right)
      : anyValue(right, row, (other) => holds(orderOf(value, other), operator)),
  );
}

function anyValue(operand: Operand, row: FilterRow, fulfils: (value: FilterValue) => boolean): boolean {
  return valuesOf(operand, row).some(fulfils);
}

function valuesOf(operand: Operand, row: FilterRow): readonly FilterValue[] {
  return operand.kind === "count"
    ? [row.objects().filter((object) => evaluateFilter(operand.where, object)).length]
    : row.values(operand);
}

function compares(value: FilterValue, operator: ComparisonOperator, literal: Literal): boolean {
  if (literal.type === "date") return value instanceof Date && comparesDate(value.getTime(), operator, literal);
  return holds(orderOf(value, literal.value), operator);
}

function comparesDate(instant: number, operator: ComparisonOperator, date: DateLiteral): boolean {
  const { start, end } = dateSpan(date);
  const afterEnd = end === start ? instant > start : instant >= end;
  return holds(instant < start ? -1 : afterEnd ? 1 : 0, operator);
}

/** Negative, zero or positive for values of one type, NaN otherwise. Texts are in order of their code points. */
function orderOf(a: FilterValue, b: FilterValue): number {
  if (typeof a === "string" && typeof b === "string") return compareCodePoints(a, b);
  if (typeof a === "number" && typeof b === "number") return a === b ? 0 : a - b;
  if (typeof a === "boolean" && typeof b === "boolean") return Number(a) - Number(b);
  return a instanceof Date && b instanceof Date ? a.getTime() - b.getTime() : Number.NaN;
}

function compareCodePoints(a: string, b: string): number {
  if (a === b) return 0;
  const [left, right] = [Array.from(a), Array.from(b)];
  const differs = left.findIndex((character, at) => character !== right[at]);
  if (differs < 0 || differs >= right.length) return left.length - right.length;
  return (left[differs].codePointAt(0) ?? 0) - (right[differs].codePointAt(0) ?? 0);
}

function holds(order: number, operator: ComparisonOperator): boolean {
  switch (operator) {
    case "=":
      return order === 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
  }
}
