import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileLocation } from "../read/file-name.ts";
import { unstoredObject } from "../read/stored-object.ts";
import type { DatasetWriter, ExportObject, ExportSample } from "./export-sample.ts";
import { imageParts } from "./image-parts.ts";
import { TextFile } from "./text-file.ts";
import { xmlText } from "./xml-text.ts";

type Result = Record<string, unknown>;

const percent = (value: number, whole: number): number => (value / whole) * 100;

/** Sources whose statements are annotations; those of all others are predictions. */
const annotators = new Set(["import", "human"]);

/** The regions of one object: several where it has several polygons. */
function regionsOf(object: ExportObject, width: number, height: number): Result[] {
  const { label, sourceId, crowd, confidence, box, polygons, attributes } = unstoredObject(object);
  const { rotation, ...rest } = attributes;
  const kept = { ...rest, ...(crowd && { iscrowd: true }) };
  const words = label === null ? [] : [label];
  const parts = polygons !== null && polygons.length > 0 ? polygons : [null];
  return parts.map((points, index) => {
    const meta = {
      ...(Object.keys(kept).length > 0 && { attributes: kept }),
      ...(parts.length > 1 && { part_of: object.id }),
    };
    const id = sourceId ?? object.id;
    return {
      id: index === 0 ? id : `${id}.${index}`,
      from_name: points ? "polygon" : "rectangle",
      to_name: "image",
      type: points ? "polygonlabels" : "rectanglelabels",
      original_width: width,
      original_height: height,
      image_rotation: 0,
      ...(confidence !== null && { score: confidence }),
      value: points
        ? { points: pointsOf(points, width, height), closed: true, polygonlabels: words }
        : {
            x: percent(box[0], width),
            y: percent(box[1], height),
            width: percent(box[2], width),
            height: percent(box[3], height),
            rotation: rotation ?? 0,
            rectanglelabels: words,
          },
      ...(Object.keys(meta).length > 0 && { meta }),
    };
  });
}

function pointsOf(points: number[], width: number, height: number): number[][] {
  const pairs: number[][] = [];
  for (let i = 0; i < points.length; i += 2) pairs.push([percent(points[i], width), percent(points[i + 1], height)]);
  return pairs;
}

/**
 * `tasks.json` for Label Studio, `config.xml` with the labels to paste into a project, and `images/` to serve as local files. What models
 * said stands under `predictions`, as pre-labels.
 */
export class LabelStudioWriter implements DatasetWriter {
  readonly needsSize = true;
  readonly #directory: string;
  readonly #file: TextFile;
  readonly #classes = new Set<string>();
  readonly #choices = new Set<string>();
  #count = 0;

  constructor(directory: string) {
    this.#directory = directory;
    this.#file = new TextFile(join(directory, "tasks.json"));
  }

  imagePath(sample: ExportSample): string[] {
    return ["images", ...imageParts(sample)];
  }

  async add(sample: ExportSample, image: string | null): Promise<void> {
    const { split, tags, meta, labels, objects } = sample;
    const { image_id: id, ...fields } = meta;
    const place = encodeURIComponent(image ?? sample.file.replace(/^\//, "")).replaceAll("%2F", "/");
    for (const label of labels) this.#choices.add(label);
    for (const object of objects) if (object.class !== null) this.#classes.add(object.class);
    const task = {
      id: typeof id === "number" ? id : this.#count + 1,
      data: {
        image: `/data/local-files/?d=${place}`,
        ...(split !== null && { split }),
        ...(tags.length > 0 && { tags }),
        ...fields,
      },
      ...statements(sample),
    };
    await this.#file.write(`${this.#count === 0 ? "[\n" : ",\n"}${JSON.stringify(task)}`);
    this.#count++;
  }

  async finish(): Promise<number> {
    await this.#file.write(this.#count === 0 ? "[]\n" : "\n]\n");
    await this.#file.close();
    await writeFile(fileLocation(join(this.#directory, "config.xml")), this.#config());
    return 2;
  }

  /** The labelling interface that the tasks are for. */
  #config(): string {
    const options = (tag: string, words: Set<string>): string =>
      [...words].map((word) => `    <${tag} value="${xmlText(word)}"/>\n`).join("");
    const control = (tag: string, name: string, inside: string): string =>
      inside === "" ? "" : `  <${tag} name="${name}" toName="image">\n${inside}  </${tag}>\n`;
    const labels = options("Label", this.#classes);
    const controls = [
      control("RectangleLabels", "rectangle", labels),
      control("PolygonLabels", "polygon", labels),
      control("Choices", "choice", options("Choice", this.#choices)),
    ];
    return `<View>\n  <Image name="image" value="$image"/>\n${controls.join("")}</View>\n`;
  }
}

/** The annotation and the predictions of a sample; none where nothing is said. */
function statements({ labels, objects, width, height }: ExportSample): {
  annotations: unknown[];
  predictions: unknown[];
} {
  const results = new Map<string, Result[]>();
  for (const object of objects) {
    const source = annotators.has(object.source) ? "" : object.source;
    results.set(source, [...(results.get(source) ?? []), ...regionsOf(object, width ?? 1, height ?? 1)]);
  }
  const choice = { from_name: "choice", to_name: "image", type: "choices", value: { choices: labels } };
  const own = [...(results.get("") ?? []), ...(labels.length > 0 ? [choice] : [])];
  results.delete("");
  return {
    annotations: own.length > 0 ? [{ result: own }] : [],
    predictions: [...results].map(([model, result]) => ({ model_version: model, result })),
  };
}
