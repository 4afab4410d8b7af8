import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { openSource } from "../read/open-source.ts";
import type { ImageRecord, SkippedRecord, SourceOptions } from "../read/source.ts";
import { storedObject } from "../read/stored-object.ts";
import type { ExportSample } from "../write/export-sample.ts";

/** What a source gives: its images, what was left out, and why it is read as it is. */
export interface ReadSource {
  images: ImageRecord[];
  skipped: SkippedRecord[];
  format: string;
  reason: string;
}

/** Reads a source to its end. */
export async function readSource(path: string, options: SourceOptions & { format?: string } = {}): Promise<ReadSource> {
  const source = await openSource([path], options);
  const read: ReadSource = { images: [], skipped: [], format: source.format, reason: source.reason };
  for await (const record of source.records) {
    if (record.kind === "image") read.images.push(record);
    if (record.kind === "skipped") read.skipped.push(record);
  }
  return read;
}

/** A record as it comes back out of a catalog for export, its image being of this size. */
export function exportSampleOf(record: ImageRecord, width: number, height: number): ExportSample {
  const { path, file, media, labels, split, tags, meta } = record;
  const objects = record.objects.map((object, index) => {
    const stored = storedObject(object, width, height);
    if (typeof stored === "string") throw new Error(stored);
    return { id: `${path} ${index}`, ...stored };
  });
  return { id: `id ${path}`, path, file, media, labels, split, tags, meta, width, height, objects };
}

/** Writes files into a folder, making the folders between. */
export async function writeFiles(folder: string, files: Record<string, string | Buffer | object>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, typeof content === "string" || Buffer.isBuffer(content) ? content : JSON.stringify(content));
  }
}
