import type { Box } from "@gleaner/schema";
import { shareInside } from "../geometry.ts";
import type { ImageSize } from "./jitters.ts";

/** Windows of one size lie this share of their side apart. */
const spacing = 0.73;
/** Windows of an image at most: small ones are laid further apart where there would be more. */
const mostOfImage = 100;
/** A window that shares more than this with a box, or covers more of one, shows that object. */
const sharedAtMost = 0.1;
/** Quantiles of the sizes of boxes that windows get, and the ratio from which two of them say more than one. */
const quantiles = [0.25, 0.75] as const;
const leastRatio = 1.3;

/**
 * Sides of square windows as shares of the root of the image's area: the lower and upper quartile of the sizes of boxes, or the median where
 * these are alike; rounded to steps of a fifth so that editing a box moves no window.
 * @param sizes roots of the share of the image that each box covers
 */
export function windowSides(sizes: readonly number[]): number[] {
  const known = sizes.filter((size) => size > 0).sort((a, b) => a - b);
  if (known.length === 0) return [];
  const at = (share: number) => rounded(known[Math.round(share * (known.length - 1))]);
  const [small, large] = quantiles.map(at);
  return large / small >= leastRatio ? [small, large] : [at(0.5)];
}

const rounded = (size: number) => Math.min(1, 1.2 ** Math.round(Math.log(size) / Math.log(1.2)));

/** Square windows all over an image, of each side in rows and columns evenly spread from edge to edge. */
export function windowsOf({ width, height }: ImageSize, sides: readonly number[]): Box[] {
  return sides.flatMap((share) => {
    const side = Math.min(width, height, share * Math.sqrt(width * height));
    let [columns, rows] = [width, height].map((length) => 1 + Math.ceil((length - side) / (spacing * side)));
    const most = mostOfImage / sides.length;
    if (columns * rows > most) {
      const shrink = Math.sqrt(most / (columns * rows));
      [columns, rows] = [columns, rows].map((count) => Math.max(1, Math.floor(count * shrink)));
    }
    const place = (at: number, count: number, length: number) =>
      count > 1 ? ((length - side) * at) / (count - 1) : (length - side) / 2;
    return Array.from({ length: columns * rows }, (_, at): Box => {
      return [place(at % columns, columns, width), place(Math.floor(at / columns), rows, height), side, side];
    });
  });
}

/** Windows that show none of the boxes. */
export function freeWindows(windows: readonly Box[], boxes: readonly Box[]): Box[] {
  return windows.filter((window) =>
    boxes.every((box) => shareInside(window, box) < sharedAtMost && shareInside(box, window) < sharedAtMost),
  );
}
