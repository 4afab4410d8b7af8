import { cropFrame, encodePng, type ImageFrame, type Region, regionBox } from "@gleaner/formats";
import type { Box, Crop } from "@gleaner/schema";
import type { SampleMedia } from "@gleaner/store";

/** How a person sees an object: with a little of what is around it. */
export const shownCrop: Crop = { padding: 0.1, square: false };

/**
 * The part of an image that stands for an object: its box, grown by a share of its width and height (half on each side), widened to a
 * square where that is wanted, and kept inside the image. A square moves rather than shrinks at the edge; where the image is too small for it,
 * it is as large as fits. In pixels of the upright image, fractional.
 *
 * @returns null where nothing of the crop lies in the image
 */
export function cropOf(box: Box, { padding, square }: Crop, image: { width: number; height: number }): Region | null {
  const [x, y] = [box[0] + box[2] / 2, box[1] + box[3] / 2];
  let [width, height] = [box[2] * (1 + padding), box[3] * (1 + padding)];
  if (!(width > 0 && height > 0)) return null;
  if (x + width / 2 <= 0 || y + height / 2 <= 0 || x - width / 2 >= image.width || y - height / 2 >= image.height) {
    return null;
  }
  if (square) width = height = Math.max(width, height);
  const [left, right] = within(x - width / 2, x + width / 2, image.width, square);
  const [top, bottom] = within(y - height / 2, y + height / 2, image.height, square);
  return [left, top, right - left, bottom - top];
}

/** A span inside 0..size: cut at the edges, or moved in whole where it may be. */
function within(low: number, high: number, size: number, moves: boolean): [number, number] {
  const shift = !moves || high - low > size ? 0 : Math.max(0, -low) - Math.max(0, high - size);
  return [Math.max(0, low + shift), Math.min(size, high + shift)];
}

/** The part of its image in which a person sees an object; undefined for a sample, and where nothing of it lies in the image. */
export function shownRegion({ box, width, height }: Pick<SampleMedia, "box" | "width" | "height">): Region | undefined {
  return (box && width && height && cropOf(box, shownCrop, { width, height })) || undefined;
}

/** A PNG of a frame, or of a part of it. */
export function framePicture(frame: ImageFrame, region: Region | undefined): Uint8Array {
  const box = region && regionBox(region, frame);
  return encodePng(box ? cropFrame(frame, box) : frame);
}
