import { RecordError } from "./record-error.ts";

/** Most vertices of one object's outlines. */
export const vertexLimit = 100_000;

export type Box = [number, number, number, number];

function finite(value: unknown, where: string): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  const shown = typeof value === "string" ? `the text ${JSON.stringify(value.slice(0, 40))}` : String(value);
  throw new RecordError(`${where} holds ${shown}, which is no finite number.`);
}

/** Checks a box given as left, top, width, height. @throws RecordError unless it is four finite numbers with an area */
export function readBox(value: unknown, where: string): Box {
  if (!Array.isArray(value) || value.length !== 4) throw new RecordError(`${where} is not [left, top, width, height].`);
  const [left, top, width, height] = value.map((side: unknown) => finite(side, where));
  return checkBox([left, top, width, height], where);
}

/** @throws RecordError when the box has no area */
export function checkBox(box: Box, where: string): Box {
  const [, , width, height] = box;
  if (!box.every(Number.isFinite)) throw new RecordError(`${where} holds no finite number.`);
  if (width < 0 || height < 0) throw new RecordError(`${where} has a negative size: ${width} x ${height}.`);
  if (width === 0 || height === 0) throw new RecordError(`${where} has no area.`);
  return box;
}

/** @throws RecordError when a box lies outside an image of `width x height`; a box that sticks out is kept, for quality checks to find */
export function checkInside([left, top, width, height]: Box, imageWidth: number, imageHeight: number, where: string) {
  if (left >= imageWidth || top >= imageHeight || left + width <= 0 || top + height <= 0)
    throw new RecordError(`${where} lies outside the image of ${imageWidth} x ${imageHeight}.`);
}

/** Checks outlines given as lists of x, y, x, y, ... @throws RecordError */
export function readPolygons(value: unknown, where: string): number[][] {
  if (!Array.isArray(value)) throw new RecordError(`${where} is no list of polygons.`);
  let vertices = 0;
  const polygons = value.map((points: unknown, index) => {
    if (!Array.isArray(points)) throw new RecordError(`${where}/${index} is no list of coordinates.`);
    vertices += points.length / 2;
    checkVertices(vertices, where);
    if (points.length < 6 || points.length % 2 !== 0)
      throw new RecordError(
        `${where}/${index} has ${points.length} coordinates; a polygon has an even number, at least 6.`,
      );
    return points.map((coordinate: unknown) => finite(coordinate, `${where}/${index}`));
  });
  return polygons;
}

/** @throws RecordError when one object has more vertices than are kept */
export function checkVertices(vertices: number, where: string): void {
  if (vertices > vertexLimit)
    throw new RecordError(`${where} has ${Math.floor(vertices)} vertices or more; at most ${vertexLimit} are read.`);
}

/** The smallest box around outlines. */
export function boundingBox(polygons: readonly (readonly number[])[]): Box {
  let [left, top, right, bottom] = [
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    -Number.POSITIVE_INFINITY,
    -Number.POSITIVE_INFINITY,
  ];
  for (const points of polygons) {
    for (let i = 0; i + 1 < points.length; i += 2) {
      left = Math.min(left, points[i]);
      right = Math.max(right, points[i]);
      top = Math.min(top, points[i + 1]);
      bottom = Math.max(bottom, points[i + 1]);
    }
  }
  return [left, top, right - left, bottom - top];
}
