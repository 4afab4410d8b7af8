import type { Facet } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import type { Field } from "./fields.ts";
import { binning } from "./histogram-bins.ts";
import type { Needs, Selected } from "./selection.ts";

/** What one facet counts: values of a text, or bins of a number or a date. */
export interface FacetSource {
  field: string;
  kind: "values" | "number" | "date";
  /** SQL of the value; for `values` of a list it unnests. */
  value: string;
  needs: Needs;
  /** Whole numbers get bins of whole width. */
  whole: boolean;
}

/** How a field is counted. `metadataType` is the type of a metadata key. */
export function facetSource(field: Field, metadataType: "text" | "number" | "boolean" | "date"): FacetSource {
  if (field.kind === "metadata") {
    const needs = { metadata: field.key };
    const columns = {
      text: "m.text_value",
      boolean: "m.boolean_value::varchar",
      number: "m.number_value",
      date: "m.time_value",
    };
    const kind = metadataType === "number" || metadataType === "date" ? metadataType : "values";
    return { field: field.name, kind, value: columns[metadataType], needs, whole: false };
  }
  const { name, column } = field;
  const needs = { scores: column.alias === "g", datasets: column.alias === "d" };
  switch (column.type) {
    case "texts":
      return {
        field: name,
        kind: "values",
        value: `unnest(case when len(${column.sql}) = 0 then [null] else ${column.sql} end)`,
        needs,
        whole: false,
      };
    case "date":
      return { field: name, kind: "date", value: column.sql, needs, whole: false };
    case "number":
      return name === "cluster"
        ? { field: name, kind: "values", value: `${column.sql}::varchar`, needs, whole: false }
        : { field: name, kind: "number", value: column.sql, needs, whole: wholeFields.has(name) };
    default:
      return { field: name, kind: "values", value: `${column.sql}::varchar`, needs, whole: false };
  }
}

const wholeFields = new Set(["width", "height", "bytes", "objects", "cluster_size"]);

/** Counts one facet over selected samples. */
export function countFacet(catalog: Catalog, selected: Selected, source: FacetSource, limit: number): Promise<Facet> {
  return source.kind === "values"
    ? countValues(catalog, selected, source, limit)
    : countBins(catalog, selected, source);
}

async function countValues(catalog: Catalog, selected: Selected, source: FacetSource, limit: number): Promise<Facet> {
  const rows = await catalog.rows(
    `select value, count, (count(*) over ())::integer as distinct_values from (
       select value, count(*)::integer as count
       from (select ${source.value} as value from ${selected.from} where ${selected.where}) group by value)
     order by count desc, value nulls last limit ${Math.floor(limit)}`,
    selected.parameters,
  );
  return {
    kind: "values",
    field: source.field,
    values: rows.map((row) => ({ value: row.textOrNull("value"), count: row.number("count") })),
    distinct: rows[0]?.number("distinct_values") ?? 0,
  };
}

async function countBins(catalog: Catalog, selected: Selected, source: FacetSource): Promise<Facet> {
  const value = source.kind === "date" ? `epoch_ms(${source.value})` : source.value;
  const values = `(select (${value})::double as value from ${selected.from} where ${selected.where})`;
  const range = await catalog.row(
    `select min(value) as low, max(value) as high, count(*) - count(value) as missing from ${values} where value is null or isfinite(value)`,
    selected.parameters,
  );
  const type = source.kind === "date" ? ("date" as const) : ("number" as const);
  const facet = { kind: "histogram" as const, field: source.field, missing: range.number("missing"), type };
  const [low, high] = [range.numberOrNull("low"), range.numberOrNull("high")];
  if (low === null || high === null) return { ...facet, edges: [0], counts: [] };
  const { start, step, bins } = binning(low, high, type === "date" ? "date" : source.whole ? "whole" : "number");
  const rows = await catalog.rows(
    `select least(greatest(floor((value - ?) / ?), 0), ?)::integer as bin, count(*)::integer as count
     from ${values} where isfinite(value) group by bin`,
    [start, step, bins - 1, ...selected.parameters],
  );
  const counts = new Array<number>(bins).fill(0);
  for (const row of rows) counts[row.number("bin")] = row.number("count");
  return { ...facet, edges: Array.from({ length: bins + 1 }, (_, edge) => round(start + edge * step)), counts };
}

/** Takes away the digits that adding steps leaves, such as 0.30000000000000004. */
function round(edge: number): number {
  return Number(edge.toPrecision(12));
}
