import type { Facet } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import type { FilterColumn } from "../catalog/filter-columns.ts";
import type { Row } from "../catalog/row.ts";
import type { SampleQuery } from "../contract/samples.ts";
import { binsOf, type FacetLimits, histogramFacet, type ValueRange, valuesFacet } from "./facet-shapes.ts";
import type { Needs, Selected, Selection } from "./selection.ts";

/** A facet over a column of the query: one of the catalog, or the values of a term. */
export interface ColumnFacet {
  field: string;
  sql: string;
  type: FilterColumn["type"];
}

/** How a column is counted. */
type Counting = "values" | "list" | "number" | "whole" | "date";

const wholeNumbers = new Set(["width", "height", "bytes", "objects", "cluster_size"]);

/**
 * Counts columns over the samples of a query, in two passes for all of them together: values and ranges, then bins.
 * The samples are found once a pass, which is what costs most for a view.
 */
export function countColumns(
  catalog: Catalog,
  selection: Selection,
  query: SampleQuery,
  { facets, needs }: { facets: readonly ColumnFacet[]; needs: Needs },
  { limit, search }: FacetLimits,
): Promise<{ total: number; facets: Facet[] }> {
  return selection.use(query, needs, async (selected) => {
    const first = await firstPass(catalog, selected, facets, { limit, search });
    const ranges = facets.map((_, place) => first.ranges.get(place));
    const bins = facets.map((facet, place) => {
      const range = ranges[place];
      return range ? binsOf(range, rangeKind(countingOf(facet))) : null;
    });
    const counts = await countBins(catalog, selected, facets, bins);
    return {
      total: first.total,
      facets: facets.map((facet, place) => {
        const range = ranges[place];
        if (!range) return valuesFacet(facet.field, valueCounts(first.values.get(place) ?? [], first.total), limit);
        const type = countingOf(facet) === "date" ? "date" : "number";
        return histogramFacet(facet.field, range, bins[place], counts.get(place) ?? new Map(), type);
      }),
    };
  });
}

/** Total, frequent values (with the missing ones as null) and ranges, each row with the place of its facet. */
async function firstPass(
  catalog: Catalog,
  selected: Selected,
  facets: readonly ColumnFacet[],
  { limit, search }: FacetLimits,
) {
  const searched: string[] = [];
  const nothing = "null::varchar as value, 0::bigint as distinct_values, null::double as low, null::double as high";
  const branches = facets.map((facet, place) => {
    const counting = countingOf(facet);
    if (counting === "values" || counting === "list") {
      const value =
        counting === "list" ? `unnest(case when len(c${place}) = 0 then [null] else c${place} end)` : `c${place}`;
      if (search !== "") searched.push(search);
      const found = search === "" ? "" : "where contains(lower(value::varchar), lower(?))";
      return `(select ${place} as facet, count, value, count(value) over () as distinct_values, null, null
        from (select value::varchar as value, count(*) as count from (select ${value} as value from v) ${found} group by value)
        order by value is null desc, count desc, value limit ${limit + 1})`;
    }
    return `(select ${place}, count(c${place}), null, 0, min(c${place})::double, max(c${place})::double from v)`;
  });
  const rows = await catalog.rows(
    `with v as materialized (${columnsQuery(selected, facets)})
     select -1 as facet, count(*) as count, ${nothing} from v ${branches.map((branch) => `union all ${branch}`).join(" ")}`,
    [...selected.parameters, ...searched],
  );
  const total = rows.find((row) => row.number("facet") === -1)?.number("count") ?? 0;
  const values = new Map<number, Row[]>();
  const ranges = new Map<number, ValueRange>();
  for (const row of rows) {
    const place = row.number("facet");
    if (place === -1) continue;
    const counting = countingOf(facets[place]);
    if (counting === "values" || counting === "list") values.set(place, [...(values.get(place) ?? []), row]);
    else ranges.set(place, rangeOf(row, total));
  }
  return { total, values, ranges };
}

async function countBins(
  catalog: Catalog,
  selected: Selected,
  facets: readonly ColumnFacet[],
  bins: readonly ReturnType<typeof binsOf>[],
): Promise<Map<number, Map<number, number>>> {
  const counts = new Map<number, Map<number, number>>();
  const branches = bins.flatMap((binning, place) =>
    binning
      ? [
          `select ${place} as facet, floor((c${place} - ${binning.start}::double) / ${binning.step}::double)::integer as bin, count(*) as count
           from v where c${place} is not null group by bin`,
        ]
      : [],
  );
  if (branches.length === 0) return counts;
  const rows = await catalog.rows(
    `with v as materialized (${columnsQuery(selected, facets, bins)}) ${branches.join(" union all ")}`,
    selected.parameters,
  );
  for (const row of rows) {
    const place = row.number("facet");
    const last = (bins[place]?.bins ?? 1) - 1;
    // Rounding may put a value at an edge one bin beside the outermost ones.
    const bin = Math.min(Math.max(row.number("bin"), 0), last);
    const facet = counts.get(place) ?? new Map<number, number>();
    counts.set(place, facet.set(bin, (facet.get(bin) ?? 0) + row.number("count")));
  }
  return counts;
}

/** The columns of the facets as `c0`, `c1`, ...; with `bins` only those that are binned. */
function columnsQuery(
  { number, from, where }: Selected,
  facets: readonly ColumnFacet[],
  bins?: readonly ReturnType<typeof binsOf>[],
): string {
  const columns = facets.flatMap(({ sql, type }, place) => {
    if (bins && !bins[place]) return [];
    return [`${type === "date" ? `epoch_ms(${sql})` : sql} as c${place}`];
  });
  return `select ${[number, ...columns].join(", ")} from ${from} where ${where}`;
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

function rangeOf(row: Row, total: number): ValueRange {
  return { low: row.numberOrNull("low"), high: row.numberOrNull("high"), missing: total - row.number("count") };
}

function valueCounts(rows: readonly Row[], total: number) {
  const present = rows.filter((row) => !row.isNull("value"));
  return {
    values: present.map((row) => ({ value: row.text("value"), count: row.number("count") })),
    distinct: rows[0]?.number("distinct_values") ?? 0,
    missing: total === 0 ? 0 : (rows.find((row) => row.isNull("value"))?.number("count") ?? 0),
  };
}
