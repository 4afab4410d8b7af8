import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { createGunzip } from "node:zlib";
import { GleanerError } from "@gleaner/schema";
import type { ByteReader } from "./byte-reader.ts";
import { fileLocation } from "./file-name.ts";

/** Largest frame that is read, in bytes. */
const frameLimit = 64 * 1024 * 1024;

/** The header of an `idx` file: its dimensions and where the values start. */
export interface IdxHeader {
  /** Count first, then height, width and, for color, 3. */
  dimensions: number[];
  /** Bytes before the first value. */
  size: number;
}

export const isGzipName = (file: string): boolean => /\.gz$/i.test(file);

/** The bytes of a file, decompressed where its name ends with `.gz`. */
export function openBytes(file: string, signal?: AbortSignal): AsyncIterable<Uint8Array> {
  const stream = createReadStream(fileLocation(file), { signal, highWaterMark: 256 * 1024 });
  if (!isGzipName(file)) return stream;
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  stream.on("error", (error) => gunzip.destroy(error));
  gunzip.on("close", () => stream.destroy());
  return stream.pipe(gunzip);
}

const refuse = (file: string, message: string): GleanerError =>
  new GleanerError("unsupported_or_corrupt", `${basename(file)}: ${message}`, { details: { file } });

/**
 * Reads the header of an `idx` file (LeCun, "The MNIST database", section "file formats"): two zero bytes, the type of the values, the number
 * of dimensions, then each dimension as a big-endian 32-bit integer.
 *
 * @throws GleanerError `unsupported_or_corrupt` unless the values are unsigned bytes
 */
export async function readIdxHeader(file: string, reader: ByteReader): Promise<IdxHeader> {
  const start = await reader.read(4);
  if (start === null || start[0] !== 0 || start[1] !== 0) throw refuse(file, "not an idx file.");
  if (start[2] !== 8) throw refuse(file, "only idx files of unsigned bytes are read.");
  const count = start[3];
  const sizes = count >= 1 && count <= 4 ? await reader.read(4 * count) : null;
  if (sizes === null) throw refuse(file, "the idx header is broken.");
  const view = new DataView(sizes.buffer, sizes.byteOffset, sizes.byteLength);
  return { dimensions: Array.from({ length: count }, (_, i) => view.getUint32(4 * i)), size: 4 + 4 * count };
}

/** The shape of the frames of an images file. */
export interface IdxShape {
  count: number;
  width: number;
  height: number;
  channels: 1 | 3;
  headerSize: number;
}

/** Reads a header as that of images. @throws GleanerError `unsupported_or_corrupt` */
export function imageShape(file: string, header: IdxHeader): IdxShape {
  const [count, height, width, channels = 1] = header.dimensions;
  const isImages = header.dimensions.length >= 3 && height > 0 && width > 0 && (channels === 1 || channels === 3);
  if (!isImages || height * width * channels > frameLimit)
    throw refuse(file, "its dimensions are not those of images.");
  return { count, width, height, channels, headerSize: header.size };
}
