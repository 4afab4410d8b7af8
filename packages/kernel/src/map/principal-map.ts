import { KernelError } from "../error.ts";
import { WorkerPool } from "../pool.ts";
import { sharedFloat32 } from "../shared-memory.ts";
import type { TaskOptions } from "../task.ts";
import type { VectorSource } from "../vectors.ts";
import type { PrincipalCalls, RowBlock } from "./principal-calls.ts";

const columns = 10;
const mostPasses = 12;
const directionTolerance = 1e-6;
const fittedRows = 50_000;
const blockBytes = 4 << 20;

/**
 * The first two principal components of the L2-normalised rows, `n x 2` in shared memory.
 * Axes are found by block power iteration (Halko et al. 2011, section 4.5) on up to 50,000 rows, in evenly spaced blocks
 * when there are more; every row is then projected. Rows are read in blocks of 4 MB.
 * @throws KernelError `non_finite_vector` with the first ten row numbers in `details.rows`, `cancelled`.
 */
export async function principalMap(source: VectorSource, seed: number, options: TaskOptions): Promise<Float32Array> {
  const { n, dimension } = source;
  const { signal, onProgress } = options;
  const pool = new WorkerPool<PrincipalCalls>(new URL("./principal-map.worker.ts", import.meta.url), 1);
  const onAbort = () => pool.cancel();
  signal?.addEventListener("abort", onAbort, { once: true });
  if (signal?.aborted) pool.cancel();
  const blockRows = Math.max(1, Math.min(n, Math.floor(blockBytes / (4 * dimension))));
  const memory = [sharedFloat32(blockRows * dimension), sharedFloat32(blockRows * dimension)];
  const positions = sharedFloat32(2 * n);

  /** Reads the blocks one after the other and has the worker use each while the next is read. */
  const pass = async <T>(starts: readonly number[], use: (block: RowBlock) => Promise<T>): Promise<T[]> => {
    const used: Promise<T>[] = [];
    for (const [turn, start] of starts.entries()) {
      if (turn >= 2) await used[turn - 2];
      if (signal?.aborted) break;
      const count = Math.min(blockRows, n - start);
      const rows = memory[turn % 2].subarray(0, count * dimension);
      await source.read(start, count, rows);
      const work = use({ rows, start, count, dimension });
      work.catch(() => {});
      used.push(work);
    }
    const results = await Promise.all(used);
    if (signal?.aborted) throw new KernelError("cancelled", "The work was cancelled.");
    return results;
  };

  try {
    const all = Array.from({ length: Math.ceil(n / blockRows) }, (_, block) => block * blockRows);
    const every = Math.max(1, Math.ceil(n / fittedRows));
    const fitted = all.filter((_, block) => block % every === 0);
    refuse(await pass(fitted, (block) => pool.call(0, "normalize", block)));
    await pool.call(0, "begin", { dimension, columns, seed });
    for (let turn = 1; turn <= mostPasses; turn++) {
      await pass(fitted, (block) => pool.call(0, "accumulate", block));
      onProgress?.((0.9 * turn) / mostPasses, "map");
      if ((await pool.call(0, "turn", undefined)) < directionTolerance) break;
    }
    refuse(await pass(all, (block) => pool.call(0, "project", { ...block, positions })));
    onProgress?.(1, "map");
    return positions;
  } finally {
    signal?.removeEventListener("abort", onAbort);
    await pool.close();
  }
}

function refuse(invalidRows: readonly number[][]): void {
  const rows = invalidRows.flat();
  if (rows.length === 0) return;
  throw new KernelError("non_finite_vector", `${rows.length} rows hold NaN or infinite values.`, {
    rows: rows.slice(0, 10),
    count: rows.length,
  });
}
