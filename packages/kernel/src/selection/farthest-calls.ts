import type { RowTable } from "../neighbors/row-table.ts";
import type { IntegerRange } from "../onnx/integer-range.ts";

/** Rows of float32 vectors in shared memory, `count x dimension`, L2-normalised. */
export interface VectorRows {
  readonly count: number;
  readonly dimension: number;
  readonly rows: Float32Array;
}

/** The calls between farthest-point selection and its workers. */
export type FarthestCalls = {
  /** Measures what the processor's integer arithmetic can do. */
  integerRange: { input: undefined; output: IntegerRange };
  /** Enters rows `from .. to - 1` into the table. */
  quantize: { input: { vectors: VectorRows; table: RowTable; from: number; to: number }; output: undefined };
  /**
   * Hands over the vectors, their table, and `best`, the similarity of each row to its nearest pick: this worker keeps rows `from .. to - 1` of
   * it up to date.
   */
  attach: {
    input: { vectors: VectorRows; table: RowTable; best: Float32Array; from: number; to: number };
    output: undefined;
  };
  /** Raises `best` of the worker's rows by their similarities to the rows `picked`. */
  update: { input: { picked: Int32Array }; output: undefined };
  /** Similarities of all pairs of `rows`, `rows.length x rows.length`. */
  pairs: { input: { rows: Int32Array }; output: Float32Array };
};
