import type { Facet } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import { measureNames, type SampleQuery } from "../contract/samples.ts";
import { countFacet, facetSource } from "./facet-query.ts";
import { fieldOf } from "./fields.ts";
import { type MetadataKey, metadataKeys } from "./metadata-keys.ts";
import type { Selection } from "./selection.ts";

/** Metadata keys among the default facets, at most. */
const defaultMetadata = 6;

/** Counts fields over the samples of a query; without fields, those that say something about the data at hand. */
export async function countFacets(
  catalog: Catalog,
  selection: Selection,
  query: SampleQuery,
  fields: readonly string[],
  limit: number,
): Promise<{ total: number; facets: Facet[] }> {
  const keys = await metadataKeys(catalog, query.datasets ?? []);
  const names = fields.length > 0 ? fields : await defaultFields(catalog, selection, query, keys);
  const types = new Map(keys.map((each) => [each.key, each.type]));
  const sources = names.map((name) => {
    const field = fieldOf(name);
    return facetSource(field, field.kind === "metadata" ? (types.get(field.key) ?? "text") : "text");
  });
  const [total, ...facets] = await Promise.all([
    selection.count(query),
    ...sources.map((source) =>
      selection.use(query, source.needs, (selected) => countFacet(catalog, selected, source, limit)),
    ),
  ]);
  return { total, facets };
}

const candidates = ["label", "tags", "split", "format", "width", "height", "cluster_size", "nn_distance", "duplicate"];

async function defaultFields(
  catalog: Catalog,
  selection: Selection,
  query: SampleQuery,
  keys: readonly MetadataKey[],
): Promise<string[]> {
  const columns = [
    "count(distinct s.dataset) as datasets",
    "count(s.label) as label",
    "count(*) filter (len(s.tags) > 0) as tags",
    "count(s.split) as split",
    "approx_count_distinct(s.format) as formats",
    "approx_count_distinct(s.width * 65536 + s.height) as sizes",
    "count(g.cluster_size) as scores",
    ...measureNames.map((name) => `count(s.${name}) as ${name}`),
  ];
  const row = await selection.use(query, { scores: true }, ({ from, where, parameters }) =>
    catalog.row(`select ${columns.join(", ")} from ${from} where ${where}`, parameters),
  );
  const says = (name: string) => {
    switch (name) {
      case "format":
        return row.number("formats") > 1;
      case "width":
      case "height":
        return row.number("sizes") > 1;
      case "cluster_size":
      case "nn_distance":
      case "duplicate":
        return row.number("scores") > 0;
      default:
        return row.number(name) > 0;
    }
  };
  return [
    ...(row.number("datasets") > 1 ? ["dataset"] : []),
    ...candidates.filter(says),
    ...keys.slice(0, defaultMetadata).map(({ key }) => `meta.${key}`),
    ...measureNames.filter(says),
  ];
}
