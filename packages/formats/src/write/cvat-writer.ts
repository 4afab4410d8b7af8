import { join } from "node:path";
import type { MetadataValue } from "@gleaner/schema";
import { maskCrop, readRunLengths } from "../read/rle.ts";
import { parseText } from "./coco-writer.ts";
import type { DatasetWriter, ExportObject, ExportSample } from "./export-sample.ts";
import { imageParts } from "./image-parts.ts";
import { TextFile } from "./text-file.ts";
import { xmlAttributes, xmlElement, xmlText } from "./xml-text.ts";

/** Attributes that are no `<attribute>` but belong to the shape's tag. */
const tagAttributes = ["z_order", "rotation", "group_id"];

type InputType = "number" | "checkbox" | "text";

function inputType(value: MetadataValue): InputType {
  return typeof value === "number" ? "number" : typeof value === "boolean" ? "checkbox" : "text";
}

/** Classes with the attributes that their objects have. */
class Labels {
  readonly #labels = new Map<string, Map<string, InputType>>();

  use(label: string, attributes: [string, MetadataValue][]): void {
    const known = this.#labels.get(label) ?? new Map<string, InputType>();
    this.#labels.set(label, known);
    for (const [name, value] of attributes) {
      const type = inputType(value);
      known.set(name, (known.get(name) ?? type) === type ? type : "text");
    }
  }

  xml(): string {
    const attribute = ([name, type]: [string, InputType]): string =>
      `<attribute>${xmlElement("name", name)}<mutable>False</mutable>${xmlElement("input_type", type)}<default_value></default_value><values></values></attribute>`;
    const label = ([name, attributes]: [string, Map<string, InputType>]): string =>
      `<label>${xmlElement("name", name)}<attributes>${[...attributes].map(attribute).join("")}</attributes></label>`;
    return `<labels>${[...this.#labels].map(label).join("\n")}</labels>`;
  }
}

const pointsOf = (points: number[]): string => {
  const pairs: string[] = [];
  for (let i = 0; i < points.length; i += 2) pairs.push(`${points[i]},${points[i + 1]}`);
  return pairs.join(";");
};

/** `annotations.xml` as CVAT for images 1.1 and `images/`: boxes, polygons, masks, labels of samples as tags, splits as subsets. */
export class CvatWriter implements DatasetWriter {
  readonly needsSize = true;
  readonly #directory: string;
  readonly #spool: TextFile;
  readonly #labels = new Labels();
  #count = 0;

  constructor(directory: string) {
    this.#directory = directory;
    this.#spool = new TextFile(join(directory, ".images.partial"));
  }

  imagePath(sample: ExportSample): string[] {
    return ["images", ...imageParts(sample)];
  }

  async add(sample: ExportSample, _image: string | null, place: string): Promise<void> {
    const { width, height, split, labels, meta, objects } = sample;
    const id = typeof meta.image_id === "number" ? meta.image_id : this.#count;
    this.#count++;
    const name = place.replace(/^images\//, "");
    for (const label of labels) this.#labels.use(label, []);
    const lines = [
      `<image${xmlAttributes({ id, name, subset: split, width, height })}>`,
      ...objects.flatMap((object, index) => this.#shapes(object, String(index))),
      ...labels.map((label) => `<tag${xmlAttributes({ label, source: "manual" })}></tag>`),
      "</image>",
    ];
    await this.#spool.write(`${lines.join("")}\n`);
  }

  /** The shapes of one object: several where it has several polygons, marked as parts of one. */
  #shapes({ class: name, source, confidence, box, polygons, attributes }: ExportObject, index: string): string[] {
    const label = name ?? "unlabeled";
    const { rle, occluded, ...others } = attributes;
    const said = Object.entries(others);
    if (confidence !== null) said.push(["confidence", confidence]);
    const inside = said.filter(([key, value]) => value !== null && !tagAttributes.includes(key));
    if (occluded !== undefined && typeof occluded !== "boolean") inside.push(["occluded", occluded]);
    this.#labels.use(label, inside);
    const tag = {
      label,
      source: source === "import" || source === "human" ? "manual" : source,
      occluded: occluded === true ? 1 : 0,
      z_order: 0,
      ...Object.fromEntries(
        said.filter(([key]) => tagAttributes.includes(key)).map(([key, value]) => [key, String(value)]),
      ),
    };
    const body = inside
      .map(([key, value]) => `<attribute name="${xmlText(key)}">${xmlText(value)}</attribute>`)
      .join("");
    const shape = (kind: string, place: Record<string, string | number | null>): string =>
      `<${kind}${xmlAttributes({ ...tag, ...place })}>${body}</${kind}>`;
    const mask = maskOf(rle);
    if (mask) {
      const [left, top, width, height] = mask.box;
      return [shape("mask", { rle: mask.runs.join(", "), left, top, width, height })];
    }
    if (polygons !== null && polygons.length > 0) {
      const part = polygons.length > 1 ? index : null;
      return polygons.map((points) => shape("polygon", { points: pointsOf(points), part_of: part }));
    }
    const [left, top, width, height] = box;
    return [shape("box", { xtl: left, ytl: top, xbr: left + width, ybr: top + height })];
  }

  async finish(): Promise<number> {
    const file = new TextFile(join(this.#directory, "annotations.xml"));
    const head = `<meta><task>${xmlElement("size", this.#count)}<mode>annotation</mode>${this.#labels.xml()}</task></meta>`;
    await file.write(`<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n<version>1.1</version>\n${head}\n`);
    for await (const line of this.#spool.takeLines()) await file.write(`${line}\n`);
    await file.write("</annotations>\n");
    await file.close();
    return 1;
  }
}

function maskOf(rle: MetadataValue | undefined): ReturnType<typeof maskCrop> {
  const value = parseText(rle);
  const isMask = typeof value === "object" && value !== null && "size" in value;
  return isMask ? maskCrop(readRunLengths(value, "rle")) : null;
}
