import { GleanerError, type MetadataValue, type Sample, type SampleDetail, type Unit } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import { cropHash } from "../catalog/filter-columns.ts";
import type { Row } from "../catalog/row.ts";
import { tableOf, unitOfNumbers } from "../catalog/units.ts";
import { type MediaReference, measureNames, type SampleKey, type SampleMedia } from "../contract/samples.ts";
import { objectColumns, objectOf } from "../objects/object-row.ts";

/** Numbers that are written into a query; more go through a table. */
const inlineNumbers = 2000;

const listColumns = `s.id, s.number, d.name as dataset, s.path, s.file, s.kind, s.labels, s.tags, s.split, s.width, s.height`;

/** List rows in the order of `numbers`, without those that do not exist. */
export async function listRows(catalog: Catalog, numbers: ArrayLike<number>): Promise<Sample[]> {
  const unit = await unitOfNumbers(catalog, numbers);
  return unit === "object"
    ? inOrder(catalog, unit, numbers, `${listColumns}, ${objectColumns}`, objectRowOf)
    : inOrder(catalog, unit, numbers, listColumns, sampleOf);
}

/** Ids and paths in the order of `numbers`, without those that do not exist. */
export function keyRows(catalog: Catalog, numbers: ArrayLike<number>): Promise<SampleKey[]> {
  return inOrder(catalog, "sample", numbers, "s.id, s.number, s.path", (row) => ({
    id: row.text("id"),
    number: row.number("number"),
    path: row.text("path"),
  }));
}

/** Readable references in the order of `numbers`, without those that do not exist. */
export async function mediaRows(catalog: Catalog, numbers: ArrayLike<number>): Promise<SampleMedia[]> {
  const unit = await unitOfNumbers(catalog, numbers);
  const own = unit === "object" ? `o.id, o.number, ${cropHash} as content_hash` : "s.id, s.number, s.content_hash";
  const box = unit === "object" ? ", o.x, o.y, o.width as box_width, o.height as box_height" : "";
  const columns = `${own}, s.path, s.kind, s.file, s.media, s.format, s.width, s.height${box}`;
  return inOrder(catalog, unit, numbers, columns, (row) => ({
    id: row.text("id"),
    number: row.number("number"),
    path: row.text("path"),
    kind: kindOf(row),
    file: row.text("file"),
    media: mediaOf(row),
    contentHash: row.text("content_hash"),
    format: row.textOrNull("format"),
    width: row.numberOrNull("width"),
    height: row.numberOrNull("height"),
    box:
      unit === "object" ? [row.number("x"), row.number("y"), row.number("box_width"), row.number("box_height")] : null,
  }));
}

/** Everything known of one sample; the scores are those of `space`. Throws `sample_not_found`. */
export async function sampleDetail(catalog: Catalog, id: string, space: string): Promise<SampleDetail> {
  const [row] = await catalog.rows(
    `select ${listColumns}, s.format, s.bytes, s.content_hash, s.created_at, ${measureNames.map((name) => `s.${name}`).join(", ")}
     from samples s join datasets d on d.id = s.dataset where s.id = ?`,
    [id],
  );
  if (!row) throw sampleNotFound([id]);
  const number = row.number("number");
  const [labels, metadata, objects, said] = await Promise.all([
    catalog.rows("select class, source, confidence from labels where sample = ? order by source, position", [number]),
    catalog.rows("select * from metadata where sample = ? order by key", [number]),
    catalog.rows(
      `select ${objectColumns} from objects o join samples s on s.number = o.sample where o.sample = ? order by o.number`,
      [number],
    ),
    derivedOf(catalog, number, space),
  ]);
  return {
    ...sampleOf(row),
    format: row.textOrNull("format"),
    bytes: row.numberOrNull("bytes"),
    contentHash: row.text("content_hash"),
    createdAt: row.time("created_at"),
    labelRecords: labels.map((label) => ({
      class: label.text("class"),
      source: label.text("source"),
      confidence: label.numberOrNull("confidence"),
    })),
    meta: Object.fromEntries(metadata.map((entry) => [entry.text("key"), metadataValueOf(entry)])),
    measures: Object.fromEntries(
      measureNames.flatMap((name) => {
        const value = row.numberOrNull(name);
        return value === null ? [] : [[name, value]];
      }),
    ),
    objects: objects.map(objectOf),
    ...said,
  };
}

/** What the index of a space, static slices and functions say of a sample or an object. */
export async function derivedOf(
  catalog: Catalog,
  number: number,
  space: string,
): Promise<Pick<SampleDetail, "index" | "slices" | "functions">> {
  const [[scores], slices, functions] = await Promise.all([
    catalog.rows("select * from graph_scores where sample = ? and space = (select id from spaces where name = ?)", [
      number,
      space,
    ]),
    catalog.rows(
      "select c.name from slice_members m join slices c on c.id = m.slice where m.sample = ? order by c.name",
      [number],
    ),
    catalog.rows(
      `select f.name, c.score, c.score >= f.threshold::float as hit from function_scores c join functions f on f.id = c.function
       where c.sample = ? order by f.name`,
      [number],
    ),
  ]);
  return {
    index: scores ? indexValuesOf(scores) : null,
    slices: slices.map((slice) => slice.text("name")),
    functions:
      functions.length === 0
        ? undefined
        : functions.map((each) => ({ name: each.text("name"), score: each.number("score"), hit: each.boolean("hit") })),
  };
}

/** The error for ids that no sample has. */
export function sampleNotFound(ids: readonly string[]): GleanerError {
  const named = ids.slice(0, 10);
  return new GleanerError("sample_not_found", `There is no sample with the id ${named.join(", ")}.`, {
    hint: "`gleaner query DATASET` lists samples with their ids.",
    details: { ids: named, count: ids.length },
  });
}

/** SQL of the numbers as something that `in` accepts, with a table for many of them. */
export function withNumberList<T>(
  catalog: Catalog,
  numbers: ArrayLike<number>,
  work: (list: string) => Promise<T>,
): Promise<T> {
  const integers = Int32Array.from(numbers);
  if (integers.length > inlineNumbers)
    return catalog.withNumbers(integers, (table) => work(`(select number from ${table})`));
  return work(integers.length === 0 ? "(-1)" : `(${integers.join(", ")})`);
}

async function inOrder<T>(
  catalog: Catalog,
  unit: Unit,
  numbers: ArrayLike<number>,
  columns: string,
  make: (row: Row) => T,
): Promise<T[]> {
  if (numbers.length === 0) return [];
  const [own, from] = unit === "object" ? ["o", "objects o join samples s on s.number = o.sample"] : ["s", "samples s"];
  const isThere = placesOf(numbers, own, unit);
  const rows = await withNumberList(catalog, numbers, (list) =>
    catalog.rows(
      `select ${columns}, ${own}.number as own_number from ${from} join datasets d on d.id = s.dataset where ${isThere(list)}`,
    ),
  );
  const byNumber = new Map(rows.map((row) => [row.number("own_number"), row]));
  return Array.from(numbers).flatMap((number) => {
    const row = byNumber.get(number);
    return row ? [make(row)] : [];
  });
}

/** Rows of storage that belong together; numbers within so many lie in one or two such groups. */
const nearby = 122_880;

/**
 * The condition that a row is one of the numbers. Where they lie near each other, as those of a page do, storage beyond them is passed
 * over; else the inner query reads one column of the whole table, and the others are then read at the found places only.
 */
function placesOf(numbers: ArrayLike<number>, own: string, unit: Unit): (list: string) => string {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = 0; at < numbers.length; at++) {
    if (numbers[at] < first) first = numbers[at];
    if (numbers[at] > last) last = numbers[at];
  }
  return last - first < nearby
    ? (list) => `${own}.number between ${first} and ${last} and ${own}.number in ${list}`
    : (list) => `${own}.rowid in (select rowid from ${tableOf(unit)} where number in ${list})`;
}

/** The row of an object: its own id, number and class, the rest its sample's. */
function objectRowOf(row: Row): Sample {
  const object = objectOf(row);
  const labels = object.class === null ? [] : [object.class];
  return { ...sampleOf(row), id: object.id, number: object.number, labels, object };
}

function sampleOf(row: Row): Sample {
  return {
    id: row.text("id"),
    number: row.number("number"),
    dataset: row.text("dataset"),
    path: row.text("path"),
    file: row.text("file"),
    kind: kindOf(row),
    labels: row.texts("labels"),
    tags: row.texts("tags"),
    split: row.textOrNull("split"),
    width: row.numberOrNull("width"),
    height: row.numberOrNull("height"),
  };
}

function kindOf(row: Row): Sample["kind"] {
  const kind = row.text("kind");
  return kind === "text" || kind === "frame" ? kind : "image";
}

function mediaOf(row: Row): MediaReference {
  if (row.isNull("media")) return { type: "file" };
  const media = row.document("media");
  switch (media.type) {
    case "idx":
      return {
        type: "idx",
        index: Number(media.index),
        shape: Array.isArray(media.shape) ? media.shape.map(Number) : [],
      };
    case "frame":
      return { type: "frame", index: Number(media.index), time: Number(media.time) };
    case "text":
      return { type: "text", text: String(media.text) };
    default:
      return { type: "file" };
  }
}

function metadataValueOf(row: Row): MetadataValue {
  return (
    row.textOrNull("text_value") ??
    row.numberOrNull("number_value") ??
    (row.isNull("boolean_value") ? null : row.boolean("boolean_value"))
  );
}

function indexValuesOf(row: Row): SampleDetail["index"] {
  return {
    cluster: row.number("cluster"),
    clusterSize: row.number("cluster_size"),
    nnDistance: row.numberOrNull("nn_distance"),
    outlier: row.numberOrNull("outlier"),
    typicality: row.numberOrNull("typicality"),
    duplicate: row.boolean("duplicate"),
  };
}
