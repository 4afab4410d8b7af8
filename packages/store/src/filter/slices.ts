import type { Filter } from "@gleaner/schema";
import type { ResolvedSlice } from "./context.ts";
import type { CompileInner } from "./counts.ts";
import { bound, Fragment, joined, sql } from "./fragment.ts";
import { amongRows, numberOf, relationRows, scoredNumber } from "./relations.ts";
import type { Scope } from "./scope.ts";

/** `slice("name")`: membership of a static slice, or the rule of a dynamic one. Throws `bad_filter` for a slice inside itself. */
export function compileSlice(
  { name }: Extract<Filter, { kind: "slice" }>,
  scope: Scope,
  inner: CompileInner,
): Fragment {
  const slice = scope.context.slice(name);
  return slice.kind === "static"
    ? amongRows(relationRows(slice.members, scope), sql`true`)
    : compileRule(name, slice, scope, inner);
}

type Rule = Extract<ResolvedSlice, { kind: "dynamic" }>;

/** The rule in place where its rows and its scores are those of the query, else as a query of its own. */
function compileRule(name: string, rule: Rule, scope: Scope, inner: CompileInner): Fragment {
  const place = scope.ofSlice(name, { unit: rule.unit, space: rule.space });
  const body = joined([...datasetCondition(rule, place), inner(rule.filter, place)], " and ");
  if (rule.unit === scope.unit && (rule.space === scope.space || !place.used.scores)) {
    scope.include(place);
    return sql`(${body})`;
  }
  const selected = rule.unit === "object" ? objectNumber(scope) : sql`s.number`;
  return sql`${ruleKey(rule, scope)} in (select ${selected} from ${tables(place)} where ${body})`;
}

function datasetCondition({ datasets }: Rule, place: Scope): Fragment[] {
  if (datasets.length === 0) return [];
  place.used.datasets = true;
  return [sql`d.name in (${joined(datasets.map(bound), ", ")})`];
}

/** A rule about objects in a filter about samples holds for the samples of those objects. */
function objectNumber(scope: Scope): Fragment {
  return scope.unit === "object" ? sql`o.number` : sql`o.sample`;
}

function ruleKey(rule: Rule, scope: Scope): Fragment {
  return numberOf(rule.unit === "object" && scope.unit === "object" ? "object" : "sample", scope);
}

/** The tables that the aliases of a query's fields stand for. */
function tables(place: Scope): Fragment {
  const rows = place.unit === "object" ? sql`objects as o join samples as s on s.number = o.sample` : sql`samples as s`;
  const datasets = place.used.datasets ? sql` join datasets as d on d.id = s.dataset` : new Fragment("");
  const scored = new Fragment(scoredNumber(place.unit, place.context.unitOf?.(place.space) ?? "sample"));
  const scores = place.used.scores
    ? sql` left join graph_scores as g on g.sample = ${scored} and g.space = ${bound(place.space)}`
    : new Fragment("");
  return sql`${rows}${datasets}${scores}`;
}
