import type { MetadataValue } from "@gleaner/schema";
import { type Box, boundingBox, checkBox, checkInside, readBox, readPolygons } from "../geometry.ts";
import { isJsonObject, type JsonObject } from "../json-line.ts";
import { flattenFields, readConfidence, textField, unsafeFields } from "../json-object.ts";
import { RecordError } from "../record-error.ts";
import { maskArea, maskBox, readRunLengths } from "../rle.ts";
import { boxObject, type SourceObject } from "../source.ts";
import type { CocoCategory } from "./coco-index.ts";

/** Fields of an annotation that are no attributes. */
const ownFields: ReadonlySet<string> = new Set([
  ...[
    "id",
    "image_id",
    "category_id",
    "bbox",
    "segmentation",
    "iscrowd",
    "area",
    "score",
    "source",
    "attributes",
    "caption",
  ],
  ...unsafeFields,
]);

/** What an image's entry says of its size; null where it says nothing. */
export interface DeclaredSize {
  width: number;
  height: number;
}

interface Mask {
  polygons: number[][] | null;
  /** JSON of a run-length mask. */
  rle: string | null;
  box: Box | null;
  /** Null where no mask was given. */
  area: number | null;
}

const noMask: Mask = { polygons: null, rle: null, box: null, area: null };

/** The area of outlines, each taken by itself. */
export function polygonArea(polygons: readonly (readonly number[])[]): number {
  let area = 0;
  for (const points of polygons) {
    let twice = 0;
    for (let i = 0; i < points.length; i += 2) {
      const next = (i + 2) % points.length;
      twice += points[i] * points[next + 1] - points[next] * points[i + 1];
    }
    area += Math.abs(twice) / 2;
  }
  return area;
}

function readMask(value: unknown, size: DeclaredSize | null): Mask {
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) return noMask;
  if (Array.isArray(value)) {
    const polygons = readPolygons(value, "segmentation");
    return { polygons, rle: null, box: boundingBox(polygons), area: polygonArea(polygons) };
  }
  if (!isJsonObject(value)) throw new RecordError("segmentation is neither polygons nor a run-length mask.");
  const mask = readRunLengths(value, "segmentation");
  if (size && (mask.width !== size.width || mask.height !== size.height))
    throw new RecordError(
      `segmentation is for ${mask.width} x ${mask.height} pixels, the image has ${size.width} x ${size.height}.`,
    );
  const rle = JSON.stringify({ size: value.size, counts: value.counts });
  return { polygons: null, rle, box: maskBox(mask), area: maskArea(mask) };
}

function readCrowd(value: unknown): boolean {
  if (value === undefined || value === null || value === 0 || value === false) return false;
  if (value === 1 || value === true) return true;
  throw new RecordError("iscrowd is neither 0 nor 1.");
}

function readArea(value: unknown, computed: number): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== "number" || !Number.isFinite(value) || value < 0)
    throw new RecordError("area is no number, or negative.");
  return Math.abs(value - computed) <= 1e-6 * Math.max(1, computed) ? null : value;
}

/** The class of an annotation and what else its category says. */
function readCategory(value: unknown, categories: Map<number | string, CocoCategory>): [string, CocoCategory] {
  const category = typeof value === "number" || typeof value === "string" ? categories.get(value) : undefined;
  if (!category) throw new RecordError(`category_id ${JSON.stringify(value) ?? "(none)"} is the id of no category.`);
  return [category.name, category];
}

/**
 * Reads one annotation of instances. `category_id`, `supercategory` and an `area` that is not that of mask or box become attributes, as
 * do keypoints (JSON text) and everything that COCO does not name; a run-length mask becomes the attribute `rle`.
 *
 * @throws RecordError
 */
export function readAnnotation(
  value: JsonObject,
  categories: Map<number | string, CocoCategory>,
  size: DeclaredSize | null,
): SourceObject {
  const [label, { supercategory }] = readCategory(value.category_id, categories);
  const mask = readMask(value.segmentation, size);
  if (value.bbox === undefined && mask.box === null) throw new RecordError("it has neither bbox nor segmentation.");
  const box = value.bbox === undefined && mask.box ? checkBox(mask.box, "segmentation") : readBox(value.bbox, "bbox");
  if (size) checkInside(box, size.width, size.height, "bbox");
  const attributes: Record<string, MetadataValue> = {};
  flattenFields(value, ownFields, attributes);
  if (isJsonObject(value.attributes)) flattenFields(value.attributes, unsafeFields, attributes);
  else if (value.attributes !== undefined && value.attributes !== null)
    throw new RecordError("attributes is no object.");
  if (mask.rle !== null) attributes.rle = mask.rle;
  const area = readArea(value.area, mask.area ?? box[2] * box[3]);
  if (area !== null) attributes.area = area;
  if (typeof value.category_id === "number") attributes.category_id = value.category_id;
  if (supercategory) attributes.supercategory = supercategory;
  return {
    ...boxObject(box, "pixel"),
    label,
    polygons: mask.polygons,
    confidence: readConfidence(value.score, "score"),
    source: textField(value, "source"),
    crowd: readCrowd(value.iscrowd),
    sourceId: textField(value, "id"),
    attributes,
  };
}
