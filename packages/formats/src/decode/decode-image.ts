import { createHash } from "node:crypto";
import sharp, { type Sharp } from "sharp";
import type { ImageFrame } from "../image-frame.ts";
import type {
  DecodedImage,
  DecodeFailure,
  DecodeRequest,
  Picture,
  PixelRequest,
  Region,
  TaskResult,
} from "./decoding.ts";
import { failure, largestUnreduced, thumbnailEdge } from "./decoding.ts";
import { exifMetadata } from "./exif-metadata.ts";
import { cropFrame, middleSquare, regionBox, regionOutside } from "./frame-region.ts";
import { plainHeaderSize } from "./image-header.ts";
import { measureFrame } from "./measures.ts";
import { stretchToRgb } from "./resample.ts";
import { signatureOf } from "./signature.ts";
import { type ImageFormat, sniff } from "./sniff.ts";

/** Keeps libvips to the four formats that are decoded, one thread and no cache: decoder processes are the unit of parallel work. */
export function restrictLoaders(): void {
  sharp.block({ operation: ["VipsForeignLoad"] });
  sharp.unblock({
    operation: ["VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp", "VipsForeignLoadHeif"],
  });
  sharp.concurrency(1);
  sharp.cache(false);
}

interface OpenedImage {
  format: ImageFormat;
  width: number;
  height: number;
  exif: Buffer | undefined;
}

function unreadable(error: unknown): DecodeFailure {
  const text = error instanceof Error ? error.message : String(error);
  return failure("unreadable_image", `It cannot be decoded: ${text.split("\n", 1)[0].slice(0, 300)}.`);
}

async function readHeader(bytes: Buffer, format: ImageFormat): Promise<OpenedImage> {
  const size = plainHeaderSize(bytes, format);
  if (size !== null) return { format, ...size, exif: undefined };
  const { autoOrient, exif } = await sharp(bytes, { limitInputPixels: false }).metadata();
  return { format, width: autoOrient.width, height: autoOrient.height, exif };
}

/** Checks type and size from the header, before any pixel is decoded. */
async function openImage(bytes: Buffer, maxPixels: number): Promise<OpenedImage | DecodeFailure> {
  if (bytes.length === 0) return failure("unreadable_image", "The file is empty.");
  const content = sniff(bytes);
  if (content.kind === "unknown") return failure("unreadable_image", "It holds no known type of image.");
  if (content.kind === "other") {
    return failure("type_mismatch", `It holds ${content.name}, not a JPEG, PNG, WebP or AVIF image.`);
  }
  try {
    const opened = await readHeader(bytes, content.format);
    const { width, height } = opened;
    if (width * height > maxPixels) {
      const message = `${width} x ${height} pixels are over the limit of ${maxPixels}; raise it with --max-pixels.`;
      return failure("image_too_large", message);
    }
    return opened;
  } catch (error) {
    return unreadable(error);
  }
}

/** A part of an image, of at most `size` pixels on the long edge. */
async function cutOut(bytes: Buffer, box: Region, size: number, image: OpenedImage, maxPixels: number): Promise<Sharp> {
  const scale = sufficientScale([box], size);
  const frame = await reducedFrame(bytes, Math.round(Math.max(image.width, image.height) * scale), maxPixels);
  const [left, top, width, height] =
    scale === 1 ? box : (regionBox(scaled(box, frame.width / image.width), frame) ?? box);
  return fromFrame(frame)
    .extract({ left, top, width, height })
    .resize(size, size, { fit: "inside", withoutEnlargement: true });
}

type Colour = readonly [number, number, number];
const white: Colour = [255, 255, 255];

/** Upright sRGB of at most `edge` pixels on the long edge. */
function reduce(bytes: Buffer, edge: number, maxPixels: number, [r, g, b] = white): Sharp {
  return sharp(bytes, { autoOrient: true, failOn: "error", limitInputPixels: maxPixels })
    .resize(edge, edge, { fit: "inside", withoutEnlargement: true })
    .flatten({ background: { r, g, b } })
    .toColourspace("srgb");
}

async function reducedFrame(bytes: Buffer, edge: number, maxPixels: number, background = white): Promise<ImageFrame> {
  return rawFrame(reduce(bytes, edge, maxPixels, background));
}

async function rawFrame(image: Sharp): Promise<ImageFrame> {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) throw new Error(`decoded to ${info.channels} channels`);
  return { width: info.width, height: info.height, channels: 3, data: plain(data) };
}

const fromFrame = ({ width, height, channels, data }: ImageFrame): Sharp =>
  sharp(data, { raw: { width, height, channels } });

/** The same memory without Buffer's own `slice`, which would not copy. */
const plain = ({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

async function stretch(frame: ImageFrame, size: number): Promise<Uint8Array> {
  if (frame.width === size && frame.height === size) return frame.data;
  // libvips enlarges with another filter than it shrinks with; ours gives a small image the pixels that its frame would have.
  if (frame.width < size || frame.height < size) return stretchToRgb(frame, size);
  return plain(await fromFrame(frame).resize(size, size, { fit: "fill", kernel: "cubic" }).raw().toBuffer());
}

/** The middle of a frame as a square, or all of it stretched to one. */
function fitted(frame: ImageFrame, { size, fit, edge = size }: PixelRequest): Promise<Uint8Array> {
  return stretch(fit === "crop" ? cropFrame(frame, middleSquare(frame, size / edge)) : frame, size);
}

/** Model pixels of a whole image; `frame` is what was decoded for the measures, on white. */
async function wholePixels(
  bytes: Buffer,
  { frame, width, height, maxPixels }: { frame: ImageFrame; width: number; height: number; maxPixels: number },
  request: PixelRequest,
): Promise<Uint8Array> {
  const { size, fit, edge = size, background = white } = request;
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  const needed = fit === "crop" ? Math.ceil((edge * long) / Math.max(1, short)) : size;
  const isLargeEnough = Math.min(needed, long) <= Math.max(frame.width, frame.height);
  const source =
    isLargeEnough && background.every((value) => value === 255)
      ? frame
      : await reducedFrame(bytes, Math.min(long, Math.max(needed, thumbnailEdge)), maxPixels, background);
  return fitted(source, request);
}

/** Model pixels of regions: each is cut from the full image, then treated as an image of its own. */
async function regionPixels(
  bytes: Buffer,
  { width, height, maxPixels }: { width: number; height: number; maxPixels: number },
  request: PixelRequest & Required<Pick<PixelRequest, "regions">>,
): Promise<Uint8Array | DecodeFailure> {
  const { size, regions, background } = request;
  const boxes = regions.map((region) => regionBox(region, { width, height }));
  const square = size * size * 3;
  const pixels = new Uint8Array(square * regions.length);
  const edge = Math.max(thumbnailEdge, size);
  const scale = sufficientScale(boxes, edge);
  const frame = await reducedFrame(bytes, Math.round(Math.max(width, height) * scale), maxPixels, background);
  for (const [at, box] of boxes.entries()) {
    if (box === null) return regionOutside({ width, height });
    const [left, top, boxWidth, boxHeight] =
      scale === 1 ? box : (regionBox(scaled(box, frame.width / width), frame) ?? box);
    const cut = fromFrame(frame)
      .extract({ left, top, width: boxWidth, height: boxHeight })
      .resize(edge, edge, { fit: "inside", withoutEnlargement: true });
    pixels.set(await fitted(await rawFrame(cut), request), at * square);
  }
  return pixels;
}

/** How much an image may shrink while it is decoded, where all of its regions stay larger than is wanted of them; 1: not at all. */
function sufficientScale(boxes: readonly (Region | null)[], edge: number): number {
  const smallest = Math.min(...boxes.map((box) => (box ? Math.max(box[2], box[3]) : 0)));
  return smallest >= 2 * edge ? edge / smallest : 1;
}

const scaled = ([left, top, width, height]: Region, scale: number): Region => [
  left * scale,
  top * scale,
  width * scale,
  height * scale,
];

/**
 * Decodes an image in one pass: the file is decoded once, reduced to 512 pixels where it has more than 768 (JPEGs while decoding), and
 * measures, thumbnail and model pixels all come from that, so that asking for them together or one by one gives the same bytes. Model
 * pixels larger than that come from a reduction to their own size.
 */
export async function decodeImage(bytes: Buffer, request: DecodeRequest, maxPixels: number): Promise<TaskResult> {
  const opened = await openImage(bytes, maxPixels);
  if ("ok" in opened) return opened;
  const { format, width, height, exif } = opened;
  try {
    const wanted = request.pixels;
    const regions = wanted?.regions;
    const ofRegions =
      wanted && regions ? await regionPixels(bytes, { width, height, maxPixels }, { ...wanted, regions }) : null;
    if (ofRegions && "ok" in ofRegions) return ofRegions;
    const onlyRegions = ofRegions !== null && !request.measures && !request.signature && !request.thumbnail;
    const isLarge = Math.max(width, height) > largestUnreduced;
    const frame = onlyRegions ? null : await reducedFrame(bytes, isLarge ? thumbnailEdge : largestUnreduced, maxPixels);
    const pixels =
      wanted && !ofRegions && frame ? await wholePixels(bytes, { frame, width, height, maxPixels }, wanted) : ofRegions;
    const decoded: DecodedImage = {
      ok: true,
      hash: createHash("sha256").update(bytes).digest("hex"),
      bytes: bytes.length,
      format,
      width,
      height,
      meta: exifMetadata(exif, request.gps ?? false),
      measures: request.measures && frame ? measureFrame(frame, width, height) : null,
      signature: request.signature && frame ? signatureOf(frame) : null,
      thumbnail:
        request.thumbnail && frame && isLarge
          ? plain(await fromFrame(frame).jpeg({ quality: 80, optimiseCoding: false }).toBuffer())
          : null,
      pixels,
    };
    return decoded;
  } catch (error) {
    return unreadable(error);
  }
}

/** A JPEG of an image, or of a part of it, of at most `size` pixels on the long edge, never enlarged. */
export async function makePicture(
  bytes: Buffer,
  size: number,
  maxPixels: number,
  region?: Region,
): Promise<Picture | DecodeFailure> {
  const opened = await openImage(bytes, maxPixels);
  if ("ok" in opened) return opened;
  try {
    const box = region ? regionBox(region, opened) : null;
    if (region && !box) return regionOutside(opened);
    const image = box ? await cutOut(bytes, box, size, opened, maxPixels) : reduce(bytes, size, maxPixels);
    const { data, info } = await image.jpeg({ quality: 85 }).toBuffer({ resolveWithObject: true });
    return { ok: true, jpeg: plain(data), width: info.width, height: info.height };
  } catch (error) {
    return unreadable(error);
  }
}
