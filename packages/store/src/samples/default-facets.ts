import { printOperand } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import { measureNames, type SampleQuery } from "../contract/samples.ts";
import type { MetadataKey } from "./metadata-keys.ts";
import type { Selection } from "./selection.ts";

/** Functions among the default facets, at most. */
const shownFunctions = 6;

/** Metadata keys among the default facets, at most. */
const shownMetadata = 6;

const candidates = ["label", "tags", "split", "format", "width", "height", "cluster_size", "nn_distance", "duplicate"];

const questions = [
  "count(distinct s.dataset) as datasets",
  "count(s.label) as label",
  "count(*) filter (len(s.tags) > 0) as tags",
  "count(s.split) as split",
  "approx_count_distinct(s.format) as formats",
  "min(s.width) < max(s.width) or min(s.height) < max(s.height) as sizes",
  "count(g.cluster_size) as scores",
  ...measureNames.map((name) => `count(s.${name}) as ${name}`),
];

/** The fields that say something about the samples of a query: those that are there and not all the same. */
export async function defaultFacets(
  catalog: Catalog,
  selection: Selection,
  query: SampleQuery,
  keys: readonly MetadataKey[],
): Promise<string[]> {
  const row = await selection.use(query, { scores: true }, ({ from, where, parameters }) =>
    catalog.row(`select count(*) as total, ${questions.join(", ")} from ${from} where ${where}`, parameters),
  );
  if (row.number("total") === 0) return [];
  const says = (name: string) => {
    switch (name) {
      case "format":
        return row.number("formats") > 1;
      case "width":
      case "height":
        return !row.isNull("sizes") && row.boolean("sizes");
      case "cluster_size":
      case "nn_distance":
      case "duplicate":
        return row.number("scores") > 0;
      default:
        return row.number(name) > 0;
    }
  };
  const functions = await catalog.rows(`select name from functions order by name limit ${shownFunctions}`);
  return [
    ...(row.number("datasets") > 1 ? ["dataset"] : []),
    ...candidates.filter(says),
    ...functions.map((each) => printOperand({ kind: "function", name: each.text("name") })),
    ...keys.slice(0, shownMetadata).map(({ key }) => printOperand({ kind: "meta", name: key })),
    ...measureNames.filter(says),
  ];
}
