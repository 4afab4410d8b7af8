import { evaluateFilter, type Filter, type FilterRow, type Operand } from "@gleaner/schema";
import { type Fragment, sql } from "./fragment.ts";
import type { Predicate } from "./predicates.ts";
import { numberOf } from "./relations.ts";
import type { Scope } from "./scope.ts";

/** Compiles what stands inside `count(objects where ...)`. */
export type CompileInner = (filter: Filter, scope: Scope) => Fragment;

type Count = Extract<Operand, { kind: "count" }>;

/** The number of objects of the sample that fulfil a filter, as a value. */
export function countValue(count: Count, scope: Scope, inner: CompileInner): Fragment {
  const objects = scope.ofObjects();
  const where = inner(count.where, objects);
  scope.include(objects);
  return sql`(select count(*) from objects as o where o.sample = ${numberOf("sample", scope)} and ${where})`;
}

/**
 * Whether the number of objects fulfils a predicate. Objects are counted once for all samples where the inner filter is about objects
 * alone, several times faster than sample by sample; samples without such objects are then the complement.
 */
export function countFulfils(
  condition: Filter,
  count: Count,
  predicate: Predicate,
  scope: Scope,
  inner: CompileInner,
): Fragment {
  const objects = scope.ofObjects();
  const where = inner(count.where, objects);
  if (objects.used.samples || objects.used.datasets || objects.used.scores) {
    return predicate(countValue(count, scope, inner), "double");
  }
  const grouped = sql`select o.sample from objects as o where ${where} group by o.sample having`;
  const fulfils = predicate(sql`count(*)`, "double");
  return evaluateFilter(condition, withoutObjects)
    ? sql`${numberOf("sample", scope)} not in (${grouped} not (${fulfils}))`
    : sql`${numberOf("sample", scope)} in (${grouped} ${fulfils})`;
}

const withoutObjects: FilterRow = { values: () => [], objects: () => [], inSlice: () => false };
