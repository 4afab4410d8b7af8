import type { MetadataValue } from "@gleaner/schema";
import type { ImageFrame } from "../image-frame.ts";
import type { SkipCode } from "../read/source.ts";
import type { Measures } from "./measures.ts";
import type { ImageFormat } from "./sniff.ts";

/** Long edge of thumbnails, and of the reduced image from which measures and model pixels of large images come. */
export const thumbnailEdge = 512;
/** Long edge up to which an image is its own thumbnail and is measured as it is: reducing it would cost more than it saves. */
export const largestUnreduced = 768;

/** What to decode: a file (path in the form of `fileNameText`), the bytes of one, or pixels that need no decoding. */
export type DecodeInput = { file: string } | { bytes: Uint8Array } | { frame: ImageFrame };

/** A rectangle of an upright image in pixels: left, top, width, height. It may be fractional, and reach over the edges. */
export type Region = readonly [left: number, top: number, width: number, height: number];

/** How an image, or each of its regions, becomes a square of pixels. */
export interface PixelRequest {
  /** Side of the square. */
  size: number;
  /** `stretch` (default) scales both sides to the square; `crop` scales the shorter one to `edge` and keeps the middle. */
  fit?: "stretch" | "crop";
  /** Length of the shorter side before the middle is cut out (default `size`). */
  edge?: number;
  /** Colour under transparent pixels: red, green, blue (default white). */
  background?: readonly [number, number, number];
  /** What is wanted of the image, each as if it were an image of its own (default: all of it). */
  regions?: readonly Region[];
}

/** What to give besides hash, size and metadata. */
export interface DecodeRequest {
  /** CleanVision's scores (default false). */
  measures?: boolean;
  /** What the image looks like, for finding near-duplicates (default false). */
  signature?: boolean;
  /** A small picture for grids (default false). */
  thumbnail?: boolean;
  /** RGB pixels for an embedding model. */
  pixels?: PixelRequest;
  /** GPS position as metadata (default false). */
  gps?: boolean;
}

/** A decoded image. Arrays may be views of larger buffers: copy before transferring them. */
export interface DecodedImage {
  ok: true;
  /** SHA-256 of the file, or of a frame's shape and pixels, as hex. */
  hash: string;
  /** Size of the file, or of a frame's pixels. */
  bytes: number;
  format: ImageFormat | "raw";
  /** Of the upright image. */
  width: number;
  height: number;
  /** From EXIF: `camera`, `captured_at` and, on request, `latitude`, `longitude`. */
  meta: Record<string, MetadataValue>;
  measures: Measures | null;
  /** `signatureBytes` long, as `signatureLayout` says. */
  signature: Uint8Array | null;
  /** JPEG of at most 512 pixels on the long edge; null for an image of at most 768, which is its own. */
  thumbnail: Uint8Array | null;
  /** `size x size x 3`, row-major, one such square after another for regions: upright sRGB, first frame of an animation. */
  pixels: Uint8Array | null;
}

/** Why an image was not decoded. */
export interface DecodeFailure {
  ok: false;
  code: SkipCode;
  message: string;
}

export type DecodeResult = DecodedImage | DecodeFailure;

/** A JPEG made for viewing. */
export interface Picture {
  ok: true;
  jpeg: Uint8Array;
  width: number;
  height: number;
}

/** Work for a decoder process. */
export type DecoderTask =
  | { kind: "decode"; input: { file: string } | { bytes: Uint8Array }; request: DecodeRequest; maxPixels: number }
  | {
      kind: "picture";
      input: { file: string } | { bytes: Uint8Array };
      size: number;
      /** The part of the upright image that is shown; undefined: all of it. */
      region?: Region;
      maxPixels: number;
    };

/** What a decoder process answers to a task. */
export type TaskResult = DecodedImage | Picture | DecodeFailure;

export function failure(code: SkipCode, message: string): DecodeFailure {
  return { ok: false, code, message };
}
