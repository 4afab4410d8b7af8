import { dirname, join, relative } from "node:path";
import { GleanerError } from "@gleaner/schema";
import { confine } from "../confined-path.ts";
import { folderFormat } from "../folder-format.ts";
import type { Format, InputPath } from "../format.ts";
import { fileRecord, type ImageRecord, rereadable, type SourceOptions, type SourceRecord, skipped } from "../source.ts";
import { splitNamed } from "../split-names.ts";
import { readLines } from "../text-lines.ts";
import { type WalkItem, walkFolder } from "../walk-folder.ts";
import { readLabels } from "./read-labels.ts";
import { findLayout, type YoloLayout, type YoloPlace } from "./yolo-layout.ts";

/** Where the labels of an image are: beside `images/`, its last folder of that name, in `labels/`; otherwise beside the image. */
export function labelPath(image: string): string {
  const parts = image.split("/");
  const at = parts.lastIndexOf("images");
  if (at >= 0 && at < parts.length - 1) parts[at] = "labels";
  return `${parts.join("/").replace(/\.[^./]*$/, "")}.txt`;
}

/** The images that a list file names. */
async function* listed(root: string, list: string, options: SourceOptions): AsyncGenerator<WalkItem> {
  const file = join(root, list);
  for await (const { text, line, tooLong } of readLines(file, 64 * 1024, options.signal)) {
    const name = text.trim();
    if (name === "" && !tooLong) continue;
    const item = `${list}:${line}`;
    if (tooLong) yield skipped(item, "bad_record", `Line ${line} is longer than 64 KiB.`);
    else {
      let place = await confine(dirname(file), name, item, "anywhere");
      if (place.kind === "skipped") place = await confine(root, name, item, options.images ?? "inside");
      else place = await confine(root, relative(root, place.file), item, options.images ?? "inside");
      yield place.kind === "skipped" ? place : { kind: "found", path: place.path, file: place.file };
    }
  }
}

function imagesOf({ root }: YoloLayout, place: YoloPlace, options: SourceOptions): AsyncGenerator<WalkItem> {
  return place.isList ? listed(root, place.path, options) : walkFolder(root, options.signal, place.path);
}

function splitOf(place: YoloPlace, image: string): string | null {
  if (place.split !== "by folder") return place.split;
  return (
    image
      .split("/")
      .slice(0, -1)
      .map(splitNamed)
      .find((split) => split !== null) ?? null
  );
}

/** Label files for which no image was found. */
async function* orphans({ root }: YoloLayout, folders: Set<string>, used: Set<string>): AsyncGenerator<SourceRecord> {
  for (const folder of folders) {
    for await (const item of walkFolder(root, undefined, folder)) {
      const isLabel = item.kind === "ignored" && /\.txt$/i.test(item.path) && !/(?:^|\/)classes\.txt$/i.test(item.path);
      if (isLabel && !used.has(item.path)) {
        used.add(item.path);
        yield skipped(item.path, "path_not_found", "There is no image for this label file.");
      }
    }
  }
}

async function* readLayout(layout: YoloLayout, options: SourceOptions): AsyncGenerator<SourceRecord> {
  const seen = new Set<string>();
  const used = new Set<string>();
  const labelFolders = new Set<string>();
  for (const place of layout.places) {
    for await (const item of imagesOf(layout, place, options)) {
      options.signal?.throwIfAborted();
      if (item.kind === "skipped") yield item;
      if (item.kind === "ignored" && !/\.(?:txt|cache|ya?ml)$/i.test(item.path)) yield item;
      if (item.kind !== "found" || seen.has(item.path)) continue;
      seen.add(item.path);
      const record: ImageRecord = {
        ...fileRecord(layout.root, item.path, item.file),
        split: splitOf(place, item.path),
      };
      const labels = labelPath(item.path);
      used.add(labels);
      const folder = /^(.*\/)?labels(?=\/)/.exec(labels)?.[0];
      if (folder !== undefined) labelFolders.add(folder);
      yield* withLabels(record, labels, layout);
    }
  }
  yield* orphans(layout, outermost(labelFolders), used);
}

function outermost(folders: Set<string>): Set<string> {
  return new Set([...folders].filter((folder) => ![...folders].some((other) => folder.startsWith(`${other}/`))));
}

async function* withLabels(record: ImageRecord, path: string, layout: YoloLayout): AsyncGenerator<SourceRecord> {
  const place = await confine(layout.root, path, path, "inside");
  if (place.kind === "skipped") {
    // An image without a label file shows nothing of the classes.
    yield record;
    if (place.code !== "path_not_found") yield place;
    return;
  }
  const { objects, problems } = await readLabels(place.file, path, layout);
  yield { ...record, objects };
  yield* problems;
}

async function count(layouts: YoloLayout[], options: SourceOptions): Promise<number> {
  let images = 0;
  for (const layout of layouts)
    for (const place of layout.places)
      for await (const item of imagesOf(layout, place, options)) if (item.kind === "found") images++;
  return images;
}

async function findLayouts(paths: InputPath[]): Promise<YoloLayout[]> {
  const layouts = await Promise.all(paths.map(findLayout));
  return layouts.filter((layout) => layout !== null);
}

/**
 * YOLO, v5 to v11: a folder with a `data.yaml`, or the file, or folders `images` and `labels` with names in `classes.txt`; boxes, polygons,
 * oriented boxes (as polygons) and poses (key points as attributes). Named as the format, a folder without any of it is read as one for
 * classification: `train/<class>/...`.
 */
export const yoloFormat: Format = {
  name: "yolo",
  labels: null,
  async detect(paths) {
    const isCandidate = paths.every((path) => path.isFolder || /\.ya?ml$/i.test(path.file));
    if (!isCandidate) return null;
    const layouts = await findLayouts(paths);
    const fits = layouts.length === paths.length && layouts.every(({ places }) => places.length > 0);
    return fits ? layouts.map(({ seen }) => seen).join("; ") : null;
  },
  async open(paths, options, asked) {
    const layouts = await findLayouts(paths);
    if (layouts.length === 0 && paths.every((path) => path.isFolder))
      return { ...(await folderFormat.open(paths, options, asked)), format: "yolo" };
    const total = await count(layouts, options);
    if (total === 0 || layouts.length < paths.length) {
      throw new GleanerError("no_images_found", `No YOLO data set in ${paths.map((path) => path.given).join(", ")}.`, {
        hint: "A data.yaml names the folders of images; labels lie in labels/ beside images/.",
      });
    }
    const splits = new Set(layouts.flatMap(({ places }) => places.map(({ split }) => split ?? "none")));
    return {
      format: "yolo",
      reason: `splits ${[...splits].join(", ")}`,
      roots: layouts.map(({ root }) => root),
      total,
      records: rereadable(async function* () {
        for (const layout of layouts) yield* readLayout(layout, options);
      }),
    };
  },
};
