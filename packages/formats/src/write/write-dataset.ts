import { join } from "node:path";
import { GleanerError } from "@gleaner/schema";
import { fileFailure } from "../read/file-failure.ts";
import { MediaReader } from "../read/media-reader.ts";
import { RecordError } from "../read/record-error.ts";
import { type SkippedRecord, skipped } from "../read/source.ts";
import { CocoWriter } from "./coco-writer.ts";
import { CsvWriter, csvLine } from "./csv-writer.ts";
import { CvatWriter } from "./cvat-writer.ts";
import { ExportNames } from "./export-names.ts";
import type { DatasetWriter, ExportSample, WriteOptions, WriteResult } from "./export-sample.ts";
import { FolderWriter } from "./folder-writer.ts";
import { HuggingFaceWriter } from "./huggingface-writer.ts";
import { IdxWriter } from "./idx-writer.ts";
import { JsonlWriter } from "./jsonl-writer.ts";
import { LabelStudioWriter } from "./label-studio-writer.ts";
import { OutputFolder } from "./output-folder.ts";
import { ParquetWriter } from "./parquet-writer.ts";
import { ImagePlacer } from "./place-image.ts";
import { TextFile } from "./text-file.ts";
import { VocWriter } from "./voc-writer.ts";
import { YoloClassWriter, YoloWriter } from "./yolo-writer.ts";

/** Formats that can be written. */
const writers: Record<string, (directory: string, first: ExportSample[], media: MediaReader) => DatasetWriter> = {
  csv: (directory) => new CsvWriter(directory),
  jsonl: (directory) => new JsonlWriter(directory),
  folder: () => new FolderWriter(),
  coco: (directory) => new CocoWriter(directory),
  voc: (directory) => new VocWriter(directory),
  cvat: (directory) => new CvatWriter(directory),
  parquet: (directory) => new ParquetWriter(directory),
  huggingface: (directory) => new HuggingFaceWriter(directory),
  idx: (directory, _, media) => new IdxWriter(directory, media),
  "label-studio": (directory) => new LabelStudioWriter(directory),
  yolo: (directory, first) => (isClassification(first) ? new YoloClassWriter() : new YoloWriter(directory)),
};

/** Names that `writeDataset` takes. */
export const writableFormats: string[] = Object.keys(writers);

/** How many samples are looked at before a writer is chosen. */
const firstSamples = 1000;

const isClassification = (first: ExportSample[]): boolean =>
  first.every(({ objects }) => objects.length === 0) && first.some(({ labels }) => labels.length > 0);

interface Progress {
  samples: number;
  images: number;
  skipped: SkippedRecord[];
}

async function writeSamples(
  samples: AsyncIterable<ExportSample> | Iterable<ExportSample>,
  folder: OutputFolder,
  writer: DatasetWriter,
  names: ExportNames,
  media: MediaReader,
  options: WriteOptions,
): Promise<Progress> {
  const progress: Progress = { samples: 0, images: 0, skipped: [] };
  const placer = new ImagePlacer(options.images === "link" ? "link" : "copy", media);
  for await (const sample of samples) {
    options.signal?.throwIfAborted();
    await folder.protect(sample.file);
    if (writer.needsSize && (sample.width === null || sample.height === null)) {
      progress.skipped.push(skipped(sample.path, "bad_record", "Its width and height are not known."));
      continue;
    }
    const place = names.place(writer.imagePath(sample));
    if (options.images !== "none" && !writer.holdsImages) {
      try {
        await placer.place(sample, join(folder.directory, place));
      } catch (error) {
        if (!isSourceFailure(error)) throw error;
        progress.skipped.push(leftOut(sample.path, error));
        continue;
      }
      progress.images++;
    }
    try {
      await writer.add(sample, options.images === "none" ? null : place, place);
      progress.samples++;
    } catch (error) {
      if (!(error instanceof RecordError) && !isSourceFailure(error)) throw error;
      progress.skipped.push(leftOut(sample.path, error));
    }
  }
  return progress;
}

/** The first samples, and all of them from the start. */
async function peek(
  samples: AsyncIterable<ExportSample> | Iterable<ExportSample>,
): Promise<{ first: ExportSample[]; all: AsyncIterable<ExportSample> }> {
  const iterator = Symbol.asyncIterator in samples ? samples[Symbol.asyncIterator]() : samples[Symbol.iterator]();
  const first: ExportSample[] = [];
  while (first.length < firstSamples) {
    const next = await iterator.next();
    if (next.done) break;
    first.push(next.value);
  }
  const all = async function* () {
    yield* first;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  };
  return { first, all: all() };
}

/** Why a sample is not in the export. */
function leftOut(path: string, error: unknown): SkippedRecord {
  if (error instanceof RecordError) return skipped(path, "bad_record", error.message);
  return error instanceof GleanerError ? skipped(path, "path_not_found", error.message) : fileFailure(path, error);
}

/** The image is gone or may not be read; anything else (a full disk) ends the export. */
function isSourceFailure(error: unknown): boolean {
  if (error instanceof GleanerError) return error.code === "media_not_found";
  return error instanceof Error && "code" in error && ["ENOENT", "EACCES"].includes(String(error.code));
}

async function writeRenamed(directory: string, names: ExportNames): Promise<number> {
  if (names.renamed.length === 0) return 0;
  const file = new TextFile(join(directory, "renamed.csv"));
  await file.write(csvLine(["wanted", "exported"]));
  for (const { wanted, exported } of names.renamed) await file.write(csvLine([wanted, exported]));
  await file.close();
  return 1;
}

/**
 * Writes a dataset into a folder that appears whole or not at all. Images keep their paths below `images/` (`folder`: below their class);
 * where a name is taken, or the target's systems would refuse it, the image gets another one and `renamed.csv` lists both.
 *
 * @param format one of `writableFormats`
 * @throws GleanerError `unsupported_format`, `output_exists`, `bad_request` (`folder` without images)
 */
export async function writeDataset(
  format: string,
  samples: AsyncIterable<ExportSample> | Iterable<ExportSample>,
  options: WriteOptions,
): Promise<WriteResult> {
  const makeWriter = Object.hasOwn(writers, format) ? writers[format] : undefined;
  if (!makeWriter) {
    throw new GleanerError("unsupported_format", `The format ${JSON.stringify(format)} cannot be exported.`, {
      hint: `Formats that can: ${writableFormats.join(", ")}.`,
    });
  }
  if (format === "folder" && options.images === "none")
    throw new GleanerError(
      "bad_request",
      "An export as folders consists of images: --images none would leave nothing.",
    );
  const folder = await OutputFolder.create(options.out, options.overwrite ?? false);
  const media = new MediaReader(options.cache);
  let writer: DatasetWriter | null = null;
  try {
    const { first, all } = await peek(samples);
    writer = makeWriter(folder.directory, first, media);
    const names = new ExportNames(options.portableNames ?? process.platform !== "linux", writer.needsOwnStem);
    const progress = await writeSamples(all, folder, writer, names, media, options);
    const described = await writer.finish();
    const mapped = options.images === "none" || writer.holdsImages ? 0 : await writeRenamed(folder.directory, names);
    await folder.commit();
    return {
      format,
      samples: progress.samples,
      files: progress.images + described + mapped,
      skipped: progress.skipped,
    };
  } catch (error) {
    await folder.discard();
    throw error;
  } finally {
    writer?.close?.();
    await media.close();
  }
}
