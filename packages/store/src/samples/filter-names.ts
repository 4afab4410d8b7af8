import { type Filter, filterReferences, GleanerError, nearestNames, parseFilter } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import type { FilterContext, ResolvedSlice, ScoredTerm, TermRelation } from "../filter/index.ts";
import { type SliceRow, sliceRows } from "../slices/slice-rows.ts";

/** Tables `(number, value)` with the cosines of `similar("id")`, by id. */
export type SimilarTables = ReadonlyMap<string, string>;

/** Looks up everything that a filter names, also through the rules of slices, so that it can be compiled. */
export async function resolveNames(
  catalog: Catalog,
  filter: Filter,
  spaceName: string,
  similar: SimilarTables,
): Promise<FilterContext> {
  const spaces = await idsByName(catalog, "spaces");
  const { terms } = filterReferences(filter);
  const space = spaces.get(spaceName) ?? null;
  if (terms.length === 0) {
    return { space, slice: (name) => unknownSlice(name, []), values: (term) => unknownTerm(term, []) };
  }
  const [slices, functions, models] = await Promise.all([
    sliceRows(catalog),
    idsByName(catalog, "functions"),
    modelNames(catalog),
  ]);
  return {
    space,
    slice: (name) => {
      const slice = slices.find((each) => each.name === name);
      return slice ? resolvedSlice(slice, spaces) : unknownSlice(name, slices);
    },
    values: (term) => {
      switch (term.kind) {
        case "function": {
          const id = functions.get(term.name);
          return id === undefined ? unknownTerm(term, [...functions.keys()]) : functionScores(id);
        }
        case "prediction":
          return models.includes(term.model) ? predictions(term.model) : unknownTerm(term, models);
        case "similar": {
          const table = similar.get(term.id);
          return table === undefined ? unknownTerm(term, []) : { unit: "sample", sql: table, parameters: [] };
        }
      }
    },
  };
}

function resolvedSlice(slice: SliceRow, spaces: ReadonlyMap<string, number>): ResolvedSlice {
  if (slice.rule === null) {
    return {
      kind: "static",
      members: {
        unit: slice.unit,
        sql: "(select sample as number from slice_members where slice = ?)",
        parameters: [slice.id],
      },
    };
  }
  return {
    kind: "dynamic",
    unit: slice.unit,
    filter: parseFilter(slice.rule, { unit: slice.unit }),
    datasets: slice.datasets,
    space: spaces.get(slice.space) ?? null,
  };
}

function functionScores(id: number): TermRelation {
  return {
    unit: "sample",
    sql: "(select sample as number, score as value from function_scores where function = ?)",
    parameters: [id],
  };
}

function predictions(model: string): TermRelation {
  return {
    unit: "sample",
    sql: "(select sample as number, class as value from labels where source = ? and position = 0)",
    parameters: [model],
  };
}

async function idsByName(catalog: Catalog, table: "spaces" | "functions"): Promise<Map<string, number>> {
  const rows = await catalog.rows(`select id, name from ${table}`);
  return new Map(rows.map((row) => [row.text("name"), row.number("id")]));
}

async function modelNames(catalog: Catalog): Promise<string[]> {
  const rows = await catalog.rows("select distinct source from labels where source not in ('human', 'import')");
  return rows.map((row) => row.text("source"));
}

function unknownSlice(name: string, slices: readonly SliceRow[]): never {
  const known = slices.map((slice) => slice.name);
  throw new GleanerError("slice_not_found", `There is no slice named "${name}".`, {
    hint: hintOf("Slices", name, known),
    details: { slice: name },
  });
}

function unknownTerm(term: ScoredTerm, known: readonly string[]): never {
  switch (term.kind) {
    case "function":
      throw new GleanerError("function_not_found", `There is no function named "${term.name}".`, {
        hint: hintOf("Functions", term.name, known),
        details: { function: term.name },
      });
    case "prediction":
      throw new GleanerError("model_not_found", `There are no predictions of a model named "${term.model}".`, {
        hint: hintOf("Models with predictions", term.model, known),
        details: { model: term.model },
      });
    case "similar":
      throw new GleanerError("bad_filter", `similar("${term.id}") cannot be used here.`, {
        hint: "Search for similar samples instead, or use it where a space is indexed.",
        details: { id: term.id },
      });
  }
}

function hintOf(what: string, name: string, known: readonly string[]): string {
  if (known.length === 0) return `There are none: ${what.toLowerCase()}.`;
  const nearest = nearestNames(name, known);
  return nearest.length > 0 ? `Did you mean ${nearest.join(", ")}?` : `${what}: ${known.slice(0, 10).join(", ")}.`;
}
