import type { MetadataValue } from "@gleaner/schema";
import { attributeValue, numberOf, takeOwnAttributes } from "../attribute-value.ts";
import { type Box, boundingBox, checkBox, checkInside, checkVertices } from "../geometry.ts";
import { orProblem, RecordError } from "../record-error.ts";
import { maskFromCrop } from "../rle.ts";
import { boxObject, type SourceObject } from "../source.ts";
import type { XmlElement } from "../xml-elements.ts";

/** Input types of attributes by label and name, from the file's `meta`. */
export type AttributeTypes = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** What one `<image>` says. */
export interface CvatImage {
  name: string;
  id: string | null;
  subset: string | null;
  labels: string[];
  objects: SourceObject[];
  problems: { line: number; message: string }[];
}

interface Size {
  width: number;
  height: number;
}

const shapes = new Set(["box", "polygon", "mask"]);

function attributesOf(shape: XmlElement, label: string, types: AttributeTypes): Record<string, MetadataValue> {
  const attributes: Record<string, MetadataValue> = {};
  for (const child of shape.children) {
    const name = child.attributes.get("name");
    if (child.name !== "attribute" || name === undefined || name === "__proto__") continue;
    attributes[name] = attributeValue(child.text, types.get(label)?.get(name));
  }
  const say = (name: string, isPlain: (value: string) => boolean): string | null => {
    const value = shape.attributes.get(name);
    return value === undefined || isPlain(value) ? null : value;
  };
  if (say("occluded", (value) => value !== "1") !== null) attributes.occluded = true;
  for (const name of ["z_order", "rotation", "group_id"]) {
    const value = say(name, (text) => Number(text) === 0);
    if (value !== null) attributes[name] = numberOf(value, name);
  }
  return attributes;
}

function readPoints(text: string | undefined): number[] {
  if (text === undefined) throw new RecordError("it has no points.");
  const pairs = text.split(";");
  checkVertices(pairs.length, "points");
  const points = pairs.flatMap((pair) => {
    const [x, y, ...rest] = pair.split(",");
    if (rest.length > 0) throw new RecordError(`points holds ${JSON.stringify(pair.slice(0, 40))}, which is no x,y.`);
    return [numberOf(x, "x of a point"), numberOf(y, "y of a point")];
  });
  if (points.length < 6) throw new RecordError(`a polygon has ${points.length / 2} points; it needs 3.`);
  return points;
}

function readBox({ attributes }: XmlElement): Box {
  const [left, top, right, bottom] = ["xtl", "ytl", "xbr", "ybr"].map((name) => numberOf(attributes.get(name), name));
  return checkBox([left, top, right - left, bottom - top], "the box");
}

/** A mask: runs of 0 and 1 in turn, row by row, of the pixels inside its box. */
function readMask({ attributes }: XmlElement, size: Size | null): { box: Box; rle: string } {
  const [left, top, width, height] = ["left", "top", "width", "height"].map((name) =>
    numberOf(attributes.get(name), name),
  );
  const runs = (attributes.get("rle") ?? "").split(",").map((run) => numberOf(run, "rle"));
  if (!size) throw new RecordError("a mask needs the width and height of its image.");
  const box = checkBox([left, top, width, height], "the mask");
  const { height: rows, width: columns, counts } = maskFromCrop(runs, box, size, "the mask");
  return { box, rle: JSON.stringify({ size: [rows, columns], counts }) };
}

function readShape(shape: XmlElement, size: Size | null, types: AttributeTypes): SourceObject {
  const label = shape.attributes.get("label");
  if (label === undefined || label === "") throw new RecordError("it has no label.");
  if (!shapes.has(shape.name)) throw new RecordError(`shapes of the kind ${shape.name} are not read.`);
  const attributes = attributesOf(shape, label, types);
  const source = shape.attributes.get("source");
  const polygons = shape.name === "polygon" ? [readPoints(shape.attributes.get("points"))] : null;
  const mask = shape.name === "mask" ? readMask(shape, size) : null;
  const box = polygons ? checkBox(boundingBox(polygons), "points") : (mask?.box ?? readBox(shape));
  if (size) checkInside(box, size.width, size.height, "it");
  return takeOwnAttributes({
    ...boxObject(box, "pixel"),
    label,
    polygons,
    source: source === undefined || source === "manual" ? null : source,
    attributes: mask ? { ...attributes, rle: mask.rle } : attributes,
  });
}

/** Adds a polygon to the object that its export cut it from. */
function joinParts(
  objects: SourceObject[],
  parts: Map<string, SourceObject>,
  part: string | undefined,
  object: SourceObject,
): void {
  const first = part === undefined ? undefined : parts.get(part);
  if (first?.polygons && object.polygons) {
    first.polygons.push(...object.polygons);
    first.box = boundingBox(first.polygons);
    return;
  }
  if (part !== undefined) parts.set(part, object);
  objects.push(object);
}

/** Reads an `<image>`. @returns a sentence where it has no name */
export function readCvatImage(image: XmlElement, types: AttributeTypes): CvatImage | string {
  const name = image.attributes.get("name");
  if (name === undefined || name === "") return "the image has no name.";
  const [width, height] = [Number(image.attributes.get("width")), Number(image.attributes.get("height"))];
  const size = width > 0 && height > 0 ? { width, height } : null;
  const subset = image.attributes.get("subset");
  const read: CvatImage = {
    name,
    id: image.attributes.get("id") ?? null,
    subset: subset === undefined || subset === "" || subset === "default" ? null : subset,
    labels: [],
    objects: [],
    problems: [],
  };
  const parts = new Map<string, SourceObject>();
  for (const shape of image.children) {
    const label = shape.attributes.get("label");
    if (shape.name === "tag" && label) read.labels.push(label);
    else {
      const object = orProblem(() => readShape(shape, size, types));
      if (typeof object === "string") read.problems.push({ line: shape.line, message: `${shape.name}: ${object}` });
      else joinParts(read.objects, parts, shape.attributes.get("part_of"), object);
    }
  }
  read.labels = [...new Set(read.labels)];
  return read;
}
