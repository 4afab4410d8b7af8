import type { MetadataValue } from "@gleaner/schema";
import { takeOwnAttributes } from "../attribute-value.ts";
import { type Box, boundingBox, checkBox, checkInside, checkVertices } from "../geometry.ts";
import { isJsonObject, type JsonObject } from "../json-line.ts";
import { flattenFields, readConfidence, textField, unsafeFields } from "../json-object.ts";
import { orProblem, RecordError } from "../record-error.ts";
import { boxObject, type SourceObject } from "../source.ts";

/** What the results of one annotation or prediction say. */
export interface Regions {
  objects: SourceObject[];
  /** Choices for the whole image. */
  labels: string[];
  /** What else is said of the whole image, by the control's name. */
  meta: Record<string, MetadataValue>;
  /** Positions of results that could not be used, each with a sentence. */
  problems: { index: number; message: string }[];
}

/** Fields of a result's value that hold words. */
const wordFields = ["rectanglelabels", "polygonlabels", "labels", "choices", "taxonomy", "text"];

function percent(value: unknown, where: string): number {
  if (typeof value === "number" && Number.isFinite(value)) return value / 100;
  throw new RecordError(`value/${where} is ${JSON.stringify(value) ?? "missing"}, which is no finite number.`);
}

function wordsOf(value: JsonObject): string[] {
  for (const field of wordFields) {
    const words = value[field];
    if (typeof words === "string") return [words.toWellFormed()];
    if (Array.isArray(words))
      return words
        .flat()
        .filter((word) => typeof word === "string")
        .map((word) => word.toWellFormed());
  }
  return [];
}

const isShape = (value: JsonObject): boolean => value.points !== undefined || value.width !== undefined;

function readPoints(points: unknown): number[] {
  if (!Array.isArray(points)) throw new RecordError("value/points is no list.");
  checkVertices(points.length, "value/points");
  if (points.length < 3) throw new RecordError(`value/points has ${points.length} points; a polygon needs 3.`);
  return points.flatMap((point: unknown) => {
    if (!Array.isArray(point) || point.length !== 2)
      throw new RecordError("value/points holds something that is no [x, y].");
    return point.map((side: unknown) => percent(side, "points"));
  });
}

function readBox({ x, y, width, height }: JsonObject): Box {
  const box: Box = [percent(x, "x"), percent(y, "y"), percent(width, "width"), percent(height, "height")];
  return checkBox(box, "the rectangle");
}

function readRegion(result: JsonObject, value: JsonObject, label: string | null): SourceObject {
  const kind = textField(result, "type") ?? "";
  if (/^(?:brush|ellipse|keypoint|video)/.test(kind))
    throw new RecordError(`regions of the type ${kind} are not read.`);
  const polygons = value.points === undefined ? null : [readPoints(value.points)];
  const box = polygons ? checkBox(boundingBox(polygons), "the polygon") : readBox(value);
  checkInside(box, 1, 1, "the region (in fractions)");
  const attributes: Record<string, MetadataValue> = {};
  const own = isJsonObject(result.meta) ? result.meta.attributes : undefined;
  if (isJsonObject(own)) flattenFields(own, unsafeFields, attributes);
  if (typeof value.rotation === "number" && value.rotation !== 0) attributes.rotation = value.rotation;
  return takeOwnAttributes({
    ...boxObject(box, "relative"),
    label,
    polygons,
    confidence: readConfidence(result.score, "score"),
    sourceId: textField(result, "id"),
    attributes,
  });
}

/** What a control says beside labels: words as they are, several as a JSON list, a number or rating as a number. */
function saidBy(value: JsonObject): MetadataValue {
  if (typeof value.number === "number" || typeof value.rating === "number")
    return typeof value.number === "number" ? value.number : Number(value.rating);
  const words = wordsOf(value);
  return words.length === 1 ? words[0] : JSON.stringify(words);
}

function partOf(result: JsonObject): string | null {
  return isJsonObject(result.meta) && typeof result.meta.part_of === "string" ? result.meta.part_of : null;
}

/**
 * Reads the `result` of an annotation or prediction: rectangles and polygons as objects, choices for the image as labels, other controls
 * as attributes of their region or metadata of the image.
 */
export function readRegions(results: unknown): Regions {
  const regions: Regions = { objects: [], labels: [], meta: {}, problems: [] };
  if (!Array.isArray(results)) return regions;
  const entries = results.map((result: unknown, index) => {
    const value = isJsonObject(result) && isJsonObject(result.value) ? result.value : null;
    return {
      index,
      result: isJsonObject(result) ? result : {},
      value,
      id: isJsonObject(result) ? result.id : undefined,
    };
  });
  const labelOf = new Map<unknown, string>();
  for (const { id, value } of entries) {
    const words = value && !value.choices && !value.text ? wordsOf(value) : [];
    if (id !== undefined && words.length > 0) labelOf.set(id, words[0]);
  }
  const byId = new Map<unknown, SourceObject>();
  const parts = new Map<string, SourceObject>();
  for (const { index, result, value, id } of entries) {
    if (!value || !isShape(value)) continue;
    if (id !== undefined && byId.has(id)) continue;
    const object = orProblem(() => readRegion(result, value, wordsOf(value)[0] ?? labelOf.get(id) ?? null));
    if (typeof object === "string") {
      regions.problems.push({ index, message: object });
      continue;
    }
    if (id !== undefined) byId.set(id, object);
    const part = partOf(result);
    const first = part === null ? undefined : parts.get(part);
    if (first?.polygons && object.polygons) {
      first.polygons.push(...object.polygons);
      first.box = boundingBox(first.polygons);
    } else {
      if (part !== null) parts.set(part, object);
      regions.objects.push(object);
    }
  }
  for (const { index, result, value, id } of entries) {
    if (!value) regions.problems.push({ index, message: "it has no value." });
    else if (!isShape(value)) addStatement(regions, result, value, byId.get(id));
  }
  return regions;
}

function addStatement(regions: Regions, result: JsonObject, value: JsonObject, object: SourceObject | undefined): void {
  const kind = textField(result, "type") ?? "";
  const name = textField(result, "from_name") ?? kind;
  if (name === "__proto__") return;
  if (object) {
    if (!/labels$/.test(kind)) object.attributes[name] = saidBy(value);
  } else if (kind === "choices") regions.labels.push(...wordsOf(value));
  else if (!/labels$/.test(kind)) regions.meta[name] = saidBy(value);
}
