import { KernelError } from "./error.ts";

/**
 * Rows of float32 vectors that can be read in pieces, so that the whole set never has to be in memory.
 * The kernel never opens files: whoever holds the shards implements this.
 */
export interface VectorSource {
  /** Number of rows. */
  readonly n: number;
  /** Number of columns of every row. */
  readonly dimension: number;
  /**
   * Copies rows `start .. start + count - 1` into `target`, row-major (`count x dimension`).
   * Rows need not be normalised; the kernel normalises where its metric asks for it.
   */
  read(start: number, count: number, target: Float32Array): Promise<void> | void;
  /**
   * Copies single rows, in the given order, into `target`. Optional: a source that can read scattered rows cheaper than one call of
   * `read` a row has it, because a search asks for a few dozen rows a query.
   */
  gather?(rows: Int32Array, target: Float32Array): Promise<void> | void;
}

/**
 * A source over rows that are already in memory (`n x dimension`, row-major). The array is read, never changed or kept as a copy.
 * @throws KernelError `wrong_dimension` unless the values are a whole number of rows.
 */
export function vectorsInMemory(data: Float32Array, dimension: number): VectorSource {
  if (!(dimension >= 1) || data.length % dimension !== 0) {
    throw new KernelError("wrong_dimension", `${data.length} values are no whole number of rows of ${dimension}.`, {
      dimension,
      values: data.length,
    });
  }
  return {
    n: data.length / dimension,
    dimension,
    read(start, count, target) {
      target.set(data.subarray(start * dimension, (start + count) * dimension));
    },
    gather(rows, target) {
      rows.forEach((row, at) => {
        target.set(data.subarray(row * dimension, (row + 1) * dimension), at * dimension);
      });
    },
  };
}
