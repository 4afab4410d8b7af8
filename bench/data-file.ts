import { readSync } from "node:fs";
import { open } from "node:fs/promises";
import type { VectorSource } from "../packages/kernel/src/index.ts";

/** Rows of a raw little-endian float32 file, read as they are asked for; `read` may be called many times at once. */
export async function vectorsInFile(
  file: string,
  dimension: number,
  rows = Number.POSITIVE_INFINITY,
): Promise<VectorSource & { close(): Promise<void> }> {
  const handle = await open(file, "r");
  const { size } = await handle.stat();
  return {
    n: Math.min(rows, Math.floor(size / (4 * dimension))),
    dimension,
    async read(start, count, target) {
      const bytes = new Uint8Array(target.buffer, target.byteOffset, 4 * count * dimension);
      const { bytesRead } = await handle.read(bytes, 0, bytes.byteLength, 4 * start * dimension);
      if (bytesRead !== bytes.byteLength) throw new Error(`${file} ended within row ${start + count - 1}.`);
    },
    gather(wanted, target) {
      wanted.forEach((row, at) => {
        readSync(handle.fd, target, at * dimension * 4, 4 * dimension, 4 * row * dimension);
      });
    },
    close: () => handle.close(),
  };
}
