import type { SampleObject } from "@gleaner/schema";
import { classColors } from "../map/palette.ts";

/** A colour for a class by its name, the same everywhere and bright, as it lies on pictures; classes may share one, so the name stands beside it. */
export function objectColor(name: string | null): string {
  if (name === null) return "#ececea";
  let hash = 2166136261;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 16777619);
  return classColors.dark[(hash >>> 0) % classColors.dark.length];
}

/** The outline of an object as the path of an SVG in image px: its polygons, or its box. */
export function objectPath({ polygons, box }: Pick<SampleObject, "polygons" | "box">): string {
  if (!polygons) {
    const [left, top, width, height] = box;
    return `M${left} ${top}h${width}v${height}h${-width}z`;
  }
  return polygons
    .map((ring) => {
      const places: string[] = [];
      for (let i = 0; i + 1 < ring.length; i += 2) places.push(`${ring[i]} ${ring[i + 1]}`);
      return `M${places.join("L")}z`;
    })
    .join("");
}

/** Objects in the order in which they are drawn: large ones first, so that small ones can be reached. */
export function drawnOrder(objects: SampleObject[]): SampleObject[] {
  const area = ({ box }: SampleObject) => box[2] * box[3];
  return [...objects].sort((a, b) => area(b) - area(a) || a.number - b.number);
}
