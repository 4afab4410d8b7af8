import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { fileFailure } from "../read/file-failure.ts";
import { fileLocation } from "../read/file-name.ts";
import { type DecodeFailure, failure } from "./decoding.ts";

/** Most bytes of a file per allowed pixel: 16-bit RGBA without compression. */
const bytesPerPixel = 8;

/**
 * The bytes of a plain file. A pipe that took the file's place since it was listed is not waited for. Synchronous, because a decoder process
 * has nothing else to do, and four trips to the thread pool cost as much as a tenth of decoding a small image.
 *
 * @returns the bytes, or why there are none
 */
export function readImageFile(file: string, maxPixels: number): Buffer | DecodeFailure {
  try {
    const handle = openSync(fileLocation(file), constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const info = fstatSync(handle);
      if (!info.isFile()) return failure("special_file", "It is not a file.");
      if (info.size > maxPixels * bytesPerPixel) {
        const megabytes = Math.round(info.size / 1e6);
        return failure("image_too_large", `The file has ${megabytes} MB; raise the limit with --max-pixels.`);
      }
      return readFileSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    const { code, message } = fileFailure(file, error);
    return failure(code, message);
  }
}
