import { basename, dirname } from "node:path";
import { confine } from "./confined-path.ts";
import { type Format, requireFiles } from "./format.ts";
import { parseJsonObject } from "./json-line.ts";
import { readJsonRecord } from "./json-record.ts";
import { fileRecord, rereadable, type SourceOptions, type SourceRecord, skipped } from "./source.ts";
import { readLines, type TextLine } from "./text-lines.ts";

/** Longest line, in bytes. */
const lineLimit = 16 * 1024 * 1024;

function parseLine({ text, tooLong }: TextLine): ReturnType<typeof readJsonRecord> {
  if (tooLong) return `longer than ${lineLimit / 1024 / 1024} MiB.`;
  const object = parseJsonObject(text);
  return typeof object === "string" ? object : readJsonRecord(object);
}

async function* readFile(file: string, options: SourceOptions): AsyncGenerator<SourceRecord> {
  const root = dirname(file);
  const seen = new Map<string, number>();
  for await (const line of readLines(file, lineLimit, options.signal)) {
    if (!line.tooLong && line.text.trim() === "") continue;
    const item = `${basename(file)}:${line.line}`;
    const where = `Line ${line.line} (byte ${line.offset})`;
    const record = parseLine(line);
    if (typeof record === "string") {
      yield skipped(item, "bad_record", `${where}: ${record}`);
      continue;
    }
    const place = await confine(root, record.path, item, options.images ?? "inside");
    if (place.kind === "skipped") yield place;
    else if (seen.has(place.path))
      yield skipped(item, "bad_record", `${where}: ${record.path} stands on line ${seen.get(place.path)} already.`);
    else {
      seen.set(place.path, line.line);
      const { path: _, problems, ...said } = record;
      yield { ...fileRecord(root, place.path, place.file), ...said };
      for (const problem of problems) yield skipped(item, "bad_record", `${where}: ${problem}`);
    }
  }
}

/**
 * One JSON object a line: `path` (required; relative to the file), `label` or `labels`, `split`, `tags`, `objects`
 * (`[{label, box: [left, top, width, height], polygons, unit, confidence, source, crowd, id, attributes}]`), `meta` and any other fields as metadata.
 */
export const jsonlFormat: Format = {
  name: "jsonl",
  labels: null,
  async detect(paths) {
    const fits = paths.every((path) => !path.isFolder && /\.(?:jsonl|ndjson)$/i.test(path.file));
    return fits ? "by the extension" : null;
  },
  async open(paths, options) {
    requireFiles(paths, "JSON Lines");
    return {
      format: "jsonl",
      reason: "one sample a line",
      roots: paths.map((path) => dirname(path.file)),
      total: null,
      records: rereadable(async function* () {
        for (const path of paths) yield* readFile(path.file, options);
      }),
    };
  },
};
