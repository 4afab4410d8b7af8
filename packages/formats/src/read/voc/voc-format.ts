import { basename, join } from "node:path";
import { GleanerError } from "@gleaner/schema";
import type { ConfinedFile } from "../confined-path.ts";
import type { Format, InputPath } from "../format.ts";
import { ImagePlaces } from "../image-places.ts";
import {
  fileRecord,
  type ImageAccess,
  rereadable,
  type SkippedRecord,
  type SourceOptions,
  type SourceRecord,
  skipped,
} from "../source.ts";
import { walkFolder } from "../walk-folder.ts";
import { rootElement } from "../xml-elements.ts";
import { readImageSets } from "./image-sets.ts";
import { readAnnotationFile, type VocAnnotation } from "./read-annotation-file.ts";

const extensions = ["jpg", "jpeg", "png", "JPG", "JPEG", "PNG", "webp"];

/** Where an annotation file lies: in which set, and under which name there. */
interface AnnotationPlace {
  /** Folder that holds `Annotations`, or the file itself; relative to the root. */
  base: string;
  /** Path below `Annotations` without extension. */
  stem: string;
}

function placeOf(path: string): AnnotationPlace {
  const parts = path.split("/");
  const at = parts.findIndex((part) => /^annotations$/i.test(part));
  const cut = at >= 0 ? at : parts.length - 2;
  const base = parts.slice(0, at >= 0 ? at : parts.length - 1).join("/");
  return {
    base,
    stem: parts
      .slice(cut + 1)
      .join("/")
      .replace(/\.xml$/i, ""),
  };
}

/** Finds images and splits of the sets below one root. */
class VocSets {
  readonly #root: string;
  readonly #access: ImageAccess;
  readonly #places = new Map<string, ImagePlaces>();
  readonly #splits = new Map<string, Map<string, string>>();

  constructor(root: string, options: SourceOptions) {
    this.#root = root;
    this.#access = options.images ?? "inside";
  }

  #placesOf(base: string): ImagePlaces {
    let places = this.#places.get(base);
    if (!places) {
      const folders = ["JPEGImages", "images", "Images", "", "Annotations"].map((folder) => join(base, folder));
      places = new ImagePlaces(this.#root, folders, this.#access);
      this.#places.set(base, places);
    }
    return places;
  }

  async split({ base, stem }: AnnotationPlace): Promise<string | null> {
    let splits = this.#splits.get(base);
    if (!splits) {
      splits = await readImageSets(join(this.#root, base));
      this.#splits.set(base, splits);
    }
    return splits.get(stem) ?? splits.get(basename(stem)) ?? null;
  }

  /** By the name that the file gives, else by the annotation file's own. */
  async image(
    { base, stem }: AnnotationPlace,
    filename: string | null,
    item: string,
  ): Promise<ConfinedFile | SkippedRecord> {
    const places = this.#placesOf(base);
    const folder = stem.includes("/") ? stem.slice(0, stem.lastIndexOf("/") + 1) : "";
    const named = filename === null || filename === "" ? [] : [`${folder}${filename}`, filename];
    let first: SkippedRecord | null = null;
    for (const name of [...new Set([...named, ...extensions.map((extension) => `${stem}.${extension}`)])]) {
      const place = await places.find(name, item);
      if (place.kind === "confined") return place;
      first ??= place;
      if (place.code !== "path_not_found") return place;
    }
    return first ?? skipped(item, "path_not_found", "There is no image for it.");
  }
}

async function readFileOutcome(file: string, item: string): Promise<VocAnnotation | SkippedRecord> {
  try {
    return await readAnnotationFile(file);
  } catch (error) {
    if (!(error instanceof GleanerError)) throw error;
    return skipped(item, "bad_record", error.message);
  }
}

/** Annotation files below a root: XML files whose outer element is `annotation`. */
async function* annotationFiles(root: string, only: string | null, signal?: AbortSignal): AsyncGenerator<string> {
  if (only !== null) yield only;
  else
    for await (const item of walkFolder(root, signal))
      if (item.kind === "ignored" && /\.xml$/i.test(item.path)) yield item.path;
}

interface Root {
  directory: string;
  /** The only annotation file, relative to it; null for all. */
  only: string | null;
}

function rootOf({ file, isFolder }: InputPath): Root {
  if (isFolder) return { directory: file, only: null };
  const parts = file.split("/");
  const up = /^annotations$/i.test(parts.at(-2) ?? "") ? 2 : 1;
  return { directory: parts.slice(0, -up).join("/") || "/", only: parts.slice(-up).join("/") };
}

async function* readRoot({ directory, only }: Root, options: SourceOptions): AsyncGenerator<SourceRecord> {
  const sets = new VocSets(directory, options);
  const seen = new Map<string, string>();
  for await (const path of annotationFiles(directory, only, options.signal)) {
    options.signal?.throwIfAborted();
    const annotation = await readFileOutcome(`${directory}/${path}`, path);
    if ("kind" in annotation) {
      yield annotation;
      continue;
    }
    const at = placeOf(path);
    const image = await sets.image(at, annotation.filename, path);
    const first = image.kind === "confined" ? seen.get(image.path) : undefined;
    if (image.kind === "skipped")
      yield { ...image, message: `${image.message} Its ${annotation.objects.length} objects are left out.` };
    else if (first !== undefined)
      yield skipped(path, "bad_record", `Its image ${image.path} stands in ${first} already.`);
    else {
      seen.set(image.path, path);
      const split = await sets.split(at);
      yield { ...fileRecord(directory, image.path, image.file), split, objects: annotation.objects };
    }
    for (const { line, message } of annotation.problems)
      yield skipped(`${path}:${line}`, "bad_record", `Line ${line}: ${message}`);
  }
  if (only === null) yield* withoutAnnotation(directory, seen, sets, options);
}

/** Images that no annotation file is about; pictures of masks are none. */
async function* withoutAnnotation(
  directory: string,
  seen: Map<string, string>,
  sets: VocSets,
  { signal }: SourceOptions,
): AsyncGenerator<SourceRecord> {
  for await (const item of walkFolder(directory, signal)) {
    if (/(?:^|\/)Segmentation(?:Class|Object)[^/]*\//i.test(item.path)) continue;
    if (item.kind === "found") {
      if (seen.has(item.path)) continue;
      const at = /^(.*\/)?(?:JPEGImages|images)\/(.*)\.[^./]*$/i.exec(item.path);
      const split = at ? await sets.split({ base: (at[1] ?? "").replace(/\/$/, ""), stem: at[2] }) : null;
      yield { ...fileRecord(directory, item.path, item.file), split };
    } else if (item.kind === "skipped" || !/\.(?:xml|txt)$/i.test(item.path)) yield item;
  }
}

/** How many annotation files there are, and whether the first of them is one of VOC. */
async function survey(root: Root): Promise<{ files: number; isVoc: boolean }> {
  let files = 0;
  let isVoc = false;
  for await (const path of annotationFiles(root.directory, root.only)) {
    if (++files === 1) isVoc = (await rootElement(`${root.directory}/${path}`)) === "annotation";
  }
  return { files, isVoc };
}

/**
 * Pascal VOC: XML files in `Annotations/` (or beside the images), images in `JPEGImages/`, splits from `ImageSets/Main/`. A box is
 * `xmin, ymin` to `xmax, ymax` as they stand, nothing added or taken off. Images without an annotation file are imported without objects.
 */
export const vocFormat: Format = {
  name: "voc",
  labels: null,
  async detect(paths) {
    if (!paths.every((path) => path.isFolder || /\.xml$/i.test(path.file))) return null;
    const found = await Promise.all(paths.map((path) => survey(rootOf(path))));
    if (!found.every(({ isVoc }) => isVoc)) return null;
    return `${found.reduce((sum, { files }) => sum + files, 0)} XML files of the element <annotation>`;
  },
  async open(paths, options) {
    const roots = paths.map(rootOf);
    const found = await Promise.all(roots.map(survey));
    const files = found.reduce((sum, { files }) => sum + files, 0);
    if (files === 0) {
      throw new GleanerError(
        "no_images_found",
        `No VOC annotations in ${paths.map((path) => path.given).join(", ")}.`,
        {
          hint: "They are XML files, in Annotations/ or beside the images.",
        },
      );
    }
    return {
      format: "voc",
      reason: `${files} annotation file${files === 1 ? "" : "s"}`,
      roots: [...new Set(roots.map(({ directory }) => directory))],
      total: null,
      records: rereadable(async function* () {
        for (const root of roots) yield* readRoot(root, options);
      }),
    };
  },
};
