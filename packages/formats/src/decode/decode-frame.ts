import { createHash } from "node:crypto";
import type { ImageFrame } from "../image-frame.ts";
import type { DecodedImage, DecodeFailure, DecodeRequest } from "./decoding.ts";
import { framePixels } from "./frame-region.ts";
import { measureFrame } from "./measures.ts";
import { signatureOf } from "./signature.ts";

/** SHA-256 over the shape and the pixels of a frame, as hex. */
export function frameHash({ width, height, channels, data }: ImageFrame): string {
  return createHash("sha256").update(`${width} ${height} ${channels}\n`).update(data).digest("hex");
}

/** What `decodeImage` gives for a file, for pixels in hand: no decoder and no other process is needed. */
export function decodeFrame(frame: ImageFrame, request: DecodeRequest): DecodedImage | DecodeFailure {
  const { width, height, data } = frame;
  const pixels = request.pixels ? framePixels(frame, request.pixels) : null;
  if (pixels && "ok" in pixels) return pixels;
  return {
    ok: true,
    hash: frameHash(frame),
    bytes: data.length,
    format: "raw",
    width,
    height,
    meta: {},
    measures: request.measures ? measureFrame(frame, width, height) : null,
    signature: request.signature ? signatureOf(frame) : null,
    thumbnail: null,
    pixels,
  };
}
