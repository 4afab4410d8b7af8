import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { fileLocation } from "../read/file-name.ts";
import { labelPath } from "../read/yolo/yolo-format.ts";
import type { DatasetWriter, ExportObject, ExportSample } from "./export-sample.ts";
import { Folders } from "./folders.ts";
import { imageParts } from "./image-parts.ts";
import { splitFileNames } from "./split-file-names.ts";

/** Splits that a `data.yaml` has keys for. */
const standard = ["train", "val", "test"];

/** A fraction with as many digits as keep a pixel of the largest image to a millionth. */
const fraction = (value: number): string => String(Number(value.toFixed(12)));

/** One outline through all of an object's polygons, joined by bridges of no width: the format has room for one. */
function joinPolygons(polygons: number[][]): number[] {
  if (polygons.length < 2) return polygons.flat();
  const [first, ...others] = polygons;
  const start = first.slice(0, 2);
  return [...first, ...start, ...others.flatMap((points) => [...points, ...points.slice(0, 2), ...start])];
}

function numbersOf({ box, polygons, attributes }: ExportObject, width: number, height: number): string[] {
  const [left, top] = [box[0] / width, box[1] / height];
  const [boxWidth, boxHeight] = [box[2] / width, box[3] / height];
  if (polygons !== null && polygons.length > 0 && attributes.keypoints === undefined)
    return joinPolygons(polygons).map((value, i) => fraction(value / (i % 2 === 0 ? width : height)));
  return [left + boxWidth / 2, top + boxHeight / 2, boxWidth, boxHeight].map(fraction);
}

/**
 * `data.yaml`, `images/<split>/` and `labels/<split>/`: a line an object, its polygon if it has one, otherwise its box. Folders of samples
 * without a split, or with one that YOLO does not know, are named under `gleaner_splits`. Classes are numbered as they come up.
 */
export class YoloWriter implements DatasetWriter {
  readonly needsSize = true;
  readonly needsOwnStem = true;
  readonly #directory: string;
  readonly #names = new Map<string, number>();
  readonly #splits = new Set<string | null>();
  readonly #folders = new Folders();
  #files = 0;

  constructor(directory: string) {
    this.#directory = directory;
  }

  imagePath(sample: ExportSample): string[] {
    this.#splits.add(sample.split);
    const folder = folderOf(sample.split);
    const parts = imageParts(sample);
    // A set that came from such folders does not get them twice.
    if (parts.length > 1 && parts[0] === folder) parts.shift();
    return ["images", folder, ...parts];
  }

  #classOf(object: ExportObject): number {
    const name = object.class ?? "unlabeled";
    const known = this.#names.get(name) ?? this.#names.size;
    this.#names.set(name, known);
    return known;
  }

  async add(sample: ExportSample, _image: string | null, place: string): Promise<void> {
    const { width, height, objects } = sample;
    if (width === null || height === null) return;
    const lines = objects.map((object) => [this.#classOf(object), ...numbersOf(object, width, height)].join(" "));
    const file = join(this.#directory, labelPath(place));
    await this.#folders.makeFor(file);
    await writeFile(fileLocation(file), lines.map((line) => `${line}\n`).join(""));
    this.#files++;
  }

  async finish(): Promise<number> {
    const splits = [...this.#splits];
    const own = splits.filter((split) => split === null || !standard.includes(split));
    const places = new Map<string, string | null>(
      standard.filter((split) => this.#splits.has(split)).map((split) => [split, `images/${split}`]),
    );
    // Training asks for both; a set without splits is both.
    const [any] = splits;
    if (any !== undefined)
      for (const split of ["train", "val"]) if (!places.has(split)) places.set(split, `images/${folderOf(any)}`);
    const yaml = stringify(
      new Map<string, unknown>([
        ...places,
        ["nc", this.#names.size],
        ["names", new Map([...this.#names].map(([name, number]) => [number, name]))],
        ...(own.length > 0 || places.size > this.#splits.size
          ? [["gleaner_splits", new Map(splits.map((split) => [`images/${folderOf(split)}`, split]))] as const]
          : []),
      ]),
      { lineWidth: 0 },
    );
    await writeFile(fileLocation(join(this.#directory, "data.yaml")), yaml);
    return this.#files + 1;
  }
}

const folderOf = (split: string | null): string =>
  split === null ? "unassigned" : splitFileNames([split])(split).slice(1) || "_";

/** `<split>/<class>/`: YOLO's form of a data set for classification. */
export class YoloClassWriter implements DatasetWriter {
  imagePath(sample: ExportSample): string[] {
    return [folderOf(sample.split ?? "train"), sample.labels[0] ?? "unlabeled", imageParts(sample).at(-1) ?? sample.id];
  }

  async add(): Promise<void> {}

  async finish(): Promise<number> {
    return 0;
  }
}
