import type { Filter } from "@gleaner/schema";
import type { CompiledFilter } from "../catalog/filter-columns.ts";
import { compileCondition } from "./conditions.ts";
import type { FilterContext } from "./context.ts";
import { mergeEqualities } from "./equalities.ts";
import { type Fragment, joined, sql } from "./fragment.ts";
import { Scope } from "./scope.ts";
import { compileSlice } from "./slices.ts";

/**
 * Turns a filter into a condition on the catalog's rows: never null, values bound, columns from the catalog's list alone. The query
 * around it gives the aliases that `FilterColumn` describes; for objects, `o` joined with its sample `s`.
 *
 * Throws `bad_filter` for a slice that contains itself and for slices that nest or multiply beyond the limits, and whatever the
 * context throws for names that it does not know.
 */
export function compileFilter(filter: Filter, context: FilterContext): CompiledFilter {
  const scope = Scope.outermost(context);
  const { text, parameters } = compile(filter, scope);
  return { sql: text, parameters: [...parameters], scores: scope.used.scores, datasets: scope.used.datasets };
}

function compile(filter: Filter, scope: Scope): Fragment {
  return scope.deeper(() => {
    switch (filter.kind) {
      case "constant":
        return filter.value ? sql`true` : sql`false`;
      case "and":
      case "or":
        return compileChain(filter, scope);
      case "not":
        return sql`not (${compile(filter.filter, scope)})`;
      case "slice":
        return compileSlice(filter, scope, compile);
      default:
        return compileCondition(filter, scope, compile);
    }
  });
}

function compileChain(filter: Extract<Filter, { kind: "and" | "or" }>, scope: Scope): Fragment {
  const parts = mergeEqualities(filter.kind, filter.filters).map((part) => compile(part, scope));
  if (parts.length === 0) return filter.kind === "and" ? sql`true` : sql`false`;
  return sql`(${joined(parts, filter.kind === "and" ? " and " : " or ")})`;
}
