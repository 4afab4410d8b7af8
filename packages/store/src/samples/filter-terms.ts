import { type Filter, filterReferences, GleanerError, parseFilter, type Unit } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import type { NumberValues } from "../catalog/number-values.ts";
import type { FilterContext, ScoredTerm } from "../filter/index.ts";
import type { ComputedValues } from "../scoring/computed-values.ts";
import type { SliceRow } from "../slices/slice-rows.ts";
import { type ComputedTerm, contextOf, type KnownNames, knownNames, modelNames, sliceNamed } from "./filter-names.ts";

/** A term where a filter or the rule of a slice uses it. */
interface PlacedTerm {
  term: ScoredTerm;
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
   * Runs `work` with what the names in a filter over rows of a unit mean; `space` is the one whose scores it refers to. A `planned` slice counts as there.
   * Throws `slice_not_found`, and for `similar` and `labeled_distance` also `space_not_found`, `sample_not_found`, `not_embedded`.
   */
  async use<T>(
    filter: Filter,
    { unit, space }: { unit: Unit; space: string },
    work: (context: FilterContext) => Promise<T>,
    planned?: SliceRow,
  ): Promise<T> {
    const names = await this.#names(planned);
    const placed = placedTerms(filter, { unit, space }, names);
    const models = placed.some(({ term }) => term.kind === "prediction") ? await modelNames(this.#catalog) : [];
    const computed = placed.filter(isComputed);
    const values = await Promise.all(computed.map((each) => this.#valuesOf(each, names)));
    const idOf = (name: string) => names.spaces.find((each) => each.name === name)?.id ?? null;
    return this.#withTables(values, [], (tables) => {
      const byKey = new Map(computed.map((each, at) => [keyOf(each.term, idOf(each.space)), tables[at]]));
      const context = contextOf({ ...names, models }, unit, idOf(space), (term, termSpace) => {
        const table = byKey.get(keyOf(term, termSpace));
        if (table === undefined) throw new Error(`The term ${keyOf(term, termSpace)} was not computed.`);
        return table;
      });
      return work(context);
    });
  }

  async #names(planned: SliceRow | undefined): Promise<KnownNames> {
    const known = await knownNames(this.#catalog);
    if (!planned) return known;
    return { ...known, slices: [...known.slices.filter(({ name }) => name !== planned.name), planned] };
  }

  #valuesOf({ term, space }: PlacedTerm & { term: ComputedTerm }, { spaces }: KnownNames): Promise<NumberValues> {
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

/** The terms of a filter and of the rules of the slices in it, each with its space, once; slices themselves are not among them. */
function placedTerms(
  filter: Filter,
  { unit, space }: { unit: Unit; space: string },
  { slices }: KnownNames,
): PlacedTerm[] {
  const found = new Map<string, PlacedTerm>();
  const seen = new Set<string>();
  const visit = (part: Filter, partSpace: string, partUnit: Unit) => {
    for (const term of filterReferences(part, partUnit).terms) {
      if (term.kind !== "slice") {
        found.set(JSON.stringify([partSpace, { ...term, unit: null }]), { term, space: partSpace });
      } else if (!seen.has(term.name)) {
        seen.add(term.name);
        const slice = sliceNamed(slices, term.name);
        if (slice.rule !== null) visit(parseFilter(slice.rule, { unit: slice.unit }), slice.space, slice.unit);
      }
    }
  };
  visit(filter, space, unit);
  return [...found.values()];
}

function isComputed(placed: PlacedTerm): placed is PlacedTerm & { term: ComputedTerm } {
  return placed.term.kind === "similar" || placed.term.kind === "labeled_distance";
}

function keyOf(term: ComputedTerm, space: number | null): string {
  return `${space} ${term.kind === "similar" ? `similar ${term.id}` : term.kind}`;
}
