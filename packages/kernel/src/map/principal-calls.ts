/** A block of rows in shared memory, `count x dimension`. */
export interface RowBlock {
  readonly rows: Float32Array;
  readonly start: number;
  readonly count: number;
  readonly dimension: number;
}

/** The calls between the PCA map and its worker, which keeps the sums between calls. */
export type PrincipalCalls = {
  /** L2-normalises the rows in place and adds them to the mean; gives the numbers of rows that hold NaN or infinities. */
  normalize: { input: RowBlock; output: number[] };
  /** The mean over all rows given to `normalize`, and a random start for the axes. */
  begin: { input: { dimension: number; columns: number; seed: number }; output: undefined };
  /** Adds `(x - mean) (x - mean)^T axes` of every row of the block to the next axes. */
  accumulate: { input: RowBlock; output: undefined };
  /** Ends a pass: the next axes, made orthonormal; gives the largest change of direction of the first two (1 - |cosine|). */
  turn: { input: undefined; output: number };
  /** Writes the first two coordinates of the block's rows; gives the numbers of rows that hold NaN or infinities. */
  project: { input: RowBlock & { positions: Float32Array }; output: number[] };
};
