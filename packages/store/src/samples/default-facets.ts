import { printOperand, type Unit } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import { Remembered } from "../catalog/remembered.ts";
import { spaceFor } from "../catalog/units.ts";
import { measureNames, type SampleQuery } from "../contract/samples.ts";
import type { MetadataKey } from "./metadata-keys.ts";
import type { Selection } from "./selection.ts";

/** Functions among the default facets, at most. */
const shownFunctions = 6;

/** Metadata keys among the default facets, at most. */
const shownMetadata = 6;

const candidates = ["label", "tags", "split", "format", "width", "height", "cluster_size", "nn_distance", "duplicate"];
const objectCandidates = [
  "label",
  "label_source",
  "confidence",
  "area",
  "box_width",
  "box_height",
  "tags",
  "split",
  "cluster_size",
  "nn_distance",
  "duplicate",
];

const questions = (unit: Unit) => [
  unit === "object"
    ? `count(o.class) as label, count(distinct o.source) as sources, count(o.confidence) as confidence,
       count(o.area) as area, count(*) as box_width, count(*) as box_height`
    : "count(s.label) as label",
  "count(distinct s.dataset) as datasets",
  "count(*) filter (len(s.tags) > 0) as tags",
  "count(s.split) as split",
  "approx_count_distinct(s.format) as formats",
  "min(s.width) < max(s.width) or min(s.height) < max(s.height) as sizes",
  ...measureNames.map((name) => `count(s.${name}) as ${name}`),
];

/** The fields that are counted where none are asked for, remembered until something changes. */
export class DefaultFacets {
  readonly #catalog: Catalog;
  readonly #selection: Selection;
  readonly #known: Remembered<Map<string, Promise<string[]>>>;

  constructor(catalog: Catalog, selection: Selection) {
    this.#catalog = catalog;
    this.#selection = selection;
    this.#known = new Remembered(catalog, async () => new Map());
  }

  /** A part of a query, drawn on a map, has the fields of the whole, so that facets stay where they are. */
  async of({ within, ...query }: SampleQuery, keys: readonly MetadataKey[]): Promise<string[]> {
    if (within?.length === 0) return [];
    const whole: SampleQuery = { ...query, unit: await this.#selection.unitOf({ ...query, within }) };
    const key = JSON.stringify(whole);
    const known = await this.#known.get();
    const fields = known.get(key) ?? fieldsThatSay(this.#catalog, this.#selection, whole, keys);
    known.set(key, fields);
    fields.catch(() => known.delete(key));
    return fields;
  }
}

/** The fields that say something about the samples of a query: those that are there and not all the same. */
async function fieldsThatSay(
  catalog: Catalog,
  selection: Selection,
  query: SampleQuery,
  keys: readonly MetadataKey[],
): Promise<string[]> {
  const unit = await selection.unitOf(query);
  const row = await selection.use(query, {}, ({ from, where, parameters }) =>
    catalog.row(`select count(*) as total, ${questions(unit).join(", ")} from ${from} where ${where}`, parameters),
  );
  const hasScores = await isScored(catalog, spaceFor(unit, query.space));
  if (row.number("total") === 0) return [];
  const says = (name: string) => {
    switch (name) {
      case "label_source":
        return row.number("sources") > 1;
      case "format":
        return row.number("formats") > 1;
      case "width":
      case "height":
        return !row.isNull("sizes") && row.boolean("sizes");
      case "cluster_size":
      case "nn_distance":
      case "duplicate":
        return hasScores;
      default:
        return row.number(name) > 0;
    }
  };
  const functions = await catalog.rows(
    `select f.name from functions f join spaces p on p.id = f.space where p.unit = ? order by f.name limit ${shownFunctions}`,
    [unit],
  );
  return [
    ...(row.number("datasets") > 1 ? ["dataset"] : []),
    ...(unit === "object" ? objectCandidates : candidates).filter(says),
    ...functions.map((each) => printOperand({ kind: "function", name: each.text("name") })),
    ...keys.slice(0, shownMetadata).map(({ key }) => printOperand({ kind: "meta", name: key })),
    ...measureNames.filter(says),
  ];
}

/** Whether an index has scored anything in a space; which rows it scored is for the facets to count. */
async function isScored(catalog: Catalog, space: string): Promise<boolean> {
  const rows = await catalog.rows(
    "select 1 from graph_scores where space = (select id from spaces where name = ?) limit 1",
    [space],
  );
  return rows.length > 0;
}
