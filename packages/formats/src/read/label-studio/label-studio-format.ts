import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { GleanerError, type MetadataValue } from "@gleaner/schema";
import type { ConfinedFile } from "../confined-path.ts";
import { fileLocation } from "../file-name.ts";
import type { Format, InputPath } from "../format.ts";
import { nameKind } from "../image-extensions.ts";
import { ImagePlaces } from "../image-places.ts";
import { isJsonObject, type JsonObject } from "../json-line.ts";
import { flattenFields, textField, unsafeFields } from "../json-object.ts";
import { listField } from "../json-record.ts";
import { parseElement, scanJson } from "../json-scanner.ts";
import { orProblem, RecordError } from "../record-error.ts";
import { sniffJson } from "../sniff-json.ts";
import {
  fileRecord,
  rereadable,
  type SkippedRecord,
  type SourceOptions,
  type SourceRecord,
  skipped,
} from "../source.ts";
import { type Regions, readRegions } from "./read-regions.ts";

/** The field of a task's data that names its image. */
function imageField(data: JsonObject): string {
  const isImage = (name: string): boolean => {
    const value = data[name];
    return typeof value === "string" && nameKind(value.replace(/[?#].*$/, "")) === "image";
  };
  if (typeof data.image === "string") return "image";
  const name = Object.keys(data).find(isImage) ?? Object.keys(data).find((name) => typeof data[name] === "string");
  if (name === undefined) throw new RecordError("its data names no image.");
  return name;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A percent sign that starts no escape is one.
    return text;
  }
}

/** The path of an address on the web or in a bucket. */
function withoutHost(address: string): string {
  const path = /^[a-z][\w+.-]*:\/\/[^/]*\/([^?#]*)/i.exec(address)?.[1];
  return path === undefined ? address : decoded(path);
}

/** Paths below the data set's folder under which an address may be found: nothing is fetched. */
function candidates(address: string): string[] {
  const local = /^\/data\/local-files\/\?d=(.*)$/.exec(address)?.[1];
  const path = local !== undefined ? decoded(local) : withoutHost(address).replace(/^\/data\//, "");
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  const names = parts.map((_, i) => parts.slice(i).join("/"));
  const name = parts.at(-1) ?? "";
  // Uploads get eight hexadecimal digits in front of their names.
  const uploaded = /^[0-9a-f]{8}-(.+)$/.exec(name)?.[1];
  return [...new Set([...names, decoded(name), ...(uploaded ? [uploaded] : [])])].filter((name) => name !== "");
}

async function findImage(places: ImagePlaces, address: string, item: string): Promise<ConfinedFile | SkippedRecord> {
  for (const name of candidates(address)) {
    const place = await places.find(name, item);
    if (place.kind === "confined") return place;
  }
  return skipped(
    item,
    "path_not_found",
    `There is no file for ${JSON.stringify(address.slice(0, 300))} in the folder.`,
  );
}

/** The statement that counts: the first annotation that was not cancelled, or else the first prediction. */
function chooseResult(task: JsonObject): { regions: Regions; where: string; model: string | null } {
  const annotations = Array.isArray(task.annotations) ? task.annotations : task.completions;
  const lists: [string, unknown][] = [
    ["annotations", annotations],
    ["predictions", task.predictions],
  ];
  for (const [name, list] of lists) {
    if (!Array.isArray(list)) continue;
    const at = list.findIndex(
      (entry: unknown) => isJsonObject(entry) && entry.was_cancelled !== true && Array.isArray(entry.result),
    );
    const chosen: unknown = list[at];
    if (!isJsonObject(chosen)) continue;
    const model = name === "predictions" ? (textField(chosen, "model_version") ?? "prediction") : null;
    return { regions: readRegions(chosen.result), where: `${name}/${at}/result`, model };
  }
  return { regions: readRegions([]), where: "annotations", model: null };
}

interface Task {
  address: string;
  labels: string[];
  split: string | null;
  tags: string[];
  meta: Record<string, MetadataValue>;
}

function readTask(task: JsonObject, regions: Regions, model: string | null): Task {
  const { data } = task;
  if (!isJsonObject(data)) throw new RecordError("it has no data.");
  const field = imageField(data);
  const meta: Record<string, MetadataValue> = {};
  flattenFields(data, new Set([field, "split", "tags", "width", "height", ...unsafeFields]), meta);
  if (typeof task.id === "number" || typeof task.id === "string") meta.image_id = task.id;
  return {
    address: textField(data, field) ?? "",
    labels: model === null ? [...new Set(regions.labels)] : [],
    split: textField(data, "split"),
    tags: listField(data, "tags"),
    meta: { ...meta, ...regions.meta },
  };
}

async function* readTasks(file: string, root: string, options: SourceOptions): AsyncGenerator<SourceRecord> {
  const name = basename(file);
  const places = new ImagePlaces(root, ["", "images", "upload", "media", "media/upload"], options.images ?? "inside");
  const seen = new Map<string, string>();
  for await (const elements of scanJson(file, () => true, options.signal)) {
    for (const element of elements) {
      const item = `${name}#/${element.index}`;
      const parsed = parseElement(element);
      if (typeof parsed === "string" || !isJsonObject(parsed.value)) {
        yield skipped(item, "bad_record", typeof parsed === "string" ? parsed : "it is no task.");
        continue;
      }
      const { regions, where, model } = chooseResult(parsed.value);
      const source = parsed.value;
      const task = orProblem(() => readTask(source, regions, model));
      if (typeof task === "string") {
        yield skipped(item, "bad_record", task);
        continue;
      }
      const { address, ...said } = task;
      const place = await findImage(places, address, item);
      const first = place.kind === "confined" ? seen.get(place.path) : undefined;
      if (place.kind === "skipped")
        yield { ...place, message: `${place.message} Its ${regions.objects.length} objects are left out.` };
      else if (first !== undefined) yield skipped(item, "bad_record", `Its image stands in ${first} already.`);
      else {
        seen.set(place.path, item);
        const objects =
          model === null ? regions.objects : regions.objects.map((object) => ({ ...object, source: model }));
        yield { ...fileRecord(root, place.path, place.file), ...said, objects };
      }
      for (const { index, message } of regions.problems)
        yield skipped(`${item}/${where}/${index}`, "bad_record", message);
    }
  }
}

async function findFiles({ file, isFolder }: InputPath): Promise<{ file: string; root: string }[]> {
  if (!isFolder) return [{ file, root: dirname(file) }];
  const names = await readdir(fileLocation(file), "utf8");
  const found: { file: string; root: string }[] = [];
  for (const name of names
    .filter((name) => /\.json$/i.test(name))
    .sort()
    .slice(0, 1000))
    if ((await sniffJson(join(file, name))) === "label-studio") found.push({ file: join(file, name), root: file });
  return found;
}

/**
 * Label Studio's JSON export: rectangles, polygons, choices; images are looked for by name beside the file, never fetched. Tasks with
 * predictions only give objects with the model as their source.
 */
export const labelStudioFormat: Format = {
  name: "label-studio",
  labels: null,
  async detect(paths) {
    for (const path of paths) {
      const isJson = path.isFolder || /\.json$/i.test(path.file);
      if (!isJson || (await findFiles(path)).length === 0) return null;
      if (!path.isFolder && (await sniffJson(path.file)) !== "label-studio") return null;
    }
    return "a JSON list of tasks with data and annotations";
  },
  async open(paths, options) {
    const files = (await Promise.all(paths.map(findFiles))).flat();
    if (files.length === 0) {
      throw new GleanerError(
        "no_images_found",
        `No Label Studio tasks in ${paths.map((path) => path.given).join(", ")}.`,
        {
          hint: "Export from Label Studio as JSON, and name the file or its folder.",
        },
      );
    }
    return {
      format: "label-studio",
      reason: `tasks of ${files.map(({ file }) => basename(file)).join(", ")}`,
      roots: [...new Set(files.map(({ root }) => root))],
      total: null,
      records: rereadable(async function* () {
        for (const { file, root } of files) yield* readTasks(file, root, options);
      }),
    };
  },
};
