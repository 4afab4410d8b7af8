import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** The bytes of an `idx` file of unsigned bytes. */
export function idxBytes(dimensions: number[], values: Uint8Array): Buffer {
  const header = Buffer.alloc(4 + 4 * dimensions.length);
  header.set([0, 0, 8, dimensions.length]);
  dimensions.forEach((size, i) => {
    header.writeUInt32BE(size, 4 + 4 * i);
  });
  return Buffer.concat([header, values]);
}

/** Writes a pair of files like MNIST's: image `i` is filled with `i`, its label is `i % 10`. */
export async function writeIdxPair(
  folder: string,
  prefix: string,
  count: number,
  { gzip = false, width = 4, height = 3 } = {},
): Promise<void> {
  const size = width * height;
  const images = idxBytes(
    [count, height, width],
    Uint8Array.from({ length: count * size }, (_, i) => i / size),
  );
  const labels = idxBytes(
    [count],
    Uint8Array.from({ length: count }, (_, i) => i % 10),
  );
  const [extension, pack] = gzip ? [".gz", gzipSync] : ["", (bytes: Buffer) => bytes];
  await writeFile(join(folder, `${prefix}-images-idx3-ubyte${extension}`), pack(images));
  await writeFile(join(folder, `${prefix}-labels-idx1-ubyte${extension}`), pack(labels));
}
