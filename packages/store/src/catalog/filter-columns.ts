import type { Unit } from "@gleaner/schema";

/**
 * Where a field of the filter language lives in the catalog.
 *
 * Aliases in every query over samples: `s` is `samples`; `d` is `datasets` (inner join on `d.id = s.dataset`); `g` is `graph_scores` of the
 * query's space (left join on its number and `g.space = ...`, so its columns are null where there is no index); `o` is `objects`,
 * in queries and subqueries over objects.
 */
export interface FilterColumn {
  /** A SQL expression over one alias. */
  sql: string;
  /** The alias that the expression needs. */
  alias: "s" | "d" | "g" | "o";
  /** `texts` is a list of text. Dates are UTC timestamps without a zone. */
  type: "text" | "number" | "boolean" | "date" | "texts";
}

/** Every field but metadata, which is in `metadata(sample, key, text_value, number_value, boolean_value, time_value)`. */
export const filterColumns = {
  id: { sql: "s.id", alias: "s", type: "text" },
  dataset: { sql: "d.name", alias: "d", type: "text" },
  path: { sql: "s.path", alias: "s", type: "text" },
  kind: { sql: "s.kind", alias: "s", type: "text" },
  label: { sql: "s.labels", alias: "s", type: "texts" },
  label_source: { sql: "s.label_source", alias: "s", type: "text" },
  confidence: { sql: "s.confidence", alias: "s", type: "number" },
  tags: { sql: "s.tags", alias: "s", type: "texts" },
  split: { sql: "s.split", alias: "s", type: "text" },
  width: { sql: "s.width", alias: "s", type: "number" },
  height: { sql: "s.height", alias: "s", type: "number" },
  aspect_ratio: { sql: "(s.width / nullif(s.height, 0))", alias: "s", type: "number" },
  format: { sql: "s.format", alias: "s", type: "text" },
  bytes: { sql: "s.bytes", alias: "s", type: "number" },
  content_hash: { sql: "s.content_hash", alias: "s", type: "text" },
  created_at: { sql: "s.created_at", alias: "s", type: "date" },
  objects: { sql: "s.object_count", alias: "s", type: "number" },
  dark: { sql: "s.dark", alias: "s", type: "number" },
  light: { sql: "s.light", alias: "s", type: "number" },
  blurry: { sql: "s.blurry", alias: "s", type: "number" },
  low_information: { sql: "s.low_information", alias: "s", type: "number" },
  odd_aspect_ratio: { sql: "s.odd_aspect_ratio", alias: "s", type: "number" },
  odd_size: { sql: "s.odd_size", alias: "s", type: "number" },
  grayscale: { sql: "s.grayscale", alias: "s", type: "number" },
  cluster: { sql: "g.cluster", alias: "g", type: "number" },
  cluster_size: { sql: "g.cluster_size", alias: "g", type: "number" },
  nn_distance: { sql: "g.nn_distance", alias: "g", type: "number" },
  outlier: { sql: "g.outlier", alias: "g", type: "number" },
  typicality: { sql: "g.typicality", alias: "g", type: "number" },
  duplicate: { sql: "g.duplicate", alias: "g", type: "boolean" },
  class: { sql: "o.class", alias: "o", type: "text" },
  source: { sql: "o.source", alias: "o", type: "text" },
  area: { sql: "o.area", alias: "o", type: "number" },
  x: { sql: "o.x", alias: "o", type: "number" },
  y: { sql: "o.y", alias: "o", type: "number" },
  box_width: { sql: "o.width", alias: "o", type: "number" },
  box_height: { sql: "o.height", alias: "o", type: "number" },
} as const satisfies Record<string, FilterColumn>;

/** SQL of what an object's crop is made from: another hash for another box or another content of the image. */
export const cropHash = "md5(concat_ws(' ', s.content_hash, o.x, o.y, o.width, o.height))";

/** Fields that an object has of its own where its sample has them too. */
export const ownColumns: Partial<Record<keyof typeof filterColumns, FilterColumn>> = {
  id: { sql: "o.id", alias: "o", type: "text" },
  label: { sql: "o.class", alias: "o", type: "text" },
  label_source: { sql: "o.source", alias: "o", type: "text" },
  confidence: { sql: "o.confidence", alias: "o", type: "number" },
  content_hash: { sql: cropHash, alias: "s", type: "text" },
};

/** Where a field lives for rows of a unit. */
export function columnOf(name: keyof typeof filterColumns, unit: Unit): FilterColumn {
  return (unit === "object" ? ownColumns[name] : undefined) ?? filterColumns[name];
}

/** A value bound to a parameter of a compiled filter. */
export type FilterParameter = string | number | boolean | null;

/** What src/filter makes of a filter and the catalog runs: a two-valued SQL expression over the aliases of {@link FilterColumn}. */
export interface CompiledFilter {
  /** With `?` for each parameter, in order. */
  sql: string;
  parameters: FilterParameter[];
  /** True when the alias `g` is used outside subqueries, so that the query joins it. */
  scores: boolean;
  /** True when the alias `d` is used outside subqueries. */
  datasets: boolean;
}
