import { GleanerError, nearestNames, parseFilter, type Unit } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import type { FilterContext, ResolvedSlice, ScoredTerm } from "../filter/index.ts";
import { functionNotFound } from "../functions/function-rows.ts";
import { type SliceRow, sliceRows } from "../slices/slice-rows.ts";
import { type SpaceRow, spaceRows } from "../vectors/space-rows.ts";

/** What a filter can name, as it is at one moment, apart from models. */
export interface KnownNames {
  spaces: readonly SpaceRow[];
  slices: readonly SliceRow[];
  /** Ids and what they score, by name. */
  functions: ReadonlyMap<string, { id: number; unit: Unit }>;
}

/** Reads what filters can name. */
export async function knownNames(catalog: Catalog): Promise<KnownNames> {
  const [spaces, slices, functions] = await Promise.all([
    spaceRows(catalog),
    sliceRows(catalog),
    catalog.rows("select f.id, f.name, p.unit from functions f join spaces p on p.id = f.space"),
  ]);
  const named = functions.map((row): [string, { id: number; unit: Unit }] => [
    row.text("name"),
    { id: row.number("id"), unit: row.text("unit") === "object" ? "object" : "sample" },
  ]);
  return { spaces, slices, functions: new Map(named) };
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
  unit: Unit,
  space: number | null,
  tables: ComputedTables,
): FilterContext {
  const { spaces, slices, functions, models } = names;
  const unitOf = (id: number | null) => spaces.find((each) => each.id === id)?.unit ?? "sample";
  return {
    unit,
    space,
    unitOf,
    slice: (name) => resolvedSlice(names, sliceNamed(slices, name)),
    values: (term, termSpace) => {
      switch (term.kind) {
        case "function": {
          const known = functions.get(term.name);
          if (known === undefined) throw functionNotFound(term.name, [...functions.keys()]);
          const scores = "(select sample as number, score as value from function_scores where function = ?)";
          return { unit: known.unit, sql: scores, parameters: [known.id] };
        }
        case "prediction":
          if (!models.includes(term.model)) throw modelNotFound(term.model, models);
          return {
            unit: "sample",
            sql: "(select sample as number, class as value from labels where source = ? and position = 0)",
            parameters: [term.model],
          };
        case "similar":
        case "labeled_distance":
          return { unit: unitOf(termSpace), sql: tables(term, termSpace), parameters: [] };
      }
    },
  };
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
