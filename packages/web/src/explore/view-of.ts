import {
  allOf,
  anyOf,
  type Filter,
  fieldNamed,
  GleanerError,
  type Literal,
  type Operand,
  parseFilter,
  printFilter,
  type ViewInput,
} from "@gleaner/schema";
import { type ExploreState, type FacetChoice, isSearching, spaceOf } from "../router/explore-state.ts";
import { anchorOf, pictureOf } from "./pictures/picture-store.ts";

/** The operand that a facet's field name stands for; null for a name that the filter language does not know. */
function operandOf(name: string): Operand | null {
  const field = fieldNamed(name);
  if (field) return { kind: "field", name: field.name };
  try {
    const read = parseFilter(`${name} is null`);
    if (read.kind === "null") return read.operand;
  } catch {
    // Not as the language writes it: a metadata name may come without its quotes.
  }
  return name.startsWith("meta.") ? { kind: "meta", name: name.slice("meta.".length) } : null;
}

function isDateField(name: string): boolean {
  return fieldNamed(name)?.type === "date";
}

function literalOf(field: string, value: string): Literal {
  const type = fieldNamed(field)?.type;
  if (type === "number") return { type: "number", value: Number(value) };
  if (type === "boolean") return { type: "boolean", value: value === "true" };
  return { type: "text", value };
}

function boundOf(field: string, value: number): Literal {
  if (!isDateField(field)) return { type: "number", value };
  return { type: "date", value: new Date(value).toISOString().replace(".000Z", "Z") };
}

/** The filter of one facet's choice; null where the field is unknown. */
export function facetFilter(choice: FacetChoice): Filter | null {
  const operand = operandOf(choice.field);
  if (!operand) return null;
  if (choice.kind === "range") {
    const { field, min, max } = choice;
    const parts: Filter[] = [];
    if (min !== null) parts.push({ kind: "comparison", left: operand, operator: ">=", right: boundOf(field, min) });
    if (max !== null) parts.push({ kind: "comparison", left: operand, operator: "<=", right: boundOf(field, max) });
    return allOf(parts);
  }
  const values = choice.values.filter((value) => value !== null).map((value) => literalOf(choice.field, value));
  const parts: Filter[] = [];
  if (fieldNamed(choice.field)?.type === "text-list") {
    parts.push(...values.map((right): Filter => ({ kind: "comparison", left: operand, operator: "=", right })));
  } else if (values.length === 1) {
    parts.push({ kind: "comparison", left: operand, operator: "=", right: values[0] });
  } else if (values.length > 1) {
    parts.push({ kind: "in", operand, values });
  }
  if (choice.values.includes(null)) parts.push({ kind: "null", operand });
  return anyOf(parts);
}

/** All of the filters; empty ones leave no trace. */
function joined(filters: Filter[]): Filter {
  return allOf(filters.filter((filter) => !(filter.kind === "constant" && filter.value)));
}

/** A view, or why the filter text of the state is none. */
export type ViewOrProblem = { view: ViewInput; problem: null } | { view: null; problem: unknown };

/**
 * The view that an explore state asks for. `without` leaves one facet's own choice out, so that its other values keep their counts.
 */
export function viewOf(state: ExploreState, options: { without?: string } = {}): ViewOrProblem {
  let typed: Filter;
  try {
    typed = parseFilter(state.where, { unit: state.unit });
  } catch (problem) {
    return { view: null, problem };
  }
  const choices = state.facets.filter(({ field }) => field !== options.without);
  const facets = choices.map(facetFilter).filter((filter) => filter !== null);
  const similar = isSearching(state);
  const pictures = state.pictures.map(pictureOf);
  if (pictures.includes(null)) return { view: null, problem: pictureMissing() };
  const space = spaceOf(state);
  const images = pictures.flatMap((picture) => (picture ? [anchorOf(picture)] : []));
  const view: ViewInput = {
    datasets: options.without === "dataset" ? [] : state.datasets,
    unit: state.unit,
    where: printFilter(joined([typed, ...facets])),
    slice: state.slice ?? undefined,
    text: state.words || undefined,
    lasso: state.lasso ? { space, datasets: state.lasso.datasets, shapes: state.lasso.shapes } : undefined,
    similarTo: similar
      ? {
          samples: state.like,
          not: state.unlike,
          images,
          text: state.described || undefined,
          space,
          aggregate: state.aggregate,
        }
      : undefined,
    sort: state.sort ?? (similar ? "similarity" : undefined),
    seed: state.seed,
  };
  return { view, problem: null };
}

function pictureMissing(): GleanerError {
  return new GleanerError("bad_request", "The picture of this search is in another tab or browser.", {
    hint: "An address is too short to hold a picture. Drop the picture here again, or end the similarity search.",
  });
}

/** A view narrowed by one more filter. */
export function narrowed(view: ViewInput, filter: Filter): ViewInput {
  return { ...view, where: printFilter(joined([parseFilter(view.where ?? "", { unit: view.unit }), filter])) };
}

/** The filter that holds exactly these samples. */
export function idsFilter(ids: Iterable<string>): Filter {
  const values = Array.from(ids, (value): Literal => ({ type: "text", value }));
  return { kind: "in", operand: { kind: "field", name: "id" }, values };
}
