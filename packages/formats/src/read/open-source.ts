import { stat } from "node:fs/promises";
import { GleanerError } from "@gleaner/schema";
import { csvFormat } from "./csv-format.ts";
import { fileLocation, pathText } from "./file-name.ts";
import { folderFormat } from "./folder-format.ts";
import type { Format, InputPath } from "./format.ts";
import { idxFormat } from "./idx-format.ts";
import { jsonlFormat } from "./jsonl-format.ts";
import { realText } from "./real-path.ts";
import { rereadable, type Source, type SourceOptions, type SourceRecord } from "./source.ts";

/** Formats that can be read, in the order in which `auto` tries them; `folder` takes what no other recognises. */
const formats: Format[] = [idxFormat, csvFormat, jsonlFormat, folderFormat];

/** Names that `format` takes besides `auto`. */
export const readableFormats: string[] = formats.map((format) => format.name);

async function resolvePath(given: string): Promise<InputPath> {
  const text = pathText(given);
  try {
    const file = await realText(text);
    const info = await stat(fileLocation(file));
    if (!info.isFile() && !info.isDirectory())
      throw new GleanerError("unsupported_type", `${given} is a pipe, socket or device, not a file or folder.`);
    return { given, file, isFolder: info.isDirectory() };
  } catch (error) {
    if (error instanceof GleanerError) throw error;
    const reason = error instanceof Error && "code" in error ? error.code : "";
    if (reason === "EACCES" || reason === "EPERM")
      throw new GleanerError("forbidden", `No permission to read ${given}.`, { cause: error });
    throw new GleanerError("path_not_found", `There is nothing at ${given}.`, {
      hint: "Check the spelling; relative paths start at the current folder.",
      cause: error,
    });
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
 * @throws GleanerError `path_not_found`, `unsupported_format`, `no_images_found`, `bad_record` (a dataset file that cannot be parsed)
 */
export async function openSource(paths: string[], options: SourceOptions & { format?: string } = {}): Promise<Source> {
  const resolved = await Promise.all(paths.map(resolvePath));
  const name = options.format ?? "auto";
  if (name === "auto") {
    const { format, seen } = await detectFormat(resolved);
    return describe(await format.open(resolved, options, false), seen, options);
  }
  const format = formats.find((candidate) => candidate.name === name);
  if (!format) {
    throw new GleanerError("unsupported_format", `The format ${JSON.stringify(name)} cannot be imported.`, {
      hint: `Formats that can: auto, ${readableFormats.join(", ")}.`,
    });
  }
  return describe(await format.open(resolved, options, true), "as asked", options);
}

function describe(source: Source, seen: string, options: SourceOptions): Source {
  return {
    ...source,
    reason: `${source.format} (${seen}): ${source.reason}.`,
    records: rereadable(() => withDefaults(source.records, options)),
  };
}
