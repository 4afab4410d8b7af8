import type { DuckDBValue } from "@duckdb/node-api";
import type { Facet } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import type { FilterColumn } from "../catalog/filter-columns.ts";
import type { Row } from "../catalog/row.ts";
import type { SampleQuery } from "../contract/samples.ts";
import { binsOf, type FacetLimits, histogramFacet, type ValueRange, valuesFacet } from "./facet-shapes.ts";
import type { Binning } from "./histogram-bins.ts";
import type { Needs, Selected } from "./selected.ts";
import type { Selection } from "./selection.ts";

/** A facet over a column of the query: one of the catalog, or the values of a term. */
export interface ColumnFacet {
  field: string;
  sql: string;
  type: FilterColumn["type"];
}

/** How a column is counted. */
type Counting = "values" | "list" | "number" | "whole" | "date";

const wholeNumbers = new Set(["width", "height", "bytes", "objects", "cluster_size"]);

/** From this share of all samples on it costs less to test each sample once a column than to copy the columns of those that match. */
const largeShare = 1 / 4;

/**
 * Counts columns over the samples of a query, for all columns together: first ranges, then values and bins. `counted` is how many samples
 * there are, where that is counted anyway.
 */
export function countColumns(
  catalog: Catalog,
  selection: Selection,
  query: SampleQuery,
  { facets, needs }: { facets: readonly ColumnFacet[]; needs: Needs },
  limits: FacetLimits,
  counted?: Promise<number>,
): Promise<{ total: number; facets: Facet[] }> {
  return selection.use(query, needs, async (selected) => {
    // Columns of the scores alone need no join with the samples, but then those without scores are to be counted beside.
    const alone = facets.every(({ sql }) => /^g\./.test(sql)) ? selected.scored : null;
    const rows = alone ? { ...selected, ...alone, number: "g.sample" as const, isPlain: false } : selected;
    const { found, share, ranges } = await rangesOf(catalog, rows, facets);
    const total = alone ? await (counted ?? selection.count(query)) : found;
    const absent = total - found;
    const bins = facets.map((facet, place) => {
      const range = ranges[place];
      return range ? binsOf(range, rangeKind(countingOf(facet))) : null;
    });
    const isDirect = rows.isPlain && share >= largeShare;
    const source = isDirect ? directSource(rows, facets) : copiedSource(rows, facets);
    const values = await countAll(catalog, source, facets, bins, limits);
    return {
      total,
      facets: facets.map((facet, place) => {
        const [range, held] = [ranges[place], values.get(place) ?? []];
        if (!range) return valuesFacet(facet.field, valueCounts(held, total, absent), limits.limit);
        const type = countingOf(facet) === "date" ? "date" : "number";
        const { missing } = range;
        return histogramFacet(
          facet.field,
          { ...range, missing: missing + absent },
          bins[place],
          binCounts(held, bins[place]),
          type,
        );
      }),
    };
  });
}

/** The number of samples, their share of all, and for the columns that get a histogram the range of its values. */
async function rangesOf(
  catalog: Catalog,
  { from, where, parameters }: Selected,
  facets: readonly ColumnFacet[],
): Promise<{ found: number; share: number; ranges: (ValueRange | null)[] }> {
  const ranged = facets.map((facet) => ["number", "whole", "date"].includes(countingOf(facet)));
  const columns = facets.flatMap((facet, place) => {
    if (!ranged[place]) return [];
    const value = valueSql(facet);
    return `count(${value}) as n${place}, min(${value})::double as low${place}, max(${value})::double as high${place}`;
  });
  const row = await catalog.row(
    `select ${["count(*) as total", "(select count(*) from samples) as everything", ...columns].join(", ")} from ${from} where ${where}`,
    parameters,
  );
  const found = row.number("total");
  const ranges = ranged.map((isRanged, place): ValueRange | null => {
    if (!isRanged) return null;
    const [low, high] = [row.numberOrNull(`low${place}`), row.numberOrNull(`high${place}`)];
    return { low, high, missing: found - row.number(`n${place}`) };
  });
  return { found, share: found / Math.max(1, row.number("everything")), ranges };
}

/** Where the values of a facet are read from, as the column `c`. */
interface ValueSource {
  /** What stands before the query. */
  prefix: string;
  prefixParameters: DuckDBValue[];
  table(place: number): string;
  /** Parameters of each table. */
  tableParameters: DuckDBValue[];
}

/** Every facet reads its own column of the samples that match. */
function directSource({ from, where, parameters }: Selected, facets: readonly ColumnFacet[]): ValueSource {
  return {
    prefix: "",
    prefixParameters: [],
    table: (place) => `(select ${valueSql(facets[place])} as c from ${from} where ${where})`,
    tableParameters: parameters,
  };
}

/** The columns of the samples that match are copied once, so that they are found once. */
function copiedSource({ number, from, where, parameters }: Selected, facets: readonly ColumnFacet[]): ValueSource {
  const columns = facets.map((facet, place) => `${valueSql(facet)} as c${place}`);
  return {
    prefix: `with v as materialized (select ${[number, ...columns].join(", ")} from ${from} where ${where})`,
    prefixParameters: parameters,
    table: (place) => `(select c${place} as c from v)`,
    tableParameters: [],
  };
}

/** Frequent values (with the missing ones as null) and counts of bins, by the place of their facet. */
async function countAll(
  catalog: Catalog,
  { prefix, prefixParameters, table, tableParameters }: ValueSource,
  facets: readonly ColumnFacet[],
  bins: readonly (Binning | null)[],
  { limit, search }: FacetLimits,
): Promise<Map<number, Row[]>> {
  const parameters = [...prefixParameters];
  const branches = facets.flatMap((facet, place) => {
    const counting = countingOf(facet);
    if (counting === "values" || counting === "list") {
      const value = counting === "list" ? "unnest(case when len(c) = 0 then [null] else c end)" : "c";
      const found = search === "" ? "" : "where contains(lower(value::varchar), lower(?))";
      parameters.push(...tableParameters, ...(search === "" ? [] : [search]));
      return `(select ${place} as facet, value::varchar as value, null::integer as bin, count, count(value) over () as distinct_values
        from (select value, count(*) as count from (select ${value} as value from ${table(place)}) ${found} group by value)
        order by value is null desc, count desc, value::varchar limit ${limit + 1})`;
    }
    const binning = bins[place];
    if (!binning) return [];
    parameters.push(...tableParameters);
    return `(select ${place} as facet, null as value, floor((c - ${binning.start}::double) / ${binning.step}::double)::integer as bin,
        count(*) as count, 0 as distinct_values from ${table(place)} where c is not null group by bin)`;
  });
  if (branches.length === 0) return new Map();
  const rows = await catalog.rows(`${prefix} ${branches.join(" union all ")}`, parameters);
  return Map.groupBy(rows, (row) => row.number("facet"));
}

function valueSql({ sql, type }: ColumnFacet): string {
  return type === "date" ? `epoch_ms(${sql})` : sql;
}

function countingOf({ field, type }: ColumnFacet): Counting {
  if (type === "texts") return "list";
  if (type === "date") return "date";
  if (type !== "number" || field === "cluster") return "values";
  return wholeNumbers.has(field) ? "whole" : "number";
}

function rangeKind(counting: Counting): "number" | "whole" | "date" {
  return counting === "whole" || counting === "date" ? counting : "number";
}

function binCounts(rows: readonly Row[], bins: Binning | null): Map<number, number> {
  const last = (bins?.bins ?? 1) - 1;
  const counts = new Map<number, number>();
  for (const row of rows) {
    // Rounding may put a value at an edge one bin beside the outermost ones.
    const bin = Math.min(Math.max(row.number("bin"), 0), last);
    counts.set(bin, (counts.get(bin) ?? 0) + row.number("count"));
  }
  return counts;
}

/** `absent` rows are counted as missing that are not among the rows. */
function valueCounts(rows: readonly Row[], total: number, absent: number) {
  const present = rows.filter((row) => !row.isNull("value"));
  return {
    values: present.map((row) => ({ value: row.text("value"), count: row.number("count") })),
    distinct: rows[0]?.number("distinct_values") ?? 0,
    missing: total === 0 ? 0 : absent + (rows.find((row) => row.isNull("value"))?.number("count") ?? 0),
  };
}
