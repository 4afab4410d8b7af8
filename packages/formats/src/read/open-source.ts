import { stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { GleanerError } from "@gleaner/schema";
import { cocoFormat } from "./coco/coco-format.ts";
import { csvFormat } from "./csv-format.ts";
import { cvatFormat } from "./cvat/cvat-format.ts";
import { fileLocation, pathText } from "./file-name.ts";
import { folderFormat } from "./folder-format.ts";
import type { Format, InputPath } from "./format.ts";
import { huggingfaceFormat } from "./huggingface/huggingface-format.ts";
import { idxFormat } from "./idx-format.ts";
import { jsonlFormat } from "./jsonl-format.ts";
import { labelStudioFormat } from "./label-studio/label-studio-format.ts";
import { parquetFormat } from "./parquet-format.ts";
import { realText } from "./real-path.ts";
import { rereadable, type Source, type SourceOptions, type SourceRecord } from "./source.ts";
import { vocFormat } from "./voc/voc-format.ts";
import { yoloFormat } from "./yolo/yolo-format.ts";

/** Formats that can be read, in the order in which `auto` tries them; `folder` takes what no other recognises. */
const formats: Format[] = [
  ...[idxFormat, csvFormat, jsonlFormat, parquetFormat, cocoFormat, yoloFormat],
  ...[cvatFormat, vocFormat, labelStudioFormat, huggingfaceFormat, folderFormat],
];

/** Names that `format` takes besides `auto`. */
export const readableFormats: string[] = formats.map((format) => format.name);

function accessError(given: string, error: unknown): GleanerError | null {
  const code = error instanceof Error && "code" in error ? error.code : "";
  if (code === "EACCES" || code === "EPERM")
    return new GleanerError("forbidden", `No permission to read ${given}.`, { cause: error });
  if (code !== "ENOENT" && code !== "ENOTDIR" && code !== "ELOOP") return null;
  return new GleanerError("path_not_found", `There is nothing at ${given}.`, {
    hint: "Check the spelling; relative paths start at the current folder.",
    cause: error,
  });
}

async function resolvePath(given: string): Promise<InputPath> {
  const path = resolve(pathText(given));
  try {
    const info = await stat(fileLocation(path));
    if (info.isDirectory()) return { given, file: await realText(path), isFolder: true };
    if (!info.isFile())
      throw new GleanerError("unsupported_type", `${given} is a pipe, socket or device, not a file or folder.`);
    // A link to a dataset file stands for the file at its own place: the images lie beside the link.
    return { given, file: join(await realText(dirname(path)), basename(path)), isFolder: false };
  } catch (error) {
    throw accessError(given, error) ?? error;
  }
}

async function detectFormat(paths: InputPath[]): Promise<{ format: Format; seen: string }> {
  for (const format of formats) {
    const seen = await format.detect(paths);
    if (seen !== null) return { format, seen };
  }
  const given = paths.map((path) => path.given).join(", ");
  throw new GleanerError("unsupported_format", `The format of ${given} was not recognised.`, {
    hint: `Name it with --format (${readableFormats.join(", ")}), and import paths of different formats one by one.`,
  });
}

async function chooseFormat(paths: InputPath[], name: string): Promise<{ format: Format; seen: string | null }> {
  if (name === "auto") return detectFormat(paths);
  const format = formats.find((candidate) => candidate.name === name);
  if (format) return { format, seen: null };
  throw new GleanerError("unsupported_format", `The format ${JSON.stringify(name)} cannot be imported.`, {
    hint: `Formats that can: auto, ${readableFormats.join(", ")}.`,
  });
}

async function* withDefaults(
  records: AsyncIterable<SourceRecord>,
  options: SourceOptions,
): AsyncGenerator<SourceRecord> {
  for await (const record of records) {
    if (record.kind === "image") {
      record.split ??= options.split ?? null;
      record.tags = [...new Set([...record.tags, ...(options.tags ?? [])])];
    }
    yield record;
  }
}

/**
 * Opens folders, image files or dataset files for reading.
 *
 * @param paths at least one; all of one format
 * @param options `format`: one of `readableFormats`, or `auto` (default), which looks at the paths
 * @throws GleanerError `path_not_found`, `forbidden`, `unsupported_format`, `no_images_found`, `bad_record` (a dataset file that cannot be parsed)
 */
export async function openSource(paths: string[], options: SourceOptions & { format?: string } = {}): Promise<Source> {
  const resolved = await Promise.all(paths.map(resolvePath));
  const { format, seen } = await chooseFormat(resolved, options.format ?? "auto");
  if (options.labels !== undefined && format.labels === null) {
    throw new GleanerError("bad_request", `A file of labels cannot be merged over ${format.name}.`, {
      hint: "Put the labels into the file itself.",
    });
  }
  try {
    return describe(await format.open(resolved, options, seen === null), seen ?? "as asked", options);
  } catch (error) {
    throw accessError(paths.join(", "), error) ?? error;
  }
}

function describe(source: Source, seen: string, options: SourceOptions): Source {
  return {
    ...source,
    reason: `${source.format} (${seen}): ${source.reason}.`,
    records: rereadable(() => withDefaults(source.records, options)),
  };
}
