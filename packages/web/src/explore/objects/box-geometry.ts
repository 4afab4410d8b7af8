import type { Box } from "@gleaner/schema";
import type { Extent } from "../sample/image-view.ts";

/** Which edges of a box a hand holds: -1 left or top, 1 right or bottom, 0 neither. Both 0: all of it. */
export interface Grip {
  x: -1 | 0 | 1;
  y: -1 | 0 | 1;
}

export const wholeBox: Grip = { x: 0, y: 0 };

/** The corners and the middles of the edges. */
export const edgeGrips: readonly Grip[] = [
  { x: -1, y: -1 },
  { x: 0, y: -1 },
  { x: 1, y: -1 },
  { x: 1, y: 0 },
  { x: 1, y: 1 },
  { x: 0, y: 1 },
  { x: -1, y: 1 },
  { x: -1, y: 0 },
];

/** No side of a box that somebody draws is shorter than this, in image px. */
const shortest = 0.5;
/** Boxes are kept to a hundredth of a pixel: finer than anyone can aim, and short in a file. */
const rounded = (value: number) => Math.round(value * 100) / 100 + 0;

/** The grip under a place in image px, the nearest within `reach` px; null where the place is outside of the box. */
export function gripAt(box: Readonly<Box>, [x, y]: readonly [number, number], reach: number): Grip | null {
  const [left, top, width, height] = box;
  const near = edgeGrips
    .map((grip) => ({
      grip,
      distance: Math.hypot(left + (width * (grip.x + 1)) / 2 - x, top + (height * (grip.y + 1)) / 2 - y),
    }))
    .filter(({ distance }) => distance <= reach)
    .sort((a, b) => a.distance - b.distance);
  if (near.length > 0) return near[0].grip;
  return x >= left && x <= left + width && y >= top && y <= top + height ? wholeBox : null;
}

/** A box after its grip was dragged by image px. It stays inside the image; an edge dragged beyond its opposite turns the box over. */
export function draggedBox(box: Readonly<Box>, grip: Grip, dx: number, dy: number, image: Extent): Box {
  const [left, width] = draggedSpan(box[0], box[2], grip.x, grip.x === 0 && grip.y !== 0 ? 0 : dx, image.width);
  const [top, height] = draggedSpan(box[1], box[3], grip.y, grip.y === 0 && grip.x !== 0 ? 0 : dy, image.height);
  return [left, top, width, height];
}

function draggedSpan(start: number, length: number, edge: -1 | 0 | 1, by: number, size: number): [number, number] {
  if (edge === 0) {
    // A box that reaches over the edge of its image may stay there, but goes no farther.
    const low = Math.min(0, start);
    const high = Math.max(start, size - length);
    return [rounded(Math.min(high, Math.max(low, start + by))), rounded(length)];
  }
  const fixed = edge === 1 ? start : start + length;
  const moved = Math.min(size, Math.max(0, (edge === 1 ? start + length : start) + by));
  const span = Math.max(shortest, Math.abs(moved - fixed));
  return [rounded(Math.min(fixed, moved, size - span)), rounded(span)];
}

/** The box between two places of an image. */
export function boxBetween(a: readonly [number, number], b: readonly [number, number], image: Extent): Box {
  const inside = (value: number, size: number) => Math.min(size, Math.max(0, value));
  const [x0, x1] = [inside(a[0], image.width), inside(b[0], image.width)];
  const [y0, y1] = [inside(a[1], image.height), inside(b[1], image.height)];
  return [
    rounded(Math.min(x0, x1)),
    rounded(Math.min(y0, y1)),
    rounded(Math.max(shortest, Math.abs(x1 - x0))),
    rounded(Math.max(shortest, Math.abs(y1 - y0))),
  ];
}

/** The rings of a shape moved and stretched with its box. */
export function movedPolygons(polygons: number[][], from: Readonly<Box> | number[], to: Readonly<Box>): number[][] {
  const along = (value: number, axis: 0 | 1) => {
    const length = from[axis + 2];
    const share = length > 0 ? (value - from[axis]) / length : 0;
    return rounded(to[axis] + share * to[axis + 2]);
  };
  return polygons.map((ring) => ring.map((value, at) => along(value, at % 2 === 0 ? 0 : 1)));
}
