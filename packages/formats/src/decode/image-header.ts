import type { ImageFormat } from "./sniff.ts";

/** Size of an image as its header gives it. */
export interface HeaderSize {
  width: number;
  height: number;
}

/** Frame headers of JPEG: every SOF marker; C4, C8 and CC mean other things. */
const isFrameHeader = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

function jpegSize(bytes: Buffer): HeaderSize | null {
  for (let at = 2; at + 9 <= bytes.length && bytes[at] === 0xff; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes[at + 1];
    if (isFrameHeader(marker)) return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    // APP1 holds EXIF, which may turn the image.
    if (marker === 0xe1 || marker < 0xc0) return null;
  }
  return null;
}

const plainPngChunks = new Set([
  "IHDR",
  "PLTE",
  "IDAT",
  "IEND",
  "tRNS",
  "gAMA",
  "cHRM",
  "sRGB",
  "pHYs",
  "sBIT",
  "bKGD",
]);

function pngSize(bytes: Buffer): HeaderSize | null {
  for (let at = 8; at + 8 <= bytes.length; at += 12 + bytes.readUInt32BE(at))
    if (!plainPngChunks.has(bytes.toString("latin1", at + 4, at + 8))) return null;
  return bytes.length < 24 ? null : { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

function webpSize(bytes: Buffer): HeaderSize | null {
  if (bytes.length < 30) return null;
  const type = bytes.toString("latin1", 12, 16);
  if (type === "VP8 ") return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
  if (type === "VP8L") {
    const bits = bytes.readUInt32LE(21);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  const hasExif = (bytes[20] & 0x08) !== 0;
  if (type !== "VP8X" || hasExif) return null;
  return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
}

/**
 * The size of an image without metadata, read from its first bytes: a fraction of what asking the decoder costs, which counts for small
 * images.
 *
 * @returns null where there is, or may be, EXIF (an orientation, camera, time), or where the header is unusual: then ask the decoder
 */
export function plainHeaderSize(bytes: Buffer, format: ImageFormat): HeaderSize | null {
  if (format === "jpeg") return jpegSize(bytes);
  if (format === "png") return pngSize(bytes);
  return format === "webp" ? webpSize(bytes) : null;
}
