import { type Camera, type PictureSize, toPicture } from "./camera.ts";

/** Something that wants room on the picture around a map place. */
export interface Wish {
  x: number;
  y: number;
  /** Room it takes around that place, CSS px. */
  width: number;
  height: number;
}

/** The wishes that find room, in their order, with their places in the picture: none overlaps an earlier one or leaves the picture. */
export function placed<W extends Wish>(
  wishes: W[],
  camera: Camera,
  size: PictureSize,
): { wish: W; left: number; top: number }[] {
  const taken: { wish: W; left: number; top: number }[] = [];
  for (const wish of wishes) {
    const [left, top] = toPicture(camera, size, [wish.x, wish.y]);
    const [halfWidth, halfHeight] = [wish.width / 2, wish.height / 2];
    const fits =
      left >= halfWidth && top >= halfHeight && left <= size.width - halfWidth && top <= size.height - halfHeight;
    if (!fits) continue;
    const free = taken.every(
      (other) =>
        Math.abs(other.left - left) >= (other.wish.width + wish.width) / 2 ||
        Math.abs(other.top - top) >= (other.wish.height + wish.height) / 2,
    );
    if (free) taken.push({ wish, left, top });
  }
  return taken;
}
