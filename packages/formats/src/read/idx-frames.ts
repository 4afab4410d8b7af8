import { createHash, randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { access, type FileHandle, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { GleanerError } from "@gleaner/schema";
import type { ImageFrame } from "../image-frame.ts";
import { fileLocation } from "./file-name.ts";
import { isGzipName, openBytes } from "./idx-file.ts";
import type { MediaReference } from "./source.ts";

/** Reads single frames of one `idx` file by their references. */
export class IdxFrames implements AsyncDisposable {
  readonly #handle: FileHandle;
  readonly #file: string;

  constructor(handle: FileHandle, file: string) {
    this.#handle = handle;
    this.#file = file;
  }

  /** @throws GleanerError `media_not_found` when the file no longer holds the frame */
  async read(reference: Extract<MediaReference, { kind: "frame" }>): Promise<ImageFrame> {
    const { width, height, channels, offset, index } = reference;
    const data = new Uint8Array(width * height * channels);
    const { bytesRead } = await this.#handle.read(data, 0, data.length, offset);
    if (bytesRead !== data.length)
      throw new GleanerError("media_not_found", `${basename(this.#file)} no longer holds image ${index}.`);
    return { width, height, channels, data };
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Decompresses a gzipped file once; the copy's name changes with the file's size and time. */
async function decompressedCopy(file: string, cache: string): Promise<string> {
  const info = await stat(fileLocation(file));
  const key = createHash("sha256").update(`${file}\0${info.size}\0${info.mtimeMs}`).digest("hex").slice(0, 32);
  const target = join(cache, `${key}.idx`);
  const isThere = await access(target).then(
    () => true,
    () => false,
  );
  if (isThere) return target;
  await mkdir(cache, { recursive: true });
  const partial = `${target}.${randomUUID()}.partial`;
  try {
    await pipeline(Readable.from(openBytes(file)), createWriteStream(partial));
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  return target;
}

/**
 * Opens an `idx` images file for reading frames in any order. A gzipped file cannot be read so: it is decompressed once into `cache` (a
 * folder that may be deleted at any time), whole before it becomes visible.
 *
 * @throws GleanerError `media_not_found` when the file is gone
 */
export async function openIdxFrames(file: string, cache: string): Promise<IdxFrames> {
  try {
    const plain = isGzipName(file) ? await decompressedCopy(file, cache) : file;
    return new IdxFrames(await open(fileLocation(plain)), file);
  } catch (error) {
    const isGone = error instanceof Error && "code" in error && error.code === "ENOENT";
    if (isGone) throw new GleanerError("media_not_found", `${file} is no longer there.`, { cause: error });
    throw error;
  }
}
