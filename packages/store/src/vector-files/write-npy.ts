import { open } from "node:fs/promises";
import { writeNpyHeader } from "./npy-header.ts";
import type { VectorBatch } from "./vector-file.ts";

/** Writes a NumPy array of float32 and the ids of its rows, one a line. */
export async function writeNpy(
  files: { vectors: string; ids: string },
  { rows, dimension }: { rows: number; dimension: number },
  batches: AsyncIterable<VectorBatch>,
): Promise<void> {
  const vectors = await open(files.vectors, "w");
  const ids = await open(files.ids, "w");
  try {
    await vectors.writeFile(writeNpyHeader(rows, dimension));
    for await (const { keys, data } of batches) {
      await vectors.writeFile(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      await ids.writeFile(keys.map((key) => `${key}\n`).join(""));
    }
    await vectors.sync();
    await ids.sync();
  } finally {
    await vectors.close();
    await ids.close();
  }
}
