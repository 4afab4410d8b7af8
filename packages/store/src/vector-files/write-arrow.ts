import { open } from "node:fs/promises";
import { RecordBatchFileWriter } from "apache-arrow";
import { vectorBatch } from "../vectors/shard-format.ts";
import type { VectorBatch } from "./vector-file.ts";

/** Writes an Arrow IPC file with the columns `id` and `vector`, a record batch at a time. */
export async function writeArrow(
  file: string,
  { dimension }: { rows: number; dimension: number },
  batches: AsyncIterable<VectorBatch>,
): Promise<void> {
  const handle = await open(file, "w");
  try {
    const writer = new RecordBatchFileWriter();
    const written = (async () => {
      for await (const bytes of writer) await handle.writeFile(bytes);
    })();
    for await (const { keys, data } of batches) writer.write(vectorBatch(keys, data, dimension));
    writer.finish();
    await written;
    await handle.sync();
  } finally {
    await handle.close();
  }
}
