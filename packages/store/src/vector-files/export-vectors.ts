import { rename, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { GleanerError } from "@gleaner/schema";
import type { Workspace } from "../contract/workspace.ts";
import type { VectorsOptions, VectorsOutcome } from "./import-vectors.ts";
import { idsFileOf } from "./npy-file.ts";
import { vectorFormatOf } from "./open-vector-file.ts";
import { batchRows, type VectorBatch } from "./vector-file.ts";
import { writeArrow } from "./write-arrow.ts";
import { writeCsv } from "./write-csv.ts";
import { writeNpy } from "./write-npy.ts";
import { writeParquet } from "./write-parquet.ts";

/**
 * Writes the vectors of a dataset in a space to a file, by its ending, keyed by sample id. The file appears whole or not at all.
 * Throws `not_embedded` when there are none, `unsupported_format`.
 */
export async function exportVectorFile(
  workspace: Workspace,
  { dataset, out, space }: { dataset: string; out: string; space: string },
  { signal, onProgress }: VectorsOptions = {},
): Promise<VectorsOutcome> {
  const format = vectorFormatOf(out);
  const numbers = await workspace.vectors.numbers(space, [dataset]);
  if (numbers.length === 0) {
    throw new GleanerError("not_embedded", `No sample of "${dataset}" has a vector in the space "${space}".`, {
      hint: "Run `gleaner embed` first.",
      details: { dataset, space },
    });
  }
  const file = resolve(out);
  const source = await workspace.vectors.source(space, numbers);
  const shape = { rows: source.n, dimension: source.dimension };
  async function* batches(): AsyncGenerator<VectorBatch> {
    const size = batchRows(source.dimension);
    for (let start = 0; start < source.n; start += size) {
      signal?.throwIfAborted();
      const count = Math.min(size, source.n - start);
      const data = new Float32Array(count * source.dimension);
      await source.read(start, count, data);
      yield { keys: await workspace.samples.numbersToIds(numbers.subarray(start, start + count)), data };
      onProgress?.(start + count, source.n);
    }
  }
  const temporary = `${file}.${process.pid}.tmp`;
  const temporaryIds = `${temporary}.ids`;
  try {
    if (format === "npy") await writeNpy({ vectors: temporary, ids: temporaryIds }, shape, batches());
    else await { arrow: writeArrow, csv: writeCsv, parquet: writeParquet }[format](temporary, shape, batches());
    if (format === "npy") await rename(temporaryIds, idsFileOf(file));
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
    await rm(temporaryIds, { force: true });
  }
  return { space, ...shape };
}
