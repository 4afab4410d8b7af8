import { basename, dirname, extname, isAbsolute, relative, resolve, sep } from "node:path";
import { GleanerError } from "@gleaner/schema";
import { sniff } from "../decode/sniff.ts";
import { type ConfinedFile, confine } from "./confined-path.ts";
import { type Format, requireFiles } from "./format.ts";
import { type JsonObject, parseJsonObject } from "./json-line.ts";
import { readJsonRecord } from "./json-record.ts";
import { openParquet, type ParquetTable, readParquet } from "./parquet-rows.ts";
import { isInside } from "./real-path.ts";
import {
  fileRecord,
  rereadable,
  type SkippedRecord,
  type SourceOptions,
  type SourceRecord,
  skipped,
} from "./source.ts";

/** Columns that hold the path of a row's image. */
const pathColumns = ["path", "file", "file_name", "image"];

/** A row under the names that a record has: labels by name, `meta.x` as metadata `x`. */
function recordOf(row: JsonObject, { names }: ParquetTable, ownPath: string | null): ReturnType<typeof readJsonRecord> {
  const fields: JsonObject = {};
  const meta: JsonObject = {};
  for (const [key, value] of Object.entries(row)) {
    if (key.startsWith("meta.")) meta[key.slice(5)] = value;
    else if (key === "label" && typeof value === "number") fields.label = names.label?.[value] ?? String(value);
    else fields[key] = value;
  }
  if (typeof fields.image === "string") {
    fields.path ??= fields.image;
    delete fields.image;
  }
  if (ownPath !== null && pathColumns.every((name) => typeof fields[name] !== "string")) fields.path = ownPath;
  if (Object.keys(meta).length > 0) fields.meta = meta;
  return readJsonRecord(fields, names.objects);
}

/** Where an image that lies in the table would be as a file: inside its folder. */
function within(root: string, path: string, item: string): ConfinedFile | SkippedRecord {
  const file = resolve(root, path);
  return isInside(root, file) && !isAbsolute(path)
    ? { kind: "confined", path: relative(root, file).replaceAll(sep, "/"), file }
    : skipped(item, "outside_root", `${path} is outside the dataset's folder.`);
}

/** The ending that says what an image is; none for what is no image. */
function extensionOf(image: Uint8Array): string {
  const content = sniff(image);
  return content.kind === "image" ? `.${content.format === "jpeg" ? "jpg" : content.format}` : "";
}

async function* readTable(table: ParquetTable, options: SourceOptions): AsyncGenerator<SourceRecord> {
  const root = dirname(table.file);
  const seen = new Map<string, number>();
  let number = 0;
  for await (const { text, image } of readParquet(table)) {
    options.signal?.throwIfAborted();
    const item = `${basename(table.file)}#${number++}`;
    const row = parseJsonObject(text);
    const ownPath = image && `${basename(table.file, extname(table.file))}/${number - 1}${extensionOf(image)}`;
    const record = typeof row === "string" ? row : recordOf(row, table, ownPath);
    if (typeof record === "string") {
      yield skipped(item, "bad_record", `Row ${number - 1}: ${record}`);
      continue;
    }
    const { path, problems, ...said } = record;
    const access = options.images ?? "inside";
    const place = image ? within(root, path, item) : await confine(root, path, item, access);
    const first = place.kind === "confined" ? seen.get(place.path) : undefined;
    if (place.kind === "skipped") yield place;
    else if (first !== undefined)
      yield skipped(item, "bad_record", `Row ${number - 1}: ${path} stands in row ${first} already.`);
    else {
      seen.set(place.path, number - 1);
      yield { ...fileRecord(root, place.path, image ? table.file : place.file), bytes: image, ...said };
    }
    for (const problem of problems) yield skipped(item, "bad_record", `Row ${number - 1}: ${problem}`);
  }
}

/**
 * Parquet with a row a sample: the columns of JSON Lines, `objects` as a list of structs or in Hugging Face's form. Images are files that
 * the rows name (`path`, `file_name`, or the path in an `image` struct), or bytes in the rows themselves: Hugging Face's `image` struct, or a
 * column of bytes named `image`, `bytes` or `image_bytes`. Such rows need no path.
 */
export const parquetFormat: Format = {
  name: "parquet",
  labels: null,
  async detect(paths) {
    return paths.every((path) => !path.isFolder && /\.parquet$/i.test(path.file)) ? "by the extension" : null;
  },
  async open(paths, options) {
    requireFiles(paths, "Parquet");
    const tables: ParquetTable[] = [];
    for (const path of paths) {
      const table = await openParquet(path.file);
      const isNamed = table.columns.some((name) => pathColumns.includes(name) && !table.left.includes(name));
      if (!isNamed && !table.holdsImages) {
        throw new GleanerError(
          "bad_record",
          `${basename(path.file)} has no column that names images: ${table.columns.slice(0, 20).join(", ")}.`,
          {
            hint: "`path`, or a column `image` with bytes, is required.",
          },
        );
      }
      tables.push(table);
    }
    const columns = [...new Set(tables.flatMap((table) => table.columns))];
    const left = [...new Set(tables.flatMap((table) => table.left))];
    return {
      format: "parquet",
      reason: `columns ${columns.slice(0, 20).join(", ")}${tables.some(({ holdsImages }) => holdsImages) ? "; images in the file" : ""}${left.length > 0 ? `; bytes not read: ${left.join(", ")}` : ""}`,
      roots: tables.map((table) => dirname(table.file)),
      total: tables.reduce((sum, table) => sum + table.rows, 0),
      records: rereadable(async function* () {
        for (const table of tables) yield* readTable(table, options);
      }),
    };
  },
};
