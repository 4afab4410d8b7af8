import { allOf, type Filter, parseFilter } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import type { FilterParameter } from "../catalog/filter-columns.ts";
import type { SampleQuery } from "../contract/samples.ts";
import { datasetIds } from "../datasets/dataset-rows.ts";
import { compileFilter } from "../filter/index.ts";
import { resolveNames } from "./filter-names.ts";

/** A query's samples as SQL over the aliases of the filter columns: `select ... from ${from} where ${where}`. */
export interface Selected {
  from: string;
  where: string;
  /** Values of the `?` in `from` and `where`, in order. */
  parameters: FilterParameter[];
  /** Those of `from`. */
  joinParameters: FilterParameter[];
  /** Those of `where`. */
  whereParameters: FilterParameter[];
}

/** What else a query needs beside `s`. */
export interface Needs {
  /** The scores, `g`. */
  scores?: boolean;
  /** The dataset, `d`. */
  datasets?: boolean;
  /** The metadata of this key, `m`. */
  metadata?: string;
}

/** Turns queries over samples into SQL. */
export class Selection {
  readonly #catalog: Catalog;

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
  }

  /** Runs `work` with the SQL of a query. Throws `bad_filter`, `dataset_not_found`, `slice_not_found` and their like. */
  use<T>(query: SampleQuery, needs: Needs, work: (selected: Selected) => Promise<T>): Promise<T> {
    return this.#withSimilar([...(query.similar ?? [])], new Map(), (similar) => {
      const { within } = query;
      if (!within) return this.#selected(query, needs, null, similar).then(work);
      return this.#catalog.withNumbers(within, async (table) =>
        work(await this.#selected(query, needs, table, similar)),
      );
    });
  }

  /** The numbers that match, ascending. */
  numbers(query: SampleQuery): Promise<Int32Array> {
    return this.use(query, {}, async ({ from, where, parameters }) => {
      const [numbers] = await this.#catalog.integers(
        `select s.number from ${from} where ${where} order by s.number`,
        parameters,
      );
      return numbers;
    });
  }

  count(query: SampleQuery): Promise<number> {
    return this.use(query, {}, async ({ from, where, parameters }) => {
      const row = await this.#catalog.row(`select count(*) as count from ${from} where ${where}`, parameters);
      return row.number("count");
    });
  }

  async #withSimilar<T>(
    rest: [string, { numbers: Int32Array; values: Float32Array }][],
    tables: Map<string, string>,
    work: (tables: ReadonlyMap<string, string>) => Promise<T>,
  ): Promise<T> {
    const [first, ...others] = rest;
    if (!first) return work(tables);
    const [id, values] = first;
    return this.#catalog.withValues(values, (table) => this.#withSimilar(others, tables.set(id, table), work));
  }

  async #selected(
    query: SampleQuery,
    needs: Needs,
    within: string | null,
    similar: ReadonlyMap<string, string>,
  ): Promise<Selected> {
    const filter = filterOf(query);
    const context = await resolveNames(this.#catalog, filter, query.space ?? "default", similar);
    const compiled = compileFilter(filter, context);
    const conditions = [`(${compiled.sql})`];
    if (query.datasets && query.datasets.length > 0) {
      conditions.push(`s.dataset in (${(await datasetIds(this.#catalog, query.datasets)).join(", ")})`);
    }
    if (within) conditions.push(`s.number in (select number from ${within})`);
    const scores = needs.scores || compiled.scores;
    const datasets = needs.datasets || compiled.datasets;
    const joins = [
      ...(datasets ? ["join datasets d on d.id = s.dataset"] : []),
      ...(scores ? ["left join graph_scores g on g.sample = s.number and g.space = ?"] : []),
      ...(needs.metadata === undefined ? [] : ["left join metadata m on m.sample = s.number and m.key = ?"]),
    ];
    const joinParameters = [
      ...(scores ? [context.space] : []),
      ...(needs.metadata === undefined ? [] : [needs.metadata]),
    ];
    return {
      from: ["samples s", ...joins].join(" "),
      where: conditions.join(" and "),
      parameters: [...joinParameters, ...compiled.parameters],
      joinParameters,
      whereParameters: compiled.parameters,
    };
  }
}

function filterOf(query: SampleQuery): Filter {
  const where = parseFilter(query.where ?? "");
  return query.slice === undefined ? where : allOf([where, { kind: "slice", name: query.slice }]);
}
