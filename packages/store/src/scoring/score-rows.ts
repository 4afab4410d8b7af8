import type { StoredVectors } from "../contract/vectors.ts";

/** Gives the score of each row of `data` (`count x dimension`); NaN for rows without a direction. */
export type ScoreBatch = (data: Float32Array) => Float32Array;

/** Bytes of vectors that are scored at once; the event loop has its turn in between. */
const batchBytes = 4 * 1024 * 1024;

/** Scores every row of a source, the next batch being read while one is scored. At most two batches are in memory. */
export async function scoreRows(
  source: StoredVectors,
  score: ScoreBatch,
  { signal, onProgress }: { signal?: AbortSignal; onProgress?: (done: number, total: number) => void } = {},
): Promise<Float32Array> {
  const { n, dimension } = source;
  const rows = Math.max(1, Math.floor(batchBytes / (4 * dimension)));
  const scores = new Float32Array(n);
  const buffers = [new Float32Array(rows * dimension), new Float32Array(rows * dimension)];
  const read = async (start: number) => {
    const batch = buffers[(start / rows) & 1].subarray(0, Math.min(rows, n - start) * dimension);
    await source.read(start, batch.length / dimension, batch);
    return batch;
  };
  let reading = n > 0 ? read(0) : null;
  for (let start = 0; reading; start += rows) {
    const batch = await reading;
    signal?.throwIfAborted();
    reading = start + rows < n ? read(start + rows) : null;
    reading?.catch(() => undefined);
    scores.set(score(batch), start);
    onProgress?.(Math.min(start + rows, n), n);
  }
  return scores;
}
