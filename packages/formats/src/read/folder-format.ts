import { basename, dirname } from "node:path";
import { GleanerError } from "@gleaner/schema";
import type { Format, InputPath } from "./format.ts";
import { nameKind } from "./image-extensions.ts";
import { type LabelTable, readLabelTable } from "./label-table.ts";
import { fileRecord, type ImageRecord, rereadable, type SourceOptions, type SourceRecord } from "./source.ts";
import { splitNamed } from "./split-names.ts";
import { type WalkItem, walkFolder } from "./walk-folder.ts";

/** What folder names mean: nothing but a place, the class, or split over class. */
type Meaning = "place" | "class" | "split-and-class";
interface Survey {
  images: number;
  others: number;
  meaning: Meaning;
  reason: string;
}

interface Root {
  directory: string;
  /** Name of the only file, or null for the whole folder. */
  only: string | null;
}

const rootOf = (path: InputPath): Root =>
  path.isFolder ? { directory: path.file, only: null } : { directory: dirname(path.file), only: basename(path.file) };

async function* walk(root: Root, signal: AbortSignal | undefined): AsyncGenerator<WalkItem> {
  if (root.only === null) yield* walkFolder(root.directory, signal);
  else yield { kind: "found", path: root.only, file: `${root.directory}/${root.only}` };
}

/** Walks the names once: the meaning of folders depends on where all images lie. */
async function survey(roots: Root[], asked: boolean, signal: AbortSignal | undefined): Promise<Survey> {
  let images = 0;
  let others = 0;
  const imagesAtDepth = new Map<number, number>();
  const firstFolders = new Set<string>();
  for (const root of roots) {
    for await (const item of walk(root, signal)) {
      if (item.kind !== "found") others++;
      else {
        const parts = item.path.split("/");
        images++;
        imagesAtDepth.set(parts.length - 1, (imagesAtDepth.get(parts.length - 1) ?? 0) + 1);
        if (parts.length > 1 && firstFolders.size < 10_000) firstFolders.add(parts[0]);
      }
    }
  }
  const allAt = (depth: number): boolean => images > 0 && imagesAtDepth.get(depth) === images;
  const folders = firstFolders.size;
  if (asked) {
    const splits = allAt(2) && [...firstFolders].every((name) => splitNamed(name) !== null);
    return splits
      ? {
          images,
          others,
          meaning: "split-and-class",
          reason: "the outer folders name the split, the inner ones the class",
        }
      : { images, others, meaning: "class", reason: "the folder that holds an image names its class" };
  }
  if (allAt(1) && folders >= 2) {
    const reason = `all images lie one level down in ${folders} folders, so the folder names are the classes`;
    return { images, others, meaning: "class", reason };
  }
  const reason = "images do not all lie one level down in two or more folders, so folder names are kept as meta.folder";
  return { images, others, meaning: "place", reason };
}

function nameFolders(record: ImageRecord, meaning: Meaning): void {
  const parts = record.path.split("/").slice(0, -1);
  if (parts.length === 0) return;
  if (meaning === "place") record.meta.folder = parts.join("/");
  else record.labels = [parts[parts.length - 1]];
  if (meaning === "split-and-class") record.split = splitNamed(parts[0]);
}

async function* readRoots(
  roots: Root[],
  meaning: Meaning,
  table: LabelTable | null,
  options: SourceOptions,
): AsyncGenerator<SourceRecord> {
  const used = new Set<string>();
  for (const root of roots) {
    for await (const item of walk(root, options.signal)) {
      if (item.kind !== "found") yield item;
      else {
        const record = fileRecord(root.directory, item.path, item.file);
        nameFolders(record, meaning);
        const row = table?.find(record);
        if (row) {
          used.add(row.path);
          if (row.labels.length > 0) record.labels = row.labels;
          record.split = row.split ?? record.split;
          record.tags = row.tags;
          record.objects = row.objects;
          Object.assign(record.meta, row.meta);
        }
        yield record;
      }
    }
  }
  if (table) yield* table.unused(used);
}

/** Folders of images and single image files. */
export const folderFormat: Format = {
  name: "folder",
  labels: "a CSV of path,label",
  async detect(paths) {
    const fits = paths.every((path) => path.isFolder || nameKind(path.file) === "image");
    return fits ? "images in folders" : null;
  },
  async open(paths, options, asked) {
    const roots = paths.map(rootOf);
    const found = await survey(roots, asked, options.signal);
    if (found.images === 0) {
      throw new GleanerError("no_images_found", `No images in ${paths.map((path) => path.given).join(", ")}.`, {
        hint: "JPEG, PNG, WebP and AVIF files are read; other files are ignored.",
        details: { otherFiles: found.others },
      });
    }
    const table = options.labels === undefined ? null : await readLabelTable(options.labels, options.signal);
    return {
      format: "folder",
      reason: found.reason,
      roots: roots.map((root) => root.directory),
      total: found.images,
      records: rereadable(() => readRoots(roots, found.meaning, table, options)),
    };
  },
};
