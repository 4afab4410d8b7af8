import { readdir } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { GleanerError } from "@gleaner/schema";
import { csvFormat } from "../csv-format.ts";
import { fileLocation } from "../file-name.ts";
import type { Format, InputPath } from "../format.ts";
import { jsonlFormat } from "../jsonl-format.ts";
import { parquetFormat } from "../parquet-format.ts";
import { rereadable, type Source, type SourceRecord } from "../source.ts";
import { splitNamed } from "../split-names.ts";

const readers = new Map<string, Format>([
  ["metadata.csv", csvFormat],
  ["metadata.jsonl", jsonlFormat],
  ["metadata.parquet", parquetFormat],
]);

/** A table of metadata and the folder that was given. */
interface MetadataFile {
  file: string;
  name: string;
  root: string;
}

/** Metadata files in a folder and up to two folders down. */
async function findMetadata(root: string, folder = root, depth = 2): Promise<MetadataFile[]> {
  const entries = await readdir(fileLocation(folder), { withFileTypes: true, encoding: "utf8" }).catch(() => []);
  const found: MetadataFile[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.isFile() && readers.has(entry.name))
      found.push({ file: join(folder, entry.name), name: entry.name, root });
    else if (entry.isDirectory() && depth > 0 && !entry.name.startsWith("."))
      found.push(...(await findMetadata(root, join(folder, entry.name), depth - 1)));
  }
  return found;
}

/** Records under paths from the folder that was given; its parts name the split. */
function fromRoot(record: SourceRecord, { file, root }: MetadataFile): SourceRecord {
  const below = relative(root, dirname(file));
  const path = below === "" ? record.path : `${below}/${record.path}`;
  if (record.kind !== "image") return { ...record, path };
  const parts = path.split("/").slice(0, -1);
  const named = parts.map(splitNamed).find((split) => split !== null);
  return { ...record, root, path, split: record.split ?? named ?? null };
}

async function openAll(paths: InputPath[], options: Parameters<Format["open"]>[1]) {
  const sources: { metadata: MetadataFile; source: Source }[] = [];
  for (const path of paths.filter(({ isFolder }) => isFolder)) {
    for (const metadata of await findMetadata(path.file)) {
      const reader = readers.get(metadata.name);
      const input = { given: metadata.file, file: metadata.file, isFolder: false };
      if (reader) sources.push({ metadata, source: await reader.open([input], options, true) });
    }
  }
  return sources;
}

/**
 * Hugging Face's image folder: `metadata.csv`, `.jsonl` or `.parquet` with `file_name` beside the images, at the top or in a folder for each
 * split; `objects` in columns (`{bbox, categories}`) or as a list.
 */
export const huggingfaceFormat: Format = {
  name: "huggingface",
  labels: null,
  async detect(paths) {
    if (!paths.every(({ isFolder }) => isFolder)) return null;
    const found = await Promise.all(paths.map(({ file }) => findMetadata(file)));
    if (found.some((files) => files.length === 0)) return null;
    return found
      .flat()
      .map(({ file, root }) => relative(root, file))
      .slice(0, 5)
      .join(", ");
  },
  async open(paths, options) {
    const sources = await openAll(paths, options);
    if (sources.length === 0) {
      throw new GleanerError("no_images_found", `No metadata file in ${paths.map((path) => path.given).join(", ")}.`, {
        hint: "metadata.csv, metadata.jsonl or metadata.parquet with a column file_name lies beside the images.",
      });
    }
    const totals = sources.map(({ source }) => source.total);
    return {
      format: "huggingface",
      reason: [...new Set(sources.map(({ source }) => source.reason))].join("; "),
      roots: [...new Set(sources.map(({ metadata }) => metadata.root))],
      total: totals.reduce((sum, total) => (sum === null || total === null ? null : sum + total), 0),
      records: rereadable(async function* () {
        for (const { metadata, source } of sources)
          for await (const record of source.records) yield fromRoot(record, metadata);
      }),
    };
  },
};
