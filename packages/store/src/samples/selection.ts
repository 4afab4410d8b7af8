import type { DuckDBValue } from "@duckdb/node-api";
import { allOf, everything, type Filter, parseFilter, type Unit } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import { bitParameters, hasBit, numberBits } from "../catalog/number-bits.ts";
import { inlineNumbers } from "../catalog/number-sets.ts";
import { Remembered } from "../catalog/remembered.ts";
import { spaceFor, unitOfNumbers } from "../catalog/units.ts";
import type { SampleQuery } from "../contract/samples.ts";
import { datasetIds } from "../datasets/dataset-rows.ts";
import {
  compileFilter,
  type FilterContext,
  relationBy,
  type ScoredTerm,
  scoredNumber,
  type TermRelation,
} from "../filter/index.ts";
import type { SliceRow } from "../slices/slice-rows.ts";
import type { FilterTerms } from "./filter-terms.ts";
import type { Needs, Selected, TermOperand } from "./selected.ts";
import { searchWords, textCondition } from "./text-search.ts";

/** Turns queries over samples and objects into SQL. */
export class Selection {
  readonly #catalog: Catalog;
  readonly #terms: FilterTerms;
  /** 1 for the number of every sample that is there. */
  readonly #present: Remembered<Uint8Array>;

  constructor(catalog: Catalog, terms: FilterTerms) {
    this.#catalog = catalog;
    this.#terms = terms;
    this.#present = new Remembered(catalog, async () => presentOf(catalog));
  }

  /** Runs `work` with the SQL of a query. Throws `bad_filter`, `dataset_not_found`, `slice_not_found` and their like. */
  async use<T>(query: SampleQuery, needs: Needs, work: (selected: Selected) => Promise<T>): Promise<T> {
    const { within } = query;
    const unit = await this.unitOf(query);
    const filter = filterOf(query, unit);
    const place = { unit, space: spaceFor(unit, query.space) };
    return this.#inContext(filter, needs.terms, place, (context) => {
      return this.#selected(filter, query, needs, within ? withinOf(within) : null, context).then(work);
    });
  }

  /** What the rows of a query are. */
  async unitOf({ unit, within }: SampleQuery): Promise<Unit> {
    return unit ?? (within ? unitOfNumbers(this.#catalog, within) : "sample");
  }

  /** Throws what using a slice would throw, were it there: unknown names, `bad_filter` for a slice that contains itself. */
  checkSlice(planned: SliceRow): Promise<void> {
    const filter: Filter = { kind: "slice", name: planned.name };
    const check = async (context: FilterContext) => {
      compileFilter(filter, context);
    };
    return this.#terms.use(filter, planned, check, planned);
  }

  /** Runs `work` with the rows `(number, value)` of a term, by numbers of the unit. */
  useTerm<T>(
    term: TermOperand,
    unit: Unit,
    space: string | undefined,
    work: (relation: TermRelation) => Promise<T>,
  ): Promise<T> {
    const place = { unit, space: spaceFor(unit, space) };
    return this.#inContext(everything, [term], place, (context) => work(relationOf(term, context)));
  }

  /** The numbers that match, ascending. */
  async numbers(query: SampleQuery): Promise<Int32Array> {
    const { within } = query;
    if (within instanceof Int32Array && within.length > inlineNumbers && (await this.#asksNumbersAlone(query))) {
      const present = await this.#present.get();
      return ascending(thosePresent(within, present));
    }
    return this.use(query, {}, async ({ number, from, where, parameters, byDatasetAlone }) => {
      if (byDatasetAlone) {
        const run = await oneRun(this.#catalog, { number, from, where, parameters });
        if (run) return run;
      }
      return ascending(await readNumbers(this.#catalog, { number, from, where, parameters }));
    });
  }

  count(query: SampleQuery): Promise<number> {
    return this.use(query, {}, async ({ from, where, parameters }) => {
      const row = await this.#catalog.row(`select count(*) as count from ${from} where ${where}`, parameters);
      return row.number("count");
    });
  }

  #inContext<T>(
    filter: Filter,
    terms: readonly TermOperand[] = [],
    place: { unit: Unit; space: string },
    work: (context: FilterContext) => Promise<T>,
  ): Promise<T> {
    const named = terms.map((operand): Filter => ({ kind: "null", operand }));
    return this.#terms.use(allOf([filter, ...named]), place, work);
  }

  /** Whether a query is about samples and narrows them by their numbers alone. */
  async #asksNumbersAlone(query: SampleQuery): Promise<boolean> {
    const { datasets = [], where = "", slice, text = "" } = query;
    const narrows = datasets.length > 0 || where.trim() !== "" || slice !== undefined || text.trim() !== "";
    return !narrows && (await this.unitOf(query)) === "sample";
  }

  async #hasDeleted(): Promise<boolean> {
    return (await this.#catalog.rows("select 1 from samples where dataset < 0 limit 1")).length > 0;
  }

  async #selected(
    filter: Filter,
    query: SampleQuery,
    needs: Needs,
    within: Within | null,
    context: FilterContext,
  ): Promise<Selected> {
    const compiled = compileFilter(filter, context);
    const { unit = "sample" } = context;
    const number = unit === "object" ? "o.number" : "s.number";
    const scored = scoredNumber(unit, context.unitOf?.(context.space) ?? "sample");
    const named = query.datasets && query.datasets.length > 0;
    const conditions = [
      `(${compiled.sql})`,
      // A deleted sample has the negative id of its dataset.
      named ? `s.dataset in (${(await datasetIds(this.#catalog, query.datasets ?? [])).join(", ")})` : "s.dataset > 0",
    ];
    const text = textCondition(searchWords(query.text ?? ""), unit);
    if (text.parameters.length > 0) conditions.push(text.sql);
    if (within) conditions.push(within.sql(number));
    const scores = needs.scores || compiled.scores;
    const datasets = needs.datasets || compiled.datasets;
    const terms = (needs.terms ?? []).map((term) => relationOf(term, context));
    const joins = [
      ...(datasets ? ["join datasets d on d.id = s.dataset"] : []),
      ...(scores ? [`left join graph_scores g on g.sample = ${scored} and g.space = ?`] : []),
      ...(needs.metadata === undefined ? [] : ["left join metadata m on m.sample = s.number and m.key = ?"]),
      ...terms.map(({ sql }, at) => `left join ${sql} t${at} on t${at}.number = ${number}`),
    ];
    const joinParameters = [
      ...(scores ? [context.space] : []),
      ...(needs.metadata === undefined ? [] : [needs.metadata]),
      ...terms.flatMap(({ parameters }) => parameters),
    ];
    const isUnfiltered =
      !named &&
      text.parameters.length === 0 &&
      filter.kind === "constant" &&
      filter.value &&
      !(await this.#hasDeleted());
    const whereParameters = [...compiled.parameters, ...text.parameters, ...(within?.parameters ?? [])];
    const rows = unit === "object" ? "objects o join samples s on s.number = o.sample" : "samples s";
    return {
      unit,
      number,
      from: [rows, ...joins].join(" "),
      where: conditions.join(" and "),
      parameters: [...joinParameters, ...whereParameters],
      joinParameters,
      whereParameters,
      isPlain:
        unit === "sample" && joins.length === 0 && !conditions.some((condition) => /\bselect\b/i.test(condition)),
      scored:
        isUnfiltered && scored === number
          ? {
              from: "graph_scores g",
              where: ["g.space = ?", ...(within ? [within.sql("g.sample")] : [])].join(" and "),
              parameters: [context.space, ...(within?.parameters ?? [])],
            }
          : null,
      byDatasetAlone: text.parameters.length === 0 && within === null && filter.kind === "constant" && filter.value,
      isWhole: isUnfiltered && within === null,
    };
  }
}

/** Rows of which the numbers are asked for. */
type Rows = Pick<Selected, "from" | "where" | "parameters"> & { number: string };

async function readNumbers(catalog: Catalog, { number, from, where, parameters }: Rows): Promise<Int32Array> {
  const [numbers] = await catalog.integers(`select ${number} from ${from} where ${where}`, parameters);
  return numbers;
}

/** The numbers of rows that are all there from the first to the last, as those of an import are: read as two, not one by one. Else null. */
async function oneRun(catalog: Catalog, { number, from, where, parameters }: Rows): Promise<Int32Array | null> {
  const row = await catalog.row(
    `select count(*) as count, min(${number}) as first, max(${number}) as last from ${from} where ${where}`,
    parameters,
  );
  const [count, first] = [row.number("count"), row.numberOrNull("first")];
  if (first === null || row.number("last") - first + 1 !== count) return null;
  const numbers = new Int32Array(count);
  for (let at = 0; at < count; at++) numbers[at] = first + at;
  return numbers;
}

function thosePresent(numbers: Int32Array, present: Uint8Array): Int32Array {
  let count = 0;
  for (const number of numbers) if (present[number] === 1) count++;
  if (count === numbers.length) return numbers;
  const found = new Int32Array(count);
  let at = 0;
  for (const number of numbers) if (present[number] === 1) found[at++] = number;
  return found;
}

async function presentOf(catalog: Catalog): Promise<Uint8Array> {
  const there = { number: "number", from: "samples", where: "dataset > 0", parameters: [] };
  const numbers = (await oneRun(catalog, there)) ?? (await readNumbers(catalog, there));
  const present = new Uint8Array(numbers.reduce((largest, number) => Math.max(largest, number), -1) + 1);
  for (const number of numbers) present[number] = 1;
  return present;
}

/** The same numbers in order, each once; mostly they are so already. */
function ascending(numbers: Int32Array): Int32Array {
  let at = 1;
  while (at < numbers.length && numbers[at - 1] < numbers[at]) at++;
  if (at >= numbers.length) return numbers;
  return numbers
    .slice()
    .sort()
    .filter((number, place, sorted) => place === 0 || sorted[place - 1] < number);
}

/** The condition that a row is one of the numbers of a query. */
interface Within {
  sql: (number: string) => string;
  parameters: DuckDBValue[];
}

/** Few numbers are written out, so that storage without any of them is passed over; more are bits to test. */
function withinOf(within: ArrayLike<number>): Within {
  const numbers = within instanceof Int32Array ? within : Int32Array.from(within);
  if (numbers.length > inlineNumbers) return { sql: hasBit, parameters: bitParameters(numberBits(numbers)) };
  const list = numbers.length === 0 ? "null" : numbers.join(", ");
  return { sql: (number) => `${number} in (${list})`, parameters: [] };
}

function relationOf(operand: TermOperand, context: FilterContext): TermRelation {
  const { unit = "sample", space } = context;
  return relationBy(unit, context.values(scoredTerm(operand, unit), space));
}

function scoredTerm(operand: TermOperand, unit: Unit): ScoredTerm {
  return operand.kind === "field" ? { kind: "labeled_distance", unit } : { ...operand, unit };
}

function filterOf(query: SampleQuery, unit: Unit): Filter {
  const where = parseFilter(query.where ?? "", { unit });
  return query.slice === undefined ? where : allOf([where, { kind: "slice", name: query.slice }]);
}
