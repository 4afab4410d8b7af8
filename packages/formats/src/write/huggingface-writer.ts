import { join } from "node:path";
import { unstoredObject } from "../read/stored-object.ts";
import type { DatasetWriter, ExportObject, ExportSample } from "./export-sample.ts";
import { Folders } from "./folders.ts";
import { imageParts } from "./image-parts.ts";
import { splitFileNames } from "./split-file-names.ts";
import { TextFile } from "./text-file.ts";

/** Folders that Hugging Face takes for splits. */
const folders = new Map([
  ["train", "train"],
  ["val", "validation"],
  ["test", "test"],
]);

const folderOf = (split: string | null): string =>
  split === null ? "data" : (folders.get(split) ?? (splitFileNames([split])(split).slice(1) || "_"));

/** Objects in columns, as object detection sets have them. */
function objectColumns(objects: ExportObject[]): Record<string, unknown[]> {
  const sources = objects.map(unstoredObject);
  const columns: Record<string, unknown[]> = {
    bbox: sources.map(({ box }) => box),
    categories: sources.map(({ label }) => label),
  };
  const add = (name: string, values: unknown[]): void => {
    if (values.some((value) => value !== null)) columns[name] = values;
  };
  add(
    "polygons",
    sources.map(({ polygons }) => polygons),
  );
  add(
    "confidence",
    sources.map(({ confidence }) => confidence),
  );
  add(
    "source",
    sources.map(({ source }) => source),
  );
  add(
    "id",
    sources.map(({ sourceId }) => sourceId),
  );
  add("iscrowd", sources.some(({ crowd }) => crowd) ? sources.map(({ crowd }) => (crowd ? 1 : 0)) : []);
  const attributes = sources.map(({ attributes }) =>
    Object.keys(attributes).length > 0 ? JSON.stringify(attributes) : null,
  );
  add("attributes", attributes);
  return columns;
}

/** A folder a split with its images and `metadata.jsonl`: `file_name`, `label` or `labels`, `objects` in columns, metadata. */
export class HuggingFaceWriter implements DatasetWriter {
  readonly #directory: string;
  readonly #folders = new Folders();
  readonly #files = new Map<string, TextFile>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  imagePath(sample: ExportSample): string[] {
    const parts = imageParts(sample);
    const folder = folderOf(sample.split);
    return [folder, ...(parts.length > 1 && parts[0] === folder ? parts.slice(1) : parts)];
  }

  async add(sample: ExportSample, image: string | null): Promise<void> {
    const folder = folderOf(sample.split);
    let file = this.#files.get(folder);
    if (!file) {
      const path = join(this.#directory, folder, "metadata.jsonl");
      await this.#folders.makeFor(path);
      file = new TextFile(path);
      this.#files.set(folder, file);
    }
    const { labels, tags, split, meta, objects } = sample;
    const isOwnSplit = split !== null && !folders.has(split);
    const row = {
      ...meta,
      file_name: image === null ? sample.file : image.slice(folder.length + 1),
      // A single text with | would be read as several.
      ...(labels.length === 1 && !labels[0].includes("|") ? { label: labels[0] } : labels.length > 0 && { labels }),
      ...(isOwnSplit && { split }),
      ...(tags.length > 0 && { tags }),
      ...(objects.length > 0 && { objects: objectColumns(objects) }),
    };
    await file.write(`${JSON.stringify(row)}\n`);
  }

  async finish(): Promise<number> {
    for (const file of this.#files.values()) await file.close();
    return this.#files.size;
  }
}
