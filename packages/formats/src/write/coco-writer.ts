import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { MetadataValue } from "@gleaner/schema";
import { polygonArea } from "../read/coco/read-annotation.ts";
import { fileLocation } from "../read/file-name.ts";
import { maskArea, readRunLengths } from "../read/rle.ts";
import { unstoredObject } from "../read/stored-object.ts";
import { CocoCategories } from "./coco-categories.ts";
import { KeptNumbers } from "./coco-ids.ts";
import type { DatasetWriter, ExportObject, ExportSample } from "./export-sample.ts";
import { imageParts } from "./image-parts.ts";
import { splitFileNames } from "./split-file-names.ts";
import { TextFile } from "./text-file.ts";

/** Metadata that COCO has fields for. */
const imageFields = ["license", "coco_url", "flickr_url", "date_captured"];

/** Fields of an entry that are known when its sample comes by; its ids follow when all are known. */
type Fields = Record<string, unknown>;

function pick(meta: Record<string, MetadataValue>, isWanted: (name: string) => boolean): Record<string, MetadataValue> {
  return Object.fromEntries(Object.entries(meta).filter(([name]) => isWanted(name)));
}

const isCaption = (name: string): boolean => /^caption(?:_\d+)?$/.test(name);

/** The value of an attribute that holds JSON as text. */
export function parseText(value: MetadataValue | undefined): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    // Text that a user wrote under the name is text.
    return value;
  }
}

function isMask(value: unknown): value is { size: unknown; counts: unknown } {
  return typeof value === "object" && value !== null && "size" in value && "counts" in value;
}

/** The mask of an object as COCO has it, and its area. */
function segmentation(object: ExportObject): { segmentation: unknown; area: number } {
  const mask = parseText(object.attributes.rle);
  if (isMask(mask)) return { segmentation: mask, area: maskArea(readRunLengths(mask, "rle")) };
  const { polygons, box } = object;
  return { segmentation: polygons ?? [], area: polygons ? polygonArea(polygons) : box[2] * box[3] };
}

/** The files about the samples of one split. */
class SplitFiles {
  readonly split: string | null;
  readonly images: TextFile;
  readonly annotations: TextFile;
  readonly captions: TextFile;
  captionCount = 0;
  readonly imageIds = new KeptNumbers();
  readonly objectIds = new KeptNumbers();
  /** Ids of the images in the order in which they came; NaN for those that get a new one. */
  readonly ids: number[] = [];

  constructor(directory: string, number: number, split: string | null) {
    this.split = split;
    this.images = new TextFile(join(directory, `.images-${number}.partial`));
    this.annotations = new TextFile(join(directory, `.annotations-${number}.partial`));
    this.captions = new TextFile(join(directory, `.captions-${number}.partial`));
  }
}

/** Lines of a JSON list. */
class ListWriter {
  readonly #file: TextFile;
  #isFirst = true;

  constructor(file: TextFile) {
    this.#file = file;
  }

  async add(text: string): Promise<void> {
    await this.#file.write(`${this.#isFirst ? "\n" : ",\n"}${text}`);
    this.#isFirst = false;
  }
}

/**
 * `annotations/instances_<split>.json` (`instances.json` for samples without a split), `captions_<split>.json` where metadata `caption` is
 * there, images in `images/`. Ids of images (metadata `image_id`), objects (`source_id`) and categories (`category_id`) are those that
 * they were imported with, if whole numbers and free.
 */
export class CocoWriter implements DatasetWriter {
  readonly #directory: string;
  readonly #splits = new Map<string | null, SplitFiles>();
  readonly #categories = new CocoCategories();

  constructor(directory: string) {
    this.#directory = directory;
  }

  imagePath(sample: ExportSample): string[] {
    return ["images", ...imageParts(sample)];
  }

  #filesOf(split: string | null): SplitFiles {
    let files = this.#splits.get(split);
    if (!files) {
      files = new SplitFiles(this.#directory, this.#splits.size, split);
      this.#splits.set(split, files);
    }
    return files;
  }

  async add(sample: ExportSample, image: string | null): Promise<void> {
    const files = this.#filesOf(sample.split);
    const { labels, tags, width, height, meta } = sample;
    const kept = files.imageIds.keep(meta.image_id === undefined ? null : String(meta.image_id));
    const number = files.ids.push(kept ?? Number.NaN) - 1;
    const fields: Fields = {
      file_name: image === null ? sample.path : image.replace(/^images\//, ""),
      width,
      height,
      ...pick(meta, (name) => imageFields.includes(name)),
      ...(labels.length > 0 && { labels }),
      ...(tags.length > 0 && { tags }),
    };
    const rest = pick(
      meta,
      (name) => !imageFields.includes(name) && !isCaption(name) && !(name === "image_id" && kept !== null),
    );
    if (Object.keys(rest).length > 0) fields.meta = rest;
    await files.images.write(`${number}\t${bodyOf(fields)}\n`);
    for (const [name, caption] of Object.entries(meta)) {
      if (!isCaption(name)) continue;
      files.captionCount++;
      await files.captions.write(`${number}\t${bodyOf({ caption })}\n`);
    }
    for (const object of sample.objects) await this.#addObject(files, number, object);
  }

  async #addObject(files: SplitFiles, image: number, object: ExportObject): Promise<void> {
    const { label, crowd, sourceId, confidence, source, attributes: all } = unstoredObject(object);
    const { rle: _, category_id: category, supercategory, area, keypoints, num_keypoints: visible, ...rest } = all;
    const above = typeof supercategory === "string" ? supercategory : null;
    const place = this.#categories.place(label ?? "unlabeled", category === undefined ? null : String(category), above);
    if (above !== null && this.#categories.supercategory(place) !== above) rest.supercategory = above;
    const kept = files.objectIds.keep(sourceId);
    if (sourceId !== null && kept === null) rest.source_id = sourceId;
    const mask = segmentation(object);
    const fields: Fields = {
      bbox: object.box,
      area: area ?? mask.area,
      segmentation: mask.segmentation,
      iscrowd: crowd ? 1 : 0,
      ...(keypoints !== undefined && { keypoints: parseText(keypoints) }),
      ...(visible !== undefined && { num_keypoints: visible }),
      ...(confidence !== null && { score: confidence }),
      ...(source !== null && { source }),
      ...(Object.keys(rest).length > 0 && { attributes: rest }),
    };
    await files.annotations.write(`${image}\t${place}\t${kept ?? ""}\t${bodyOf(fields)}\n`);
  }

  async finish(): Promise<number> {
    if (this.#splits.size === 0) this.#filesOf(null);
    await mkdir(fileLocation(join(this.#directory, "annotations")), { recursive: true });
    const categories = this.#categories.finish();
    const names = splitFileNames([...this.#splits.keys()]);
    let written = 0;
    for (const [split, files] of this.#splits) written += await this.#finishSplit(files, names(split), categories);
    return written;
  }

  async #finishSplit(
    files: SplitFiles,
    name: string,
    { ids, entries }: ReturnType<CocoCategories["finish"]>,
  ): Promise<number> {
    files.ids.forEach((id, number) => {
      if (Number.isNaN(id)) files.ids[number] = files.imageIds.fresh();
    });
    const info = JSON.stringify({
      description: "Exported by Gleaner",
      ...(files.split !== null && { split: files.split }),
    });
    const open = (kind: string): TextFile => new TextFile(join(this.#directory, "annotations", `${kind}${name}.json`));
    const outputs = [open("instances"), ...(files.captionCount > 0 ? [open("captions")] : [])];
    for (const file of outputs) await file.write(`{"info":${info},"licenses":[],"images":[`);
    const images = outputs.map((file) => new ListWriter(file));
    for await (const line of files.images.takeLines()) {
      const [[number], body] = cutLine(line, 1);
      for (const list of images) await list.add(`{"id":${files.ids[Number(number)]},${body}`);
    }
    for (const file of outputs) await file.write('],"annotations":[');
    const [instances, captions] = outputs;
    const list = new ListWriter(instances);
    for await (const line of files.annotations.takeLines()) {
      const [[image, place, kept], body] = cutLine(line, 3);
      const id = kept === "" ? files.objectIds.fresh() : kept;
      const image_id = files.ids[Number(image)];
      await list.add(`{"id":${id},"image_id":${image_id},"category_id":${ids[Number(place)]},${body}`);
    }
    await instances.write(`],"categories":${JSON.stringify(entries)}}\n`);
    let caption = 0;
    const captionList = captions && new ListWriter(captions);
    for await (const line of files.captions.takeLines()) {
      const [[image], body] = cutLine(line, 1);
      await captionList?.add(`{"id":${++caption},"image_id":${files.ids[Number(image)]},${body}`);
    }
    await captions?.write("]}\n");
    for (const file of outputs) await file.close();
    return outputs.length;
  }
}

/** The JSON of an object without its opening brace, to be put behind fields that are known later. */
function bodyOf(fields: Fields): string {
  return JSON.stringify(fields).slice(1);
}

/** Cuts so many cells off the front of a line. */
function cutLine(line: string, cells: number): [string[], string] {
  const parts: string[] = [];
  let at = 0;
  for (let i = 0; i < cells; i++) {
    const end = line.indexOf("\t", at);
    parts.push(line.slice(at, end));
    at = end + 1;
  }
  return [parts, line.slice(at)];
}
