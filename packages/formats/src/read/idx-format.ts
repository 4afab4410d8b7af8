import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { GleanerError } from "@gleaner/schema";
import { ByteReader } from "./byte-reader.ts";
import { fileLocation } from "./file-name.ts";
import type { Format, InputPath } from "./format.ts";
import { type IdxShape, imageShape, openBytes, readIdxHeader } from "./idx-file.ts";
import { requireFile } from "./label-table.ts";
import { type ImageRecord, rereadable, type SourceOptions, type SourceRecord, skipped } from "./source.ts";
import { readLines } from "./text-lines.ts";

const namePattern = /^(.*?)[-_.]?(images|labels)[-.]idx([134])-ubyte(?:\.gz)?$/i;
const splits = new Map([
  ["train", "train"],
  ["t10k", "test"],
  ["test", "test"],
  ["val", "val"],
  ["valid", "val"],
]);

/** An images file with the labels file that goes with it. */
interface IdxPair {
  prefix: string;
  images: string;
  labels: string | null;
  shape: IdxShape;
}

interface IdxName {
  prefix: string;
  part: "images" | "labels";
  file: string;
}

function parseName(file: string): IdxName | null {
  const match = namePattern.exec(basename(file));
  if (!match) return null;
  return { prefix: match[1].toLowerCase(), part: match[2].toLowerCase() === "images" ? "images" : "labels", file };
}

async function listNames(paths: InputPath[]): Promise<IdxName[]> {
  const names: IdxName[] = [];
  for (const path of paths) {
    const files = path.isFolder
      ? (await readdir(fileLocation(path.file), "utf8")).sort().map((name) => join(path.file, name))
      : [path.file];
    for (const file of files) {
      const name = parseName(file);
      if (name) names.push(name);
    }
  }
  return names;
}

async function readShape(images: string): Promise<IdxShape> {
  const reader = new ByteReader(openBytes(images));
  try {
    return imageShape(images, await readIdxHeader(images, reader));
  } finally {
    await reader.close();
  }
}

async function pairUp(names: IdxName[]): Promise<IdxPair[]> {
  const pairs: IdxPair[] = [];
  for (const { prefix, file } of names.filter((name) => name.part === "images")) {
    const sibling = names.find((name) => {
      return name.part === "labels" && name.prefix === prefix && dirname(name.file) === dirname(file);
    });
    pairs.push({ prefix, images: file, labels: sibling?.file ?? null, shape: await readShape(file) });
  }
  return pairs;
}

async function openLabels(pair: IdxPair, signal: AbortSignal | undefined): Promise<ByteReader | null> {
  if (pair.labels === null) return null;
  const reader = new ByteReader(openBytes(pair.labels, signal));
  const header = await readIdxHeader(pair.labels, reader);
  if (header.dimensions.length !== 1 || header.dimensions[0] !== pair.shape.count) {
    await reader.close();
    throw new GleanerError(
      "unsupported_or_corrupt",
      `${basename(pair.labels)} holds ${header.dimensions[0]} labels for ${pair.shape.count} images.`,
    );
  }
  return reader;
}

async function* readPair(pair: IdxPair, names: string[], options: SourceOptions): AsyncGenerator<SourceRecord> {
  const { width, height, channels, count, headerSize } = pair.shape;
  const images = new ByteReader(openBytes(pair.images, options.signal));
  const labels = await openLabels(pair, options.signal);
  // Without .gz, so that a set keeps its ids when it is unpacked.
  const path = basename(pair.images).replace(/\.gz$/i, "");
  const size = width * height * channels;
  try {
    await images.read(headerSize);
    for (let row = 0; row < count; row++) {
      const data = await images.read(size);
      const label = labels === null ? null : await labels.read(1);
      if (data === null || (labels !== null && label === null)) {
        const file = data === null ? pair.images : (pair.labels ?? "");
        yield skipped(path, "truncated_file", `${basename(file)} ends after ${row} of ${count} entries.`);
        return;
      }
      const record: ImageRecord = {
        kind: "image",
        root: dirname(pair.images),
        path: `${path}#${row}`,
        file: pair.images,
        row,
        media: {
          kind: "frame",
          file: pair.images,
          index: row,
          offset: headerSize + row * size,
          width,
          height,
          channels,
        },
        frame: { width, height, channels, data },
        bytes: null,
        labels: label === null ? [] : [names[label[0]] ?? String(label[0])],
        split: splits.get(pair.prefix) ?? null,
        tags: [],
        meta: {},
        objects: [],
      };
      yield record;
    }
  } catch (error) {
    if (!isCompressionError(error)) throw error;
    yield skipped(path, "truncated_file", `${basename(pair.images)} is damaged: ${error.message}.`);
  } finally {
    await images.close();
    await labels?.close();
  }
}

function isCompressionError(error: unknown): error is Error {
  return error instanceof Error && "code" in error && typeof error.code === "string" && error.code.startsWith("Z_");
}

async function readClassNames(given: string | undefined): Promise<string[]> {
  if (given === undefined) return [];
  const names: string[] = [];
  for await (const line of readLines(await requireFile(given), 64 * 1024)) {
    if (line.tooLong) throw new GleanerError("bad_record", `${given}, line ${line.line}: the class name is too long.`);
    names.push(line.text.trim());
  }
  return names;
}

/**
 * MNIST's file pairs (`train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-...`), plain or gzipped, as a folder or by name.
 * Each row of an images file is a sample with the path `<images file without .gz>#<row>`; `train` and `t10k` become the splits `train`
 * and `test`; labels are the numbers, or the lines of `--labels FILE`.
 */
export const idxFormat: Format = {
  name: "idx",
  labels: "class names, one a line",
  async detect(paths) {
    const names = await listNames(paths);
    const all = paths.every((path) => path.isFolder || parseName(path.file) !== null);
    const images = names.filter((name) => name.part === "images").length;
    return all && images > 0 ? `${images} images file${images === 1 ? "" : "s"} by the name` : null;
  },
  async open(paths, options) {
    const pairs = await pairUp(await listNames(paths));
    if (pairs.length === 0) {
      throw new GleanerError(
        "no_images_found",
        `No idx images file in ${paths.map((path) => path.given).join(", ")}.`,
        {
          hint: "They are named like train-images-idx3-ubyte or train-images-idx3-ubyte.gz.",
        },
      );
    }
    const names = await readClassNames(options.labels);
    const unlabelled = pairs.filter((pair) => pair.labels === null).length;
    return {
      format: "idx",
      reason: unlabelled === 0 ? "labels found" : `${unlabelled} of ${pairs.length} without a labels file`,
      roots: [...new Set(pairs.map((pair) => dirname(pair.images)))],
      total: pairs.reduce((sum, pair) => sum + pair.shape.count, 0),
      records: rereadable(async function* () {
        for (const pair of pairs) yield* readPair(pair, names, options);
      }),
    };
  },
};
