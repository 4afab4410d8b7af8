import { basename } from "node:path";
import { GleanerError } from "@gleaner/schema";
import type { Format } from "../format.ts";
import { sniffJson } from "../sniff-json.ts";
import { rereadable, type SourceOptions, type SourceRecord, skipped } from "../source.ts";
import { type CocoFile, findCocoFiles } from "./coco-files.ts";
import { indexCoco } from "./coco-index.ts";
import { type CocoSet, SetReader } from "./read-set.ts";

/** Puts files about the same images together; names those whose objects stand in another one. */
async function openSets(files: CocoFile[], signal: AbortSignal | undefined) {
  const left: string[] = [];
  const sets: CocoSet[] = [];
  for (const part of new Set(files.map((file) => file.part))) {
    const group = files.filter((file) => file.part === part);
    const order = ["instances", "keypoints", "captions"].flatMap((kind) => group.filter((file) => file.kind === kind));
    const [main] = order;
    if (main) {
      const captions = main.kind === "captions" ? [] : order.filter((file) => file.kind === "captions");
      const others = await Promise.all(captions.map(({ file }) => indexCoco(file, signal)));
      sets.push({ file: main, index: await indexCoco(main.file, signal), captions: others });
      left.push(
        ...order
          .slice(1)
          .filter((file) => !captions.includes(file))
          .map(({ file }) => basename(file)),
      );
    }
    left.push(...group.filter((file) => file.kind === "panoptic").map(({ file }) => basename(file)));
  }
  return { sets, left };
}

async function* readSets(sets: CocoSet[], options: SourceOptions): AsyncGenerator<SourceRecord> {
  const seen = new Map<string, string>();
  for (const set of sets) {
    for await (const record of new SetReader(set, options).records()) {
      options.signal?.throwIfAborted();
      if (record.kind !== "image") yield record;
      else {
        const first = seen.get(record.file);
        const name = `${set.index.name}: ${record.path}`;
        if (first)
          yield skipped(name, "bad_record", `The image stands in ${first} already; its objects there are kept.`);
        else {
          seen.set(record.file, set.index.name);
          yield record;
        }
      }
    }
  }
}

function reasonOf(sets: CocoSet[], left: string[]): string {
  const parts = sets.map(({ index, captions, file }) => {
    const split = index.split ?? file.split;
    const with_ = captions.length > 0 ? ` with ${captions.map((other) => other.name).join(", ")}` : "";
    const counts = `${index.images.starts.length} images, ${index.annotations.starts.length} annotations, ${index.categories.size} categories`;
    return `${index.name}${with_} (${counts}${split === null ? "" : `, split ${split}`})`;
  });
  const unread = left.length > 0 ? `; not read, as the others hold their objects: ${left.join(", ")}` : "";
  return `${parts.join("; ")}${unread}`;
}

/**
 * COCO: detection, segmentation (polygons and run-length masks), keypoints as attributes, captions as metadata. A folder with the files in it,
 * in `annotations/` or beside the images; or the files. The split is named by `info.split` or by the file's name (`instances_train2017.json`).
 */
export const cocoFormat: Format = {
  name: "coco",
  labels: null,
  async detect(paths) {
    const names: string[] = [];
    for (const path of paths) {
      const isFile = !path.isFolder && /\.json$/i.test(path.file) && (await sniffJson(path.file)) === "coco";
      const files = path.isFolder || isFile ? await findCocoFiles(path) : [];
      if (files.length === 0) return null;
      names.push(...files.map(({ file }) => basename(file)));
    }
    return `lists of images and annotations in ${names.slice(0, 5).join(", ")}`;
  },
  async open(paths, options) {
    const files = (await Promise.all(paths.map(findCocoFiles))).flat();
    const { sets, left } = await openSets(files, options.signal);
    if (sets.length === 0) {
      throw new GleanerError("no_images_found", `No COCO file in ${paths.map((path) => path.given).join(", ")}.`, {
        hint: "It is looked for in the folder and in the folders in it, annotations/ among them.",
      });
    }
    return {
      format: "coco",
      reason: reasonOf(sets, left),
      roots: [...new Set(sets.map(({ file }) => file.root))],
      total: sets.reduce((sum, { index }) => sum + index.images.starts.length, 0),
      records: rereadable(() => readSets(sets, options)),
    };
  },
};
