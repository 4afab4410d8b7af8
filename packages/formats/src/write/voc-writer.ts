import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { MetadataValue } from "@gleaner/schema";
import { fileLocation } from "../read/file-name.ts";
import { unstoredObject } from "../read/stored-object.ts";
import type { DatasetWriter, ExportObject, ExportSample } from "./export-sample.ts";
import { Folders } from "./folders.ts";
import { imageParts } from "./image-parts.ts";
import { splitFileNames } from "./split-file-names.ts";
import { TextFile } from "./text-file.ts";
import { xmlElement, xmlText } from "./xml-text.ts";

/** Attributes that VOC has fields for. */
const flags = ["truncated", "difficult", "occluded"];

const attributeXml = ([name, value]: [string, MetadataValue]): string =>
  `<attribute>${xmlElement("name", name)}<value type="${typeof value}">${xmlText(value)}</value></attribute>`;

const polygonXml = (points: number[]): string =>
  `<polygon>${points.map((value, i) => xmlElement(`${i % 2 === 0 ? "x" : "y"}${(i >> 1) + 1}`, value)).join("")}</polygon>`;

function objectXml(object: ExportObject): string {
  const { label, sourceId, crowd, confidence, source, box, polygons, attributes } = unstoredObject(object);
  const [left, top, width, height] = box;
  const isField = (name: string, value: MetadataValue): boolean =>
    (flags.includes(name) && value === true) ||
    (name === "pose" && typeof value === "string" && value !== "Unspecified");
  const rest = Object.entries(attributes).filter(([name, value]) => value !== null && !isField(name, value));
  const pose = typeof attributes.pose === "string" ? attributes.pose : "Unspecified";
  const bounds = [
    xmlElement("xmin", left),
    xmlElement("ymin", top),
    xmlElement("xmax", left + width),
    xmlElement("ymax", top + height),
  ];
  const parts = [
    xmlElement("name", label ?? "unlabeled"),
    xmlElement("pose", pose),
    ...flags.map((name) => xmlElement(name, attributes[name] === true ? 1 : 0)),
    `<bndbox>${bounds.join("")}</bndbox>`,
    ...(polygons ?? []).map(polygonXml),
    ...(sourceId === null ? [] : [xmlElement("id", sourceId)]),
    ...(crowd ? [xmlElement("iscrowd", 1)] : []),
    ...(confidence === null ? [] : [xmlElement("confidence", confidence)]),
    ...(source === null ? [] : [xmlElement("source", source)]),
    ...(rest.length === 0 ? [] : [`<attributes>${rest.map(attributeXml).join("")}</attributes>`]),
  ];
  return `  <object>\n    ${parts.join("\n    ")}\n  </object>\n`;
}

/** `Annotations/*.xml`, `JPEGImages/`, `ImageSets/Main/<split>.txt`; what VOC has no field for stands in elements of its own. */
export class VocWriter implements DatasetWriter {
  readonly needsSize = true;
  readonly needsOwnStem = true;
  readonly #directory: string;
  readonly #folders = new Folders();
  /** Names of images by split. */
  readonly #lists = new Map<string, TextFile>();
  #files = 0;

  constructor(directory: string) {
    this.#directory = directory;
  }

  imagePath(sample: ExportSample): string[] {
    const parts = imageParts(sample);
    return ["JPEGImages", ...(parts.length > 1 && parts[0] === "JPEGImages" ? parts.slice(1) : parts)];
  }

  async add(sample: ExportSample, _image: string | null, place: string): Promise<void> {
    const name = place.replace(/^JPEGImages\//, "");
    const stem = name.replace(/\.[^./]*$/, "");
    const file = join(this.#directory, "Annotations", `${stem}.xml`);
    await this.#folders.makeFor(file);
    const size = [xmlElement("width", sample.width), xmlElement("height", sample.height), xmlElement("depth", 3)];
    const head = [
      xmlElement("folder", "JPEGImages"),
      xmlElement("filename", name.split("/").at(-1)),
      `<size>${size.join("")}</size>`,
      xmlElement("segmented", sample.objects.some(({ polygons }) => polygons !== null) ? 1 : 0),
    ];
    const text = `<annotation>\n  ${head.join("\n  ")}\n${sample.objects.map(objectXml).join("")}</annotation>\n`;
    await writeFile(fileLocation(file), text);
    this.#files++;
    if (sample.split !== null) await (await this.#list(sample.split)).write(`${stem}\n`);
  }

  async #list(split: string): Promise<TextFile> {
    let list = this.#lists.get(split);
    if (!list) {
      const name = splitFileNames([...this.#lists.keys(), split])(split).slice(1);
      const file = join(this.#directory, "ImageSets", "Main", `${name}.txt`);
      await this.#folders.makeFor(file);
      list = new TextFile(file);
      this.#lists.set(split, list);
    }
    return list;
  }

  async finish(): Promise<number> {
    for (const list of this.#lists.values()) await list.close();
    return this.#files + this.#lists.size;
  }
}
