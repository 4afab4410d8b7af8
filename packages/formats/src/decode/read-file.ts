import { constants, open } from "node:fs/promises";
import { fileFailure } from "../read/file-failure.ts";
import { fileLocation } from "../read/file-name.ts";
import { type DecodeFailure, failure } from "./decoding.ts";

/** Most bytes of a file per allowed pixel: 16-bit RGBA without compression. */
const bytesPerPixel = 8;

/**
 * The bytes of a plain file. A pipe that took the file's place since it was listed is not waited for.
 *
 * @returns the bytes, or why there are none
 */
export async function readImageFile(file: string, maxPixels: number): Promise<Buffer | DecodeFailure> {
  try {
    const handle = await open(fileLocation(file), constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const info = await handle.stat();
      if (!info.isFile()) return failure("special_file", "It is not a file.");
      if (info.size > maxPixels * bytesPerPixel) {
        const megabytes = Math.round(info.size / 1e6);
        return failure("image_too_large", `The file has ${megabytes} MB; raise the limit with --max-pixels.`);
      }
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (error) {
    const { code, message } = fileFailure(file, error);
    return failure(code, message);
  }
}
