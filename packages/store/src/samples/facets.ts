import type { Facet } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import type { SampleQuery } from "../contract/samples.ts";
import { type ColumnFacet, countColumns } from "./column-facets.ts";
import { defaultFacets } from "./default-facets.ts";
import { fieldOf } from "./fields.ts";
import { countMetadata } from "./metadata-facets.ts";
import { type MetadataKey, metadataKeys } from "./metadata-keys.ts";
import type { Selection } from "./selection.ts";

/** Counts fields over the samples of a query; without fields, those that say something about the data at hand. */
export async function countFacets(
  catalog: Catalog,
  selection: Selection,
  query: SampleQuery,
  fields: readonly string[],
  limit: number,
): Promise<{ total: number; facets: Facet[] }> {
  const known =
    fields.length === 0 || fields.some((name) => name.startsWith("meta."))
      ? await metadataKeys(catalog, query.datasets ?? [])
      : [];
  const names = fields.length > 0 ? fields : await defaultFacets(catalog, selection, query, known);
  const asked = names.map(fieldOf);
  const columns = asked.flatMap((field): ColumnFacet[] =>
    field.kind === "column" ? [{ field: field.name, column: field.column }] : [],
  );
  const keys = asked.flatMap((field): MetadataKey[] =>
    field.kind === "metadata" ? [known.find(({ key }) => key === field.key) ?? { key: field.key, type: "text" }] : [],
  );
  const [counted, metadata] = await Promise.all([
    countColumns(catalog, selection, query, columns, limit),
    countMetadata(catalog, selection, query, keys, limit),
  ]);
  const byKey = metadata(counted.total);
  const byField = new Map(counted.facets.map((facet) => [facet.field, facet]));
  const facets = asked.flatMap((field) => {
    const facet = field.kind === "metadata" ? byKey.get(field.key) : byField.get(field.name);
    return facet ? [facet] : [];
  });
  return { total: counted.total, facets };
}
