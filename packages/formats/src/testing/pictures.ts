import sharp, { type Sharp } from "sharp";
import type { ImageFrame } from "../image-frame.ts";

/** A frame computed pixel by pixel. */
export function frameOf(
  width: number,
  height: number,
  channels: 1 | 3,
  value: (x: number, y: number, channel: number) => number,
): ImageFrame {
  const data = new Uint8Array(width * height * channels);
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++) for (let c = 0; c < channels; c++, i++) data[i] = value(x, y, c);
  return { width, height, channels, data };
}

/** A pattern with edges in every direction. */
export const wave = (x: number, y: number, channel: number): number => (x * 7 + y * 13 + channel * 50) % 256;

/** Four plain quarters: red, green, blue and white, which shows how an image was turned. */
export const quarters = (width: number, height: number): ImageFrame =>
  frameOf(width, height, 3, (x, y, c) => {
    const quarter = (x < width / 2 ? 0 : 1) + (y < height / 2 ? 0 : 2);
    return quarter === 3 || quarter === c ? 255 : 0;
  });

export const sharpOf = ({ width, height, channels, data }: ImageFrame): Sharp =>
  sharp(data, { raw: { width, height, channels } });

/** A small valid JPEG, different for each seed. */
export const smallJpeg = (seed = 0): Promise<Buffer> =>
  sharpOf(frameOf(32, 24, 3, (x, y, c) => wave(x + seed, y, c)))
    .jpeg()
    .toBuffer();
