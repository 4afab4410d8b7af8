import { basename } from "node:path";
import { GleanerError } from "@gleaner/schema";
import type { ByteRanges } from "../byte-ranges.ts";
import { isJsonObject, type JsonObject } from "../json-line.ts";
import { textField } from "../json-object.ts";
import { type JsonElement, parseElement, scanJson } from "../json-scanner.ts";
import { orProblem, RecordError } from "../record-error.ts";
import { type SkippedRecord, skipped } from "../source.ts";

/** What `categories` says of one class. */
export interface CocoCategory {
  name: string;
  supercategory: string | null;
}

/** Growing columns of a section whose elements were found. */
class Ranges {
  #starts = new Float64Array(1024);
  #lengths = new Uint32Array(1024);
  /** Dense number of the image that an element is about. */
  #images = new Int32Array(1024);
  /** Position in the file's list; elements that could not be read are left out. */
  #indexes = new Uint32Array(1024);
  /** The element's own id; NaN where it is no number. */
  #ids = new Float64Array(1024);
  count = 0;

  add({ offset, length, index }: JsonElement, image: number, id: unknown): void {
    if (this.count === this.#starts.length) this.#grow();
    this.#starts[this.count] = offset;
    this.#lengths[this.count] = length;
    this.#images[this.count] = image;
    this.#indexes[this.count] = index;
    this.#ids[this.count] = typeof id === "number" ? id : Number.NaN;
    this.count++;
  }

  #grow(): void {
    const size = this.count * 2;
    const grown = <T extends { set(values: T): void }>(to: T, from: T): T => {
      to.set(from);
      return to;
    };
    this.#starts = grown(new Float64Array(size), this.#starts);
    this.#lengths = grown(new Uint32Array(size), this.#lengths);
    this.#images = grown(new Int32Array(size), this.#images);
    this.#indexes = grown(new Uint32Array(size), this.#indexes);
    this.#ids = grown(new Float64Array(size), this.#ids);
  }

  get ranges(): ByteRanges {
    return { starts: this.#starts.subarray(0, this.count), lengths: this.#lengths.subarray(0, this.count) };
  }
  get images(): Int32Array {
    return this.#images.subarray(0, this.count);
  }
  get indexes(): Uint32Array {
    return this.#indexes.subarray(0, this.count);
  }
  get ids(): Float64Array {
    return this.#ids.subarray(0, this.count);
  }
}

/**
 * Where everything stands in one COCO file: 29 bytes an annotation whatever it holds, so that a file of any size can be read image by
 * image. Made by one pass over the file.
 */
export interface CocoIndex {
  file: string;
  name: string;
  /** The split that the file's `info` names, as Gleaner's exports do. */
  split: string | null;
  images: ByteRanges;
  /** Positions in the file's lists. */
  imageIndexes: Uint32Array;
  annotations: ByteRanges;
  annotationIndexes: Uint32Array;
  /** Annotations of image `i`: `order[firsts[i]]` to `order[firsts[i + 1] - 1]`, in the order of the file. */
  firsts: Uint32Array;
  order: Int32Array;
  /** Number of an image by its id. */
  imageOf(id: unknown): number | undefined;
  categories: Map<number | string, CocoCategory>;
  /** What could not be used, known before any image is read. */
  problems: SkippedRecord[];
}

type Id = number | string;
const isId = (value: unknown): value is Id => typeof value === "number" || typeof value === "string";

/** Numbers ids in the order in which they come up. */
class Ids {
  readonly #numbers = new Map<Id, number>();

  number(id: Id): number {
    const known = this.#numbers.get(id);
    if (known !== undefined) return known;
    this.#numbers.set(id, this.#numbers.size);
    return this.#numbers.size - 1;
  }
  find(id: unknown): number | undefined {
    return isId(id) ? this.#numbers.get(id) : undefined;
  }
  get count(): number {
    return this.#numbers.size;
  }
}

/** Takes the elements of a file one by one. */
class Indexer {
  readonly #name: string;
  readonly ids = new Ids();
  readonly images = new Ranges();
  readonly annotations = new Ranges();
  readonly categories = new Map<Id, CocoCategory>();
  readonly problems: SkippedRecord[] = [];
  readonly #imageIds = new Set<Id>();
  split: string | null = null;

  constructor(file: string) {
    this.#name = basename(file);
  }

  problem(section: string, index: number, message: string): void {
    this.problems.push(skipped(`${this.#name}#/${section}/${index}`, "bad_record", message));
  }

  take(element: JsonElement): void {
    const parsed = parseElement(element);
    const read = typeof parsed === "string" ? parsed : orProblem(() => this.#read(element, parsed.value));
    if (typeof read === "string") this.problem(element.section, element.index, read);
  }

  #read(element: JsonElement, value: unknown): null {
    const { section, index } = element;
    if (section === "info") {
      if (isJsonObject(value) && typeof value.split === "string") this.split = value.split.toWellFormed();
      return null;
    }
    if (index < 0) throw new RecordError(`${section} is no list.`);
    if (!isJsonObject(value)) throw new RecordError("it is no object.");
    if (section === "categories") this.#addCategory(value);
    else if (section === "images") this.#addImage(element, value);
    else this.#addAnnotation(element, value);
    return null;
  }

  #addCategory(value: JsonObject): void {
    const { id } = value;
    if (!isId(id)) throw new RecordError("it has no id.");
    const name = textField(value, "name");
    if (name === null || name === "") throw new RecordError("it has no name.");
    if (this.categories.has(id)) throw new RecordError(`the id ${JSON.stringify(id)} stands there already.`);
    this.categories.set(id, { name, supercategory: textField(value, "supercategory") });
  }

  #addImage(element: JsonElement, { id, file_name: fileName }: JsonObject): void {
    if (!isId(id)) throw new RecordError("it has no id.");
    if (typeof fileName !== "string" || fileName === "") throw new RecordError("it has no file_name.");
    if (fileName.includes("\0")) throw new RecordError("file_name holds a NUL character.");
    if (this.#imageIds.has(id)) throw new RecordError(`the id ${JSON.stringify(id)} stands there already.`);
    this.#imageIds.add(id);
    this.images.add(element, this.ids.number(id), id);
  }

  #addAnnotation(element: JsonElement, { id, image_id: image }: JsonObject): void {
    if (!isId(image)) throw new RecordError("it has no image_id.");
    this.annotations.add(element, this.ids.number(image), id);
  }
}

/** Positions of annotations whose id an earlier one has. */
function findDuplicates(ids: Float64Array): Set<number> {
  const sorted = ids.filter((id) => !Number.isNaN(id)).sort();
  const twice = new Set<number>();
  for (let i = 1; i < sorted.length; i++) if (sorted[i] === sorted[i - 1]) twice.add(sorted[i]);
  const duplicates = new Set<number>();
  if (twice.size === 0) return duplicates;
  const seen = new Set<number>();
  ids.forEach((id, position) => {
    if (!twice.has(id)) return;
    if (seen.has(id)) duplicates.add(position);
    seen.add(id);
  });
  return duplicates;
}

/** The annotations of every image, by a counting sort that keeps the order of the file. */
function groupByImage(indexer: Indexer): { firsts: Uint32Array; order: Int32Array; imageOf: Int32Array } {
  const { ids, images, annotations } = indexer;
  const imageOf = new Int32Array(ids.count).fill(-1);
  images.images.forEach((number, image) => {
    imageOf[number] = image;
  });
  const duplicates = findDuplicates(annotations.ids);
  const firsts = new Uint32Array(images.count + 1);
  const chosen = new Int32Array(annotations.count).fill(-1);
  annotations.images.forEach((number, position) => {
    const image = imageOf[number];
    const index = annotations.indexes[position];
    if (duplicates.has(position))
      indexer.problem("annotations", index, `the id ${annotations.ids[position]} stands there already.`);
    else if (image < 0) indexer.problem("annotations", index, "its image_id is the id of no image.");
    else {
      chosen[position] = image;
      firsts[image + 1]++;
    }
  });
  for (let image = 0; image < images.count; image++) firsts[image + 1] += firsts[image];
  const next = firsts.slice();
  const order = new Int32Array(firsts[images.count]);
  chosen.forEach((image, position) => {
    if (image >= 0) order[next[image]++] = position;
  });
  return { firsts, order, imageOf };
}

const sections = new Set(["info", "images", "annotations", "categories"]);

/**
 * Reads a COCO file through once.
 *
 * @throws GleanerError `bad_record` with the byte where it is no JSON, `unsupported_format` when it holds no list of images
 */
export async function indexCoco(file: string, signal?: AbortSignal): Promise<CocoIndex> {
  const indexer = new Indexer(file);
  let hasImages = false;
  for await (const elements of scanJson(file, (section) => sections.has(section), signal)) {
    for (const element of elements) {
      hasImages ||= element.section === "images";
      indexer.take(element);
    }
  }
  if (!hasImages) {
    throw new GleanerError("unsupported_format", `${basename(file)} has no list of images.`, {
      hint: "A COCO file is an object with the lists images, annotations and categories.",
    });
  }
  const { firsts, order, imageOf } = groupByImage(indexer);
  const { images, annotations, categories, problems, split, ids } = indexer;
  return {
    file,
    name: basename(file),
    split,
    images: images.ranges,
    imageIndexes: images.indexes,
    annotations: annotations.ranges,
    annotationIndexes: annotations.indexes,
    firsts,
    order,
    imageOf(id) {
      const number = ids.find(id);
      return number === undefined || imageOf[number] < 0 ? undefined : imageOf[number];
    },
    categories,
    problems,
  };
}
