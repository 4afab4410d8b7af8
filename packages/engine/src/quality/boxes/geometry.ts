import type { Box } from "@gleaner/schema";

export const areaOf = ([, , width, height]: Box): number => Math.max(0, width) * Math.max(0, height);

/** Area that two boxes share. */
export function sharedArea([ax, ay, aw, ah]: Box, [bx, by, bw, bh]: Box): number {
  const width = Math.min(ax + aw, bx + bw) - Math.max(ax, bx);
  const height = Math.min(ay + ah, by + bh) - Math.max(ay, by);
  return width > 0 && height > 0 ? width * height : 0;
}

/** Intersection over union; 0 for boxes without area. */
export function overlapOf(a: Box, b: Box): number {
  const shared = sharedArea(a, b);
  return shared > 0 ? shared / (areaOf(a) + areaOf(b) - shared) : 0;
}

/** Share of a box that lies in another. */
export function shareInside(inner: Box, outer: Box): number {
  const area = areaOf(inner);
  return area > 0 ? sharedArea(inner, outer) / area : 0;
}

/** Distance of the centers in pixels. */
export function centerDistance([ax, ay, aw, ah]: Box, [bx, by, bw, bh]: Box): number {
  return Math.hypot(ax + aw / 2 - bx - bw / 2, ay + ah / 2 - by - bh / 2);
}
