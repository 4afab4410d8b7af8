import type { MetadataValue } from "@gleaner/schema";
import type { SourceObject } from "./source.ts";

/** An object in the form in which it is kept: pixels of the upright image, all that has no field of its own as an attribute. */
export interface StoredObject {
  class: string | null;
  /** `import`: the data set's own statement. */
  source: string;
  confidence: number | null;
  /** Left, top, width, height. */
  box: [number, number, number, number];
  polygons: number[][] | null;
  /** With `source_id` and `iscrowd` where they are known. */
  attributes: Record<string, MetadataValue>;
}

/** Attributes that stand for fields of `SourceObject`. */
const ownAttributes = { sourceId: "source_id", crowd: "iscrowd" } as const;

/** The source of what a data set states itself. */
const ownSource = "import";

/**
 * A read object as it is kept of an image of `width x height` pixels (upright).
 *
 * @returns the object, or a sentence that says why it can't be one of this image
 */
export function storedObject(object: SourceObject, width: number, height: number): StoredObject | string {
  const [right, down] = object.unit === "relative" ? [width, height] : [1, 1];
  const box: StoredObject["box"] = [
    object.box[0] * right,
    object.box[1] * down,
    object.box[2] * right,
    object.box[3] * down,
  ];
  if (box[0] >= width || box[1] >= height || box[0] + box[2] <= 0 || box[1] + box[3] <= 0)
    return `the box [${box.join(", ")}] lies outside the image of ${width} x ${height} pixels.`;
  const polygons = object.polygons?.map((points) => points.map((value, i) => value * (i % 2 === 0 ? right : down)));
  const attributes = { ...object.attributes };
  if (object.sourceId !== null) attributes[ownAttributes.sourceId] = object.sourceId;
  if (object.crowd) attributes[ownAttributes.crowd] = true;
  const { label, source, confidence } = object;
  return { class: label, source: source ?? ownSource, confidence, box, polygons: polygons ?? null, attributes };
}

/** The object that `storedObject` was given, in pixels. */
export function unstoredObject(object: StoredObject): SourceObject {
  const { [ownAttributes.sourceId]: sourceId, [ownAttributes.crowd]: crowd, ...attributes } = object.attributes;
  return {
    label: object.class,
    box: [...object.box],
    polygons: object.polygons,
    unit: "pixel",
    confidence: object.confidence,
    source: object.source === ownSource ? null : object.source,
    crowd: crowd === true,
    sourceId: sourceId === undefined || sourceId === null ? null : String(sourceId),
    attributes,
  };
}
