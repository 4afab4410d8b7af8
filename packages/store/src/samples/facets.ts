import type { Facet } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import type { FilterColumn } from "../catalog/filter-columns.ts";
import type { SampleQuery } from "../contract/samples.ts";
import { type ColumnFacet, countColumns } from "./column-facets.ts";
import type { DefaultFacets } from "./default-facets.ts";
import type { FacetLimits } from "./facet-shapes.ts";
import { fieldOf } from "./fields.ts";
import { countMetadata } from "./metadata-facets.ts";
import { type MetadataKey, metadataKeys } from "./metadata-keys.ts";
import type { Needs } from "./selected.ts";
import type { Selection } from "./selection.ts";
import { countScores, type ScoreField } from "./term-facets.ts";

/** Counts fields over the samples of a query; without fields, those that say something about the data at hand. */
export async function countFacets(
  catalog: Catalog,
  selection: Selection,
  defaults: DefaultFacets,
  query: SampleQuery,
  fields: readonly string[],
  limits: FacetLimits,
): Promise<{ total: number; facets: Facet[] }> {
  const known =
    fields.length === 0 || fields.some((name) => name.startsWith("meta."))
      ? await metadataKeys(catalog, query.datasets ?? [])
      : [];
  const names = fields.length > 0 ? fields : await defaults.of(query, known);
  const unit = await selection.unitOf(query);
  const asked = names.map((name) => fieldOf(name, unit));
  const scores = asked.filter((field): field is ScoreField => field.kind === "term" && field.type === "number");
  const terms = asked.flatMap((field) => (field.kind === "term" && field.type === "text" ? [field.term] : []));
  const plain = asked.flatMap((field): ColumnFacet[] =>
    field.kind === "column" && isOwn(field.column) ? [{ field: field.name, ...field.column }] : [],
  );
  const joined = asked.flatMap((field): ColumnFacet[] => {
    if (field.kind === "column" && !isOwn(field.column)) return [{ field: field.name, ...field.column }];
    if (field.kind === "term" && field.type === "text")
      return [{ field: field.name, sql: `t${terms.indexOf(field.term)}.value`, type: field.type }];
    return [];
  });
  const needs: Needs = {
    scores: asked.some((field) => field.kind === "column" && field.column.alias === "g"),
    datasets: asked.some((field) => field.kind === "column" && field.column.alias === "d"),
    terms,
  };
  const keys = asked.flatMap((field): MetadataKey[] =>
    field.kind === "metadata" ? [known.find(({ key }) => key === field.key) ?? { key: field.key, type: "text" }] : [],
  );
  const own = countColumns(catalog, selection, query, { facets: plain, needs: {} }, limits);
  const total = own.then((found) => found.total);
  const [counted, beside, metadata, ...scored] = await Promise.all([
    own,
    joined.length > 0 ? countColumns(catalog, selection, query, { facets: joined, needs }, limits, total) : null,
    countMetadata(catalog, selection, query, keys, limits),
    ...scores.map((field) => countScores(catalog, selection, query, field)),
  ]);
  const byKey = metadata(counted.total);
  const ofScores = scored.map((facet) => facet(counted.total));
  const byField = new Map(
    [...counted.facets, ...(beside?.facets ?? []), ...ofScores].map((facet) => [facet.field, facet]),
  );
  const facets = asked.flatMap((field) => {
    const facet = field.kind === "metadata" ? byKey.get(field.key) : byField.get(field.name);
    return facet ? [facet] : [];
  });
  return { total: counted.total, facets };
}

/** Whether a column needs nothing joined: it is of the samples, or of the objects that are counted. */
function isOwn({ alias }: FilterColumn): boolean {
  return alias === "s" || alias === "o";
}
