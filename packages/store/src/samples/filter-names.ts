import { GleanerError, nearestNames, parseFilter } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import type { FilterContext, ResolvedSlice, ScoredTerm, TermRelation } from "../filter/index.ts";
import { functionNotFound } from "../functions/function-rows.ts";
import { type SliceRow, sliceRows } from "../slices/slice-rows.ts";
import { type SpaceRow, spaceRows } from "../vectors/space-rows.ts";

/** What a filter can name, as it is at one moment, apart from models. */
export interface KnownNames {
  spaces: readonly SpaceRow[];
  slices: readonly SliceRow[];
  /** Ids by name. */
  functions: ReadonlyMap<string, number>;
}

/** Reads what filters can name. */
export async function knownNames(catalog: Catalog): Promise<KnownNames> {
  const [spaces, slices, functions] = await Promise.all([
    spaceRows(catalog),
    sliceRows(catalog),
    catalog.rows("select id, name from functions"),
  ]);
  return { spaces, slices, functions: new Map(functions.map((row) => [row.text("name"), row.number("id")])) };
}

/** Models with predictions; reads all labels. */
export async function modelNames(catalog: Catalog): Promise<string[]> {
  const rows = await catalog.rows("select distinct source from labels where source not in ('human', 'import')");
  return rows.map((row) => row.text("source"));
}

/** Gives the table `(number, value)` of a term that is computed from vectors, in a space. */
export type ComputedTables = (term: ComputedTerm, space: number | null) => string;

/** A term whose values are computed, not stored. */
export type ComputedTerm = Extract<ScoredTerm, { kind: "similar" | "labeled_distance" }>;

/** What the names in a filter mean, for the compiler; `space` is the query's. */
export function contextOf(
  names: KnownNames & { models: readonly string[] },
  space: number | null,
  tables: ComputedTables,
): FilterContext {
  const { slices, functions, models } = names;
  return {
    space,
    slice: (name) => resolvedSlice(names, sliceNamed(slices, name)),
    values: (term, termSpace) => {
      switch (term.kind) {
        case "function": {
          const id = functions.get(term.name);
          if (id === undefined) throw functionNotFound(term.name, [...functions.keys()]);
          return stored("(select sample as number, score as value from function_scores where function = ?)", id);
        }
        case "prediction":
          if (!models.includes(term.model)) throw modelNotFound(term.model, models);
          return stored(
            "(select sample as number, class as value from labels where source = ? and position = 0)",
            term.model,
          );
        case "similar":
        case "labeled_distance":
          return { unit: "sample", sql: tables(term, termSpace), parameters: [] };
      }
    },
  };
}

function stored(sql: string, parameter: string | number): TermRelation {
  return { unit: "sample", sql, parameters: [parameter] };
}

/** Throws `slice_not_found`. */
export function sliceNamed(slices: readonly SliceRow[], name: string): SliceRow {
  const slice = slices.find((each) => each.name === name);
  if (slice) return slice;
  const known = slices.map((each) => each.name);
  throw new GleanerError("slice_not_found", `There is no slice named "${name}".`, {
    hint: hintOf("Slices", name, known),
    details: { slice: name },
  });
}

function resolvedSlice({ spaces }: KnownNames, slice: SliceRow): ResolvedSlice {
  if (slice.rule === null) {
    const sql = "(select sample as number from slice_members where slice = ?)";
    return { kind: "static", members: { unit: slice.unit, sql, parameters: [slice.id] } };
  }
  return {
    kind: "dynamic",
    unit: slice.unit,
    filter: parseFilter(slice.rule, { unit: slice.unit }),
    datasets: slice.datasets,
    space: spaces.find(({ name }) => name === slice.space)?.id ?? null,
  };
}

function modelNotFound(model: string, known: readonly string[]): GleanerError {
  return new GleanerError("model_not_found", `There are no predictions of a model named "${model}".`, {
    hint: hintOf("Models with predictions", model, known),
    details: { model },
  });
}

function hintOf(what: string, name: string, known: readonly string[]): string {
  if (known.length === 0) return `There are none: ${what.toLowerCase()}.`;
  const nearest = nearestNames(name, known);
  return nearest.length > 0 ? `Did you mean ${nearest.join(", ")}?` : `${what}: ${known.slice(0, 10).join(", ")}.`;
}
