import { GleanerError, type MetadataValue, type Sample, type SampleDetail } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import type { Row } from "../catalog/row.ts";
import { type MediaReference, measureNames, type SampleMedia } from "../contract/samples.ts";

/** Numbers that are written into a query; more go through a table. */
const inlineNumbers = 2000;

const listColumns = `s.id, s.number, d.name as dataset, s.path, s.file, s.kind, s.labels, s.tags, s.split, s.width, s.height`;

/** List rows in the order of `numbers`, without those that do not exist. */
export async function listRows(catalog: Catalog, numbers: ArrayLike<number>): Promise<Sample[]> {
  return inOrder(catalog, numbers, listColumns, sampleOf);
}

/** Readable references in the order of `numbers`, without those that do not exist. */
export async function mediaRows(catalog: Catalog, numbers: ArrayLike<number>): Promise<SampleMedia[]> {
  const columns = "s.id, s.number, s.path, s.kind, s.file, s.media, s.content_hash, s.width, s.height";
  return inOrder(catalog, numbers, columns, (row) => ({
    id: row.text("id"),
    number: row.number("number"),
    path: row.text("path"),
    kind: kindOf(row),
    file: row.text("file"),
    media: mediaOf(row),
    contentHash: row.text("content_hash"),
    width: row.numberOrNull("width"),
    height: row.numberOrNull("height"),
  }));
}

/** Everything known of one sample; the scores are those of `space`. Throws `sample_not_found`. */
export async function sampleDetail(catalog: Catalog, id: string, space: string): Promise<SampleDetail> {
  const [row] = await catalog.rows(
    `select ${listColumns}, s.format, s.bytes, s.content_hash, s.created_at, ${measureNames.map((name) => `s.${name}`).join(", ")},
       g.cluster, g.cluster_size, g.nn_distance, g.outlier, g.typicality, g.duplicate
     from samples s join datasets d on d.id = s.dataset
     left join graph_scores g on g.sample = s.number and g.space = (select id from spaces where name = ?)
     where s.id = ?`,
    [space, id],
  );
  if (!row) throw sampleNotFound([id]);
  const number = row.number("number");
  const [labels, metadata, slices, functions] = await Promise.all([
    catalog.rows("select class, source, confidence from labels where sample = ? order by source, position", [number]),
    catalog.rows("select * from metadata where sample = ? order by key", [number]),
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
    index: indexValuesOf(row),
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
  numbers: ArrayLike<number>,
  columns: string,
  make: (row: Row) => T,
): Promise<T[]> {
  const rows = await withNumberList(catalog, numbers, (list) =>
    catalog.rows(`select ${columns} from samples s join datasets d on d.id = s.dataset where s.number in ${list}`),
  );
  const byNumber = new Map(rows.map((row) => [row.number("number"), row]));
  return Array.from(numbers).flatMap((number) => {
    const row = byNumber.get(number);
    return row ? [make(row)] : [];
  });
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
  if (row.isNull("cluster")) return null;
  return {
    cluster: row.number("cluster"),
    clusterSize: row.number("cluster_size"),
    nnDistance: row.numberOrNull("nn_distance"),
    outlier: row.numberOrNull("outlier"),
    typicality: row.numberOrNull("typicality"),
    duplicate: row.boolean("duplicate"),
  };
}
