import type { MetadataValue } from "@gleaner/schema";
import { attributeValue, numberOf } from "../attribute-value.ts";
import { type Box, boundingBox, checkBox, checkInside, checkVertices } from "../geometry.ts";
import { orProblem, RecordError } from "../record-error.ts";
import { boxObject, type SourceObject } from "../source.ts";
import { childOf, readXml, textOf, type XmlElement } from "../xml-elements.ts";

/** What one file in `Annotations` says. */
export interface VocAnnotation {
  /** Null where the file names none. */
  filename: string | null;
  objects: SourceObject[];
  problems: { line: number; message: string }[];
}

interface Size {
  width: number;
  height: number;
}

function readSize(root: XmlElement): Size | null {
  const size = childOf(root, "size");
  const [width, height] = [Number(size && textOf(size, "width")), Number(size && textOf(size, "height"))];
  return width > 0 && height > 0 ? { width, height } : null;
}

function readBounds(bounds: XmlElement): Box {
  const [left, top, right, bottom] = ["xmin", "ymin", "xmax", "ymax"].map((name) =>
    numberOf(textOf(bounds, name), name),
  );
  return checkBox([left, top, right - left, bottom - top], "bndbox");
}

/** Children `x1, y1, x2, y2, ...` as one outline. */
function readPolygon(polygon: XmlElement): number[] {
  checkVertices(polygon.children.length / 2, "polygon");
  const values = new Map(polygon.children.map(({ name, text }) => [name, text]));
  const points: number[] = [];
  for (let i = 1; values.has(`x${i}`) || values.has(`y${i}`); i++)
    points.push(numberOf(values.get(`x${i}`), `x${i}`), numberOf(values.get(`y${i}`), `y${i}`));
  if (points.length < 6) throw new RecordError(`a polygon has ${points.length / 2} points; it needs 3.`);
  return points;
}

function readPolygons(object: XmlElement): number[][] | null {
  const polygons = object.children.filter(({ name }) => name === "polygon").map(readPolygon);
  return polygons.length > 0 ? polygons : null;
}

/** Fields that VOC has for every object; they are attributes where they say something. */
function readFlags(object: XmlElement): Record<string, MetadataValue> {
  const flags: Record<string, MetadataValue> = {};
  const pose = textOf(object, "pose");
  if (pose !== null && pose !== "" && pose !== "Unspecified") flags.pose = pose;
  for (const name of ["truncated", "difficult", "occluded"]) if (textOf(object, name) === "1") flags[name] = true;
  for (const attribute of childOf(object, "attributes")?.children ?? []) {
    const name = textOf(attribute, "name");
    const value = childOf(attribute, "value");
    if (name !== null && name !== "__proto__" && value)
      flags[name] = attributeValue(value.text, value.attributes.get("type"));
  }
  return flags;
}

function readObject(object: XmlElement, size: Size | null): SourceObject {
  const label = textOf(object, "name");
  if (label === null || label === "") throw new RecordError("the object has no name.");
  const bounds = childOf(object, "bndbox");
  const polygons = readPolygons(object);
  if (!bounds && !polygons) throw new RecordError("the object has no bndbox.");
  const box = bounds ? readBounds(bounds) : checkBox(boundingBox(polygons ?? []), "polygon");
  if (size) checkInside(box, size.width, size.height, "bndbox");
  const confidence = textOf(object, "confidence") ?? textOf(object, "score");
  return {
    ...boxObject(box, "pixel"),
    label,
    polygons,
    confidence: confidence === null ? null : readShare(confidence),
    source: textOf(object, "source"),
    sourceId: textOf(object, "id"),
    crowd: textOf(object, "iscrowd") === "1",
    attributes: readFlags(object),
  };
}

function readShare(text: string): number {
  const share = numberOf(text, "confidence");
  if (share < 0 || share > 1) throw new RecordError(`confidence is ${share}, not between 0 and 1.`);
  return share;
}

/** Reads one file. @throws GleanerError `bad_record` with the line where it is no XML */
export async function readAnnotationFile(file: string): Promise<VocAnnotation> {
  const annotation: VocAnnotation = { filename: null, objects: [], problems: [] };
  for await (const root of readXml(file, (_, depth) => depth === 0)) {
    annotation.filename = textOf(root, "filename");
    const size = readSize(root);
    for (const child of root.children) {
      if (child.name !== "object") continue;
      const object = orProblem(() => readObject(child, size));
      if (typeof object !== "string") annotation.objects.push(object);
      else annotation.problems.push({ line: child.line, message: object });
    }
  }
  return annotation;
}
