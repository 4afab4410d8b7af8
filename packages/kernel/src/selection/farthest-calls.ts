/** Rows of float32 vectors in shared memory, `count x dimension`, L2-normalised. */
export interface VectorRows {
  readonly count: number;
  readonly dimension: number;
  readonly rows: Float32Array;
}

/** The calls between farthest-point selection and its workers. */
export type FarthestCalls = {
  /** Hands over the vectors and `best`, the similarity of each row to its nearest pick, which `update` raises. */
  attach: { input: { vectors: VectorRows; best: Float32Array }; output: undefined };
  /** Raises `best` of rows `from .. to - 1` by their similarities to the rows `picked`. */
  update: { input: { picked: Int32Array; from: number; to: number }; output: undefined };
  /** Similarities of all pairs of `rows`, `rows.length x rows.length`. */
  pairs: { input: { rows: Int32Array }; output: Float32Array };
};
