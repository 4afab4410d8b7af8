import type { Facet } from "@gleaner/schema";
import { keepPreviousData, useQueries } from "@tanstack/react-query";
import { operationQuery, useOperation } from "../../api/queries.ts";
import { functionOfField } from "../../functions/function-rule.ts";
import type { ExploreState, FacetChoice } from "../../router/explore-state.ts";
import { viewOf } from "../view-of.ts";

const firstFields = ["dataset", "label", "tags", "split"];
const valuesAtFirst = 50;

/** The choice made in a facet, datasets included; null without one. */
export function choiceOf(state: ExploreState, field: string): FacetChoice | null {
  if (field === "dataset") {
    return state.datasets.length > 0 ? { kind: "values", field, values: state.datasets } : null;
  }
  return state.facets.find((choice) => choice.field === field) ?? null;
}

/** The state with another choice in a facet; null takes the choice back. */
export function withChoice(state: ExploreState, field: string, choice: FacetChoice | null): Partial<ExploreState> {
  if (field === "dataset") {
    const values = choice?.kind === "values" ? choice.values.filter((value) => value !== null) : [];
    return { datasets: values, lasso: null };
  }
  const others = state.facets.filter((known) => known.field !== field);
  return { facets: choice === null ? others : [...others, choice] };
}

/** The choice with one value switched; null when none is left. */
export function withValue(choice: FacetChoice | null, field: string, value: string | null): FacetChoice | null {
  const values = choice?.kind === "values" ? choice.values : [];
  const next = values.includes(value) ? values.filter((known) => known !== value) : [...values, value];
  return next.length === 0 ? null : { kind: "values", field, values: next };
}

/**
 * Facets of what is shown. A facet with a choice of its own is counted without that choice, so that one sees what else could be chosen.
 */
export function useFacets(state: ExploreState) {
  const { view } = viewOf(state);
  const base = useOperation(
    "facets",
    { view: facetView(view), limit: valuesAtFirst },
    { enabled: view !== null, keepPrevious: true },
  );
  const chosen = [...(state.datasets.length > 0 ? ["dataset"] : []), ...state.facets.map(({ field }) => field)];
  const own = useQueries({
    queries: chosen.map((field) => {
      const without = viewOf(state, { without: field });
      return {
        ...operationQuery("facets", { view: facetView(without.view), fields: [field], limit: valuesAtFirst }),
        enabled: without.view !== null,
        placeholderData: keepPreviousData<{ total: number; facets: Facet[] }>,
      };
    }),
  });
  const replaced = new Map(own.map(({ data }, at) => [chosen[at], data?.facets[0]]));
  const known = base.data?.facets ?? [];
  const missing = chosen.filter((field) => !known.some((facet) => facet.field === field));
  const facets = [
    ...known.map((facet) => replaced.get(facet.field) ?? facet),
    ...missing.map((field) => replaced.get(field)),
  ];
  return {
    facets: facets.filter((facet) => facet !== undefined).sort((a, b) => rank(a.field) - rank(b.field)),
    total: base.data?.total,
    error: base.error,
    loading: view !== null && base.isPending,
  };
}

/** Whether a facet has something to tell: more than missing values, and more than one number. A choice made in it keeps it. */
export function isUseful(facet: Facet, choice: FacetChoice | null): boolean {
  if (choice !== null) return true;
  if (facet.kind === "values") return facet.values.some(({ value }) => value !== null);
  return facet.counts.length > 1 && facet.counts.filter((count) => count > 0).length > 1;
}

/** Facets don't depend on order: without it, the same counts serve every order. */
function facetView(view: ReturnType<typeof viewOf>["view"]) {
  return view === null ? {} : { ...view, sort: undefined, similarTo: undefined, seed: 0 };
}

function rank(field: string): number {
  const at = firstFields.indexOf(field);
  if (at >= 0) return at;
  return functionOfField(field) === null ? firstFields.length + 1 : firstFields.length;
}
