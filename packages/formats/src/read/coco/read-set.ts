import { open } from "node:fs/promises";
import { basename } from "node:path";
import { GleanerError, type MetadataValue } from "@gleaner/schema";
import { readRanges } from "../byte-ranges.ts";
import { fileLocation } from "../file-name.ts";
import { ImagePlaces } from "../image-places.ts";
import { isJsonObject, type JsonObject, parseJsonObject } from "../json-line.ts";
import { flattenFields, textField, unsafeFields } from "../json-object.ts";
import { listField } from "../json-record.ts";
import { orProblem } from "../record-error.ts";
import {
  fileRecord,
  type ImageRecord,
  type SourceObject,
  type SourceOptions,
  type SourceRecord,
  skipped,
} from "../source.ts";
import { type CocoFile, imageFolders } from "./coco-files.ts";
import type { CocoIndex } from "./coco-index.ts";
import { type DeclaredSize, readAnnotation } from "./read-annotation.ts";

/** An image entry's fields that are no metadata. */
const ownFields: ReadonlySet<string> = new Set([
  ...["id", "file_name", "width", "height", "labels", "tags", "meta"],
  ...unsafeFields,
]);

/** Most images, annotations and bytes that are in memory at once. */
const batch = { images: 1024, annotations: 32 * 1024, bytes: 32 * 1024 * 1024 };

/** Files about the same images: the one with the instances first, then captions. */
export interface CocoSet {
  file: CocoFile;
  index: CocoIndex;
  captions: CocoIndex[];
}

/** What annotations say of one image. */
interface ImageFacts {
  objects: SourceObject[];
  captions: string[];
  problems: SourceRecord[];
}

function declaredSize({ width, height }: JsonObject): DeclaredSize | null {
  const isSize = (value: unknown): value is number => typeof value === "number" && value > 0;
  return isSize(width) && isSize(height) ? { width, height } : null;
}

/** An element that the index has parsed before. @throws GleanerError `bad_record` when the file was changed since */
function parseObject(text: string, file: string): JsonObject {
  const value = parseJsonObject(text);
  if (typeof value === "string")
    throw new GleanerError("bad_record", `${basename(file)} was changed while it was read.`, {
      hint: "Import it again.",
    });
  return value;
}

/** The image of an entry, its file found, or why there is none. */
async function readImage(
  { file, index }: CocoSet,
  places: ImagePlaces,
  entry: JsonObject,
  item: string,
): Promise<ImageRecord | SourceRecord> {
  const read = orProblem(() => {
    const meta: Record<string, MetadataValue> = {};
    flattenFields(entry, ownFields, meta);
    if (isJsonObject(entry.meta)) flattenFields(entry.meta, unsafeFields, meta);
    if (typeof entry.id === "number" || typeof entry.id === "string") meta.image_id = entry.id;
    return { meta, labels: listField(entry, "labels"), tags: listField(entry, "tags") };
  });
  if (typeof read === "string") return skipped(item, "bad_record", read);
  const place = await places.find(textField(entry, "file_name") ?? "", item);
  if (place.kind === "skipped") return place;
  return { ...fileRecord(file.root, place.path, place.file), ...read, split: index.split ?? file.split };
}

/** How many images from `first` on fit into one batch. */
function batchEnd({ images, firsts, order, annotations }: CocoIndex, first: number): number {
  const count = images.starts.length;
  let bytes = 0;
  let end = first;
  while (end < count && end - first < batch.images) {
    for (let i = firsts[end]; i < firsts[end + 1]; i++) bytes += annotations.lengths[order[i]];
    end++;
    if (bytes > batch.bytes || firsts[end] - firsts[first] > batch.annotations) break;
  }
  return end;
}

/** Reads the images of a set in the order of the file, each with its objects, a batch at a time. */
export class SetReader {
  readonly #set: CocoSet;
  readonly #places: ImagePlaces;

  constructor(set: CocoSet, options: SourceOptions) {
    this.#set = set;
    this.#places = new ImagePlaces(set.file.root, imageFolders(set.file), options.images ?? "inside");
  }

  async #entries(index: CocoIndex, first: number, end: number): Promise<JsonObject[]> {
    const entries: JsonObject[] = [];
    await using handle = await open(fileLocation(index.file));
    const chosen = Int32Array.from({ length: end - first }, (_, i) => first + i);
    for await (const [image, text] of readRanges(handle, index.images, chosen))
      entries[image - first] = parseObject(text, index.file);
    return entries;
  }

  /** Reads the annotations of images that lie in a row in `index`, and hands them to the facts of their images. */
  async #annotate(
    index: CocoIndex,
    images: Map<number, { facts: ImageFacts; size: DeclaredSize | null }>,
  ): Promise<void> {
    const numbers = [...images.keys()];
    const chosen = Int32Array.from(
      numbers.flatMap((image) => [...index.order.subarray(index.firsts[image], index.firsts[image + 1])]),
    );
    const ownerOf = new Map<number, number>();
    for (const image of numbers)
      for (let i = index.firsts[image]; i < index.firsts[image + 1]; i++) ownerOf.set(index.order[i], image);
    await using handle = await open(fileLocation(index.file));
    for await (const [position, text] of readRanges(handle, index.annotations, chosen)) {
      const owner = images.get(ownerOf.get(position) ?? -1);
      if (!owner) continue;
      const { facts, size } = owner;
      const value = parseObject(text, index.file);
      if (typeof value.caption === "string" && value.bbox === undefined) {
        facts.captions.push(value.caption.toWellFormed());
        continue;
      }
      const object = orProblem(() => readAnnotation(value, index.categories, size));
      if (typeof object !== "string") facts.objects.push(object);
      else {
        const item = `${index.name}#/annotations/${index.annotationIndexes[position]}`;
        facts.problems.push(skipped(item, "bad_record", object));
      }
    }
  }

  async *records(): AsyncGenerator<SourceRecord> {
    const { index, captions } = this.#set;
    yield* index.problems;
    for (const other of captions) yield* other.problems;
    const count = index.images.starts.length;
    for (let first = 0, end = 0; first < count; first = end) {
      end = batchEnd(index, first);
      const entries = await this.#entries(index, first, end);
      if (first === 0) await this.#places.probe(entries.map((entry) => String(entry.file_name)));
      const facts = entries.map((): ImageFacts => ({ objects: [], captions: [], problems: [] }));
      await this.#annotate(
        index,
        new Map(entries.map((entry, i) => [first + i, { facts: facts[i], size: declaredSize(entry) }])),
      );
      for (const other of captions) {
        const owners = entries.flatMap((entry, i) => {
          const image = other.imageOf(entry.id);
          return image === undefined ? [] : [[image, { facts: facts[i], size: null }] as const];
        });
        await this.#annotate(other, new Map(owners));
      }
      for (const [i, entry] of entries.entries()) {
        const item = `${index.name}#/images/${index.imageIndexes[first + i]}`;
        yield* this.#finish(await readImage(this.#set, this.#places, entry, item), facts[i]);
      }
    }
  }

  *#finish(record: SourceRecord, { objects, captions, problems }: ImageFacts): Generator<SourceRecord> {
    if (record.kind === "image") {
      record.objects = objects;
      captions.forEach((caption, i) => {
        record.meta[i === 0 ? "caption" : `caption_${i + 1}`] = caption;
      });
      yield record;
    } else if (record.kind === "skipped" && objects.length > 0) {
      yield { ...record, message: `${record.message} Its ${objects.length} objects are left out with it.` };
    } else yield record;
    yield* problems;
  }
}
