import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { GleanerError } from "@gleaner/schema";
import { isAlias, isMap, isScalar, LineCounter, parseDocument, visit } from "yaml";
import { fileLocation } from "../file-name.ts";

/** Largest file, in bytes, and most aliases that are resolved. */
const limits = { bytes: 4 * 1024 * 1024, aliases: 100 };

/** Folders or lists of images of one split. */
export interface YoloSplit {
  split: string | null;
  /** As the file gives them. */
  places: string[];
}

/** What a `data.yaml` says. */
export interface DataYaml {
  /** Folder that the places start at, as given; null: that of the file. */
  path: string | null;
  splits: YoloSplit[];
  /** Class names by number. */
  names: Map<number, string>;
  /** Points of an object and numbers of a point, where objects are poses. */
  keypoints: { points: number; dimensions: number } | null;
  /** Line of a key, for messages. */
  lineOf(key: string): number;
}

function refuse(file: string, line: number, message: string, hint?: string): GleanerError {
  return new GleanerError("bad_record", `${basename(file)}, line ${line}: ${message}`, {
    hint,
    details: { file, line },
  });
}

function textList(value: unknown): string[] | null {
  if (typeof value === "string") return [value];
  return Array.isArray(value) && value.every((item) => typeof item === "string") ? value : null;
}

function readNames(value: unknown, fail: (message: string) => GleanerError): Map<number, string> {
  const names = new Map<number, string>();
  if (value === undefined || value === null) return names;
  const entries: [unknown, unknown][] =
    value instanceof Map ? [...value] : Array.isArray(value) ? value.map((name, index) => [index, name]) : [];
  if (!(value instanceof Map) && !Array.isArray(value)) throw fail("names is neither a list nor a map.");
  for (const [key, name] of entries) {
    const index = typeof key === "string" && /^\d+$/.test(key) ? Number(key) : key;
    if (typeof index !== "number" || !Number.isInteger(index) || index < 0)
      throw fail(`names has the key ${String(key)}, which is no class number.`);
    if (typeof name !== "string" && typeof name !== "number" && typeof name !== "boolean")
      throw fail(`the name of class ${index} is no text.`);
    names.set(index, String(name).toWellFormed());
  }
  return names;
}

/** Parses YAML; anything that is more than plain data is refused with its line. */
function parseYaml(file: string, text: string): { fields: Map<unknown, unknown>; lineOf: (key: string) => number } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, strict: true });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) throw refuse(file, lines.linePos(problem.pos[0]).line, problem.message);
  let alias = 1;
  visit(document, {
    Alias(_, node) {
      alias = lines.linePos(node.range?.[0] ?? 0).line;
      return visit.BREAK;
    },
  });
  const { contents } = document;
  if (!isMap(contents)) throw refuse(file, 1, "it is no map of names, train, val and test.");
  let fields: unknown;
  try {
    fields = document.toJS({ mapAsMap: true, maxAliasCount: limits.aliases });
  } catch (error) {
    throw refuse(file, alias, `its aliases are refused: ${error instanceof Error ? error.message : String(error)}.`);
  }
  if (!(fields instanceof Map)) throw refuse(file, 1, "it is no map.");
  const lineOf = (key: string): number => {
    const pair = contents.items.find((item) => isScalar(item.key) && item.key.value === key);
    const node = pair?.key;
    return isScalar(node) || isAlias(node) ? lines.linePos(node.range?.[0] ?? 0).line : 1;
  };
  return { fields, lineOf };
}

/**
 * Reads a `data.yaml` of YOLO v5 to v11. Custom tags and more than 100 aliases are refused; nothing in it is run or opened.
 *
 * @throws GleanerError `bad_record` with the line
 */
export async function readDataYaml(file: string): Promise<DataYaml> {
  const { size } = await stat(fileLocation(file));
  if (size > limits.bytes) throw refuse(file, 1, `it is larger than ${limits.bytes / 1024 / 1024} MiB.`);
  const { fields, lineOf } = parseYaml(file, await readFile(fileLocation(file), "utf8"));
  const splits: YoloSplit[] = [];
  for (const split of ["train", "val", "test"]) {
    const value = fields.get(split) ?? (split === "val" ? fields.get("valid") : undefined);
    if (value === undefined || value === null) continue;
    const places = textList(value);
    if (places === null) throw refuse(file, lineOf(split), `${split} is neither a path nor a list of paths.`);
    splits.push({ split, places });
  }
  // Gleaner's exports say so which folders belong to another split, or to none.
  const own = fields.get("gleaner_splits");
  if (own instanceof Map)
    for (const [place, split] of own)
      if (typeof place === "string")
        splits.unshift({ split: typeof split === "string" ? split : null, places: [place] });
  const path = fields.get("path");
  if (path !== undefined && path !== null && typeof path !== "string")
    throw refuse(file, lineOf("path"), "path is no text.");
  const shape = fields.get("kpt_shape");
  const [points, dimensions] = Array.isArray(shape) ? shape.map(Number) : [];
  return {
    path: path ?? null,
    splits,
    names: readNames(fields.get("names"), (message) => refuse(file, lineOf("names"), message)),
    keypoints: points > 0 && (dimensions === 2 || dimensions === 3) ? { points, dimensions } : null,
    lineOf,
  };
}
