import { open } from "node:fs/promises";
import type { VectorBatch } from "./vector-file.ts";

/** Writes `id,v0,v1,...`; ids are base32 and numbers round-trip to the same float32. */
export async function writeCsv(
  file: string,
  { dimension }: { rows: number; dimension: number },
  batches: AsyncIterable<VectorBatch>,
): Promise<void> {
  const handle = await open(file, "w");
  try {
    await handle.writeFile(`id,${Array.from({ length: dimension }, (_, at) => `v${at}`).join(",")}\n`);
    for await (const { keys, data } of batches) {
      const lines = keys.map(
        (key, row) => `${key},${data.subarray(row * dimension, (row + 1) * dimension).join(",")}\n`,
      );
      await handle.writeFile(lines.join(""));
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}
