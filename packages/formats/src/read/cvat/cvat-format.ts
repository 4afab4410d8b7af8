import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { GleanerError } from "@gleaner/schema";
import { fileLocation } from "../file-name.ts";
import type { Format, InputPath } from "../format.ts";
import { ImagePlaces } from "../image-places.ts";
import { fileRecord, rereadable, type SourceOptions, type SourceRecord, skipped } from "../source.ts";
import { splitNamed } from "../split-names.ts";
import { readXml, rootElement, textOf, type XmlElement } from "../xml-elements.ts";
import { type AttributeTypes, readCvatImage } from "./read-image.ts";

function everyElement(element: XmlElement, name: string): XmlElement[] {
  const below = element.children.flatMap((child) => everyElement(child, name));
  return element.name === name ? [element, ...below] : below;
}

/** The input types that the file's `meta` gives its labels' attributes. */
function readTypes(meta: XmlElement): AttributeTypes {
  return new Map(
    everyElement(meta, "label").map((label) => {
      const types = everyElement(label, "attribute").map((attribute): [string, string] => [
        textOf(attribute, "name") ?? "",
        textOf(attribute, "input_type") ?? "text",
      ]);
      return [textOf(label, "name") ?? "", new Map(types)];
    }),
  );
}

const isPart = (name: string, depth: number): boolean => depth === 1 && (name === "image" || name === "meta");

async function* readFile(file: string, root: string, options: SourceOptions): AsyncGenerator<SourceRecord> {
  const name = basename(file);
  const places = new ImagePlaces(root, ["images", "", "images/default", "data"], options.images ?? "inside");
  const seen = new Map<string, number>();
  let types: AttributeTypes = new Map();
  for await (const element of readXml(file, isPart, options.signal)) {
    if (element.name === "meta") {
      types = readTypes(element);
      continue;
    }
    const item = `${name}:${element.line}`;
    const image = readCvatImage(element, types);
    if (typeof image === "string") {
      yield skipped(item, "bad_record", `Line ${element.line}: ${image}`);
      continue;
    }
    const place = await findImage(places, image.name, image.subset, item);
    const first = place.kind === "confined" ? seen.get(place.path) : undefined;
    if (place.kind === "skipped")
      yield {
        ...place,
        message: `Line ${element.line}: ${place.message} Its ${image.objects.length} objects are left out.`,
      };
    else if (first !== undefined)
      yield skipped(item, "bad_record", `Line ${element.line}: ${image.name} stands on line ${first} already.`);
    else {
      seen.set(place.path, element.line);
      const { labels, objects, id, subset } = image;
      yield {
        ...fileRecord(root, place.path, place.file),
        labels,
        objects,
        split: subset === null ? null : (splitNamed(subset) ?? subset),
        meta: id === null ? {} : { image_id: /^\d{1,15}$/.test(id) ? Number(id) : id },
      };
    }
    for (const { line, message } of image.problems)
      yield skipped(`${name}:${line}`, "bad_record", `Line ${line}: ${message}`);
  }
}

/** CVAT puts images of a subset into a folder of its name. */
async function findImage(places: ImagePlaces, name: string, subset: string | null, item: string) {
  const place = await places.find(name, item);
  if (place.kind === "confined" || subset === null || place.code !== "path_not_found") return place;
  const inSubset = await places.find(`${subset}/${name}`, item);
  return inSubset.kind === "confined" ? inSubset : place;
}

/** The CVAT files of a path: itself, or those in the folder or its `annotations/`. */
async function findFiles({ file, isFolder }: InputPath): Promise<{ file: string; root: string }[]> {
  if (!isFolder) return [{ file, root: dirname(file) }];
  const found: { file: string; root: string }[] = [];
  for (const folder of [file, join(file, "annotations")]) {
    const names = await readdir(fileLocation(folder), "utf8").catch(() => []);
    for (const name of names
      .filter((name) => /\.xml$/i.test(name))
      .sort()
      .slice(0, 1000)) {
      const candidate = join(folder, name);
      if ((await rootElement(candidate)) === "annotations") found.push({ file: candidate, root: file });
    }
  }
  return found;
}

/**
 * CVAT for images 1.1: `annotations.xml` with boxes, polygons, masks (as run lengths), tags (as labels) and attributes, typed by the
 * labels' definitions. Images lie beside it or in `images/`, subsets are splits. Other shapes are left out, each with its line.
 */
export const cvatFormat: Format = {
  name: "cvat",
  labels: null,
  async detect(paths) {
    for (const path of paths) {
      const isXml = path.isFolder || /\.xml$/i.test(path.file);
      if (!isXml || (await findFiles(path)).length === 0) return null;
      if (!path.isFolder && (await rootElement(path.file)) !== "annotations") return null;
    }
    return "XML of the element <annotations>";
  },
  async open(paths, options) {
    const files = (await Promise.all(paths.map(findFiles))).flat();
    if (files.length === 0) {
      throw new GleanerError("no_images_found", `No CVAT file in ${paths.map((path) => path.given).join(", ")}.`, {
        hint: "It is an XML file of the element <annotations>, made as CVAT for images 1.1.",
      });
    }
    return {
      format: "cvat",
      reason: `images of ${files.map(({ file }) => basename(file)).join(", ")}`,
      roots: [...new Set(files.map(({ root }) => root))],
      total: null,
      records: rereadable(async function* () {
        for (const { file, root } of files) yield* readFile(file, root, options);
      }),
    };
  },
};
