import { type Filter, filterReferences, GleanerError, parseFilter } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import type { NumberValues } from "../catalog/number-sets.ts";
import type { FilterContext } from "../filter/index.ts";
import type { ComputedValues } from "../scoring/computed-values.ts";
import type { SliceRow } from "../slices/slice-rows.ts";
import { type ComputedTerm, contextOf, type KnownNames, knownNames, sliceNamed } from "./filter-names.ts";

/** A computed term where a filter or the rule of a slice uses it. */
interface PlacedTerm {
  term: ComputedTerm;
  space: string;
}

/** Finds what filters name, computes what has to be computed, and hands both to the compiler. */
export class FilterTerms {
  readonly #catalog: Catalog;
  readonly #computed: ComputedValues;

  constructor(catalog: Catalog, computed: ComputedValues) {
    this.#catalog = catalog;
    this.#computed = computed;
  }

  /**
   * Runs `work` with what the names in a filter mean; `space` is the one whose scores it refers to. A `planned` slice counts as there.
   * Throws `slice_not_found`, and for `similar` and `labeled_distance` also `space_not_found`, `sample_not_found`, `not_embedded`.
   */
  async use<T>(
    filter: Filter,
    space: string,
    work: (context: FilterContext) => Promise<T>,
    planned?: SliceRow,
  ): Promise<T> {
    const known = await knownNames(this.#catalog);
    const slices = planned ? [...known.slices.filter(({ name }) => name !== planned.name), planned] : known.slices;
    const names = { ...known, slices };
    const idOf = (name: string) => names.spaces.find((each) => each.name === name)?.id ?? null;
    const placed = computedTerms(filter, space, names);
    const values = await Promise.all(placed.map((each) => this.#valuesOf(each, names)));
    return this.#withTables(values, [], (tables) => {
      const byKey = new Map(placed.map((each, at) => [keyOf(each.term, idOf(each.space)), tables[at]]));
      const context = contextOf(names, idOf(space), (term, termSpace) => {
        const table = byKey.get(keyOf(term, termSpace));
        if (table === undefined) throw new Error(`The term ${keyOf(term, termSpace)} was not computed.`);
        return table;
      });
      return work(context);
    });
  }

  #valuesOf({ term, space }: PlacedTerm, { spaces }: KnownNames): Promise<NumberValues> {
    const row = spaces.find((each) => each.name === space);
    if (row) return this.#computed.values(term, row);
    throw new GleanerError("space_not_found", `There is no embedding space named "${space}".`, {
      hint: "similar() and labeled_distance need vectors: run `gleaner embed` first.",
      details: { space },
    });
  }

  #withTables<T>(
    values: readonly NumberValues[],
    tables: readonly string[],
    work: (tables: readonly string[]) => Promise<T>,
  ): Promise<T> {
    if (tables.length === values.length) return work(tables);
    return this.#catalog.withValues(values[tables.length], (table) =>
      this.#withTables(values, [...tables, table], work),
    );
  }
}

/** The computed terms of a filter and of the rules of the slices in it, each with its space, once. */
function computedTerms(filter: Filter, space: string, names: KnownNames): PlacedTerm[] {
  const found = new Map<string, PlacedTerm>();
  const seen = new Set<string>();
  const visit = (part: Filter, partSpace: string, unit: "sample" | "object") => {
    for (const term of filterReferences(part, unit).terms) {
      if (term.kind === "similar" || term.kind === "labeled_distance") {
        found.set(`${partSpace} ${keyOf(term, null)}`, { term, space: partSpace });
      } else if (term.kind === "slice" && !seen.has(term.name)) {
        seen.add(term.name);
        const slice = sliceNamed(names.slices, term.name);
        if (slice.rule !== null) visit(parseFilter(slice.rule, { unit: slice.unit }), slice.space, slice.unit);
      }
    }
  };
  visit(filter, space, "sample");
  return [...found.values()];
}

function keyOf(term: ComputedTerm, space: number | null): string {
  return `${space} ${term.kind === "similar" ? `similar ${term.id}` : term.kind}`;
}
