import type { ImageFrame } from "../image-frame.ts";
import { type DecodeFailure, failure, type PixelRequest, type Region } from "./decoding.ts";
import { stretchToRgb } from "./resample.ts";

interface Size {
  width: number;
  height: number;
}

/** The whole pixels that a region touches, as far as they lie in the image; null when none do. */
export function regionBox([left, top, width, height]: Region, image: Size): Region | null {
  const [x, y] = [Math.max(0, Math.floor(left)), Math.max(0, Math.floor(top))];
  const right = Math.min(image.width, Math.ceil(left + width));
  const bottom = Math.min(image.height, Math.ceil(top + height));
  return right > x && bottom > y && width > 0 && height > 0 ? [x, y, right - x, bottom - y] : null;
}

/** Why a region gives no pixels. */
export function regionOutside({ width, height }: Size): DecodeFailure {
  return failure("bad_record", `The region lies outside the image, which has ${width} x ${height} pixels.`);
}

/** The square in the middle of an image whose side is a share (0..1) of the shorter side, in whole pixels. */
export function middleSquare({ width, height }: Size, share: number): Region {
  const side = Math.max(1, Math.round(Math.min(width, height) * Math.min(1, share)));
  return [Math.floor((width - side) / 2), Math.floor((height - side) / 2), side, side];
}

/** A part of a frame, copied; the region lies within it, in whole pixels. */
export function cropFrame(frame: ImageFrame, [left, top, width, height]: Region): ImageFrame {
  const { channels, data } = frame;
  const cut = new Uint8Array(width * height * channels);
  for (let y = 0; y < height; y++) {
    const start = ((top + y) * frame.width + left) * channels;
    cut.set(data.subarray(start, start + width * channels), y * width * channels);
  }
  return { width, height, channels, data: cut };
}

/** Model pixels of a frame in hand, or of its regions one after another. */
export function framePixels(frame: ImageFrame, request: PixelRequest): Uint8Array | DecodeFailure {
  const { size, fit, edge = size, regions } = request;
  const fitted = (part: ImageFrame) =>
    stretchToRgb(fit === "crop" ? cropFrame(part, middleSquare(part, size / edge)) : part, size);
  if (!regions) return fitted(frame);
  const square = size * size * 3;
  const pixels = new Uint8Array(square * regions.length);
  for (const [at, region] of regions.entries()) {
    const box = regionBox(region, frame);
    if (box === null) return regionOutside(frame);
    pixels.set(fitted(cropFrame(frame, box)), at * square);
  }
  return pixels;
}
