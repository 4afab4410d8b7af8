import type { LoadedRows } from "../neighbors/calls.ts";
import type { CandidateLists } from "../neighbors/candidate-lists.ts";
import type { CellCenters } from "../neighbors/cells.ts";
import type { RowTable } from "../neighbors/row-table.ts";
import type { IntegerRange } from "../onnx/integer-range.ts";
import type { SharedMemory } from "../simd/web-assembly.ts";

/** A run of rows, as they are arranged, that one worker holds as the constant columns of a session. */
export interface Block {
  readonly start: number;
  readonly count: number;
  /** The cell that holds them; -1 where rows are not arranged by cells. */
  readonly cell: number;
}

/** Vectors to score all rows against. They lie one after the other at `address` of the shared memory. */
export interface LoadedAnchors {
  readonly address: number;
  /** Factor of each vector ({@link QueryVector.factor}). */
  readonly factors: Float64Array;
  /** Which similarity of a row to these vectors counts. */
  readonly aggregate: "max" | "min";
}

/** The calls between a searcher and its workers. */
export type SearchCalls = {
  /** Measures what the processor's integer arithmetic can do. */
  integerRange: { input: undefined; output: IntegerRange };
  /**
   * Hands over the shared state; `table` has no eight-bit values, they live in the sessions. `order` has the row at each position where
   * rows are not arranged by their numbers.
   */
  attach: { input: { table: RowTable; memory: SharedMemory; order: Int32Array | null }; output: undefined };
  /** Enters loaded rows, given by position, as far as they belong to the block; gives the numbers of rows that hold NaN or infinities. */
  load: { input: { loaded: LoadedRows; block: Block }; output: number[] };
  /** Opens the session of a block whose rows are all loaded. */
  seal: { input: Block; output: undefined };
  /** Takes the centers of the cells by which rows are arranged. */
  openCenters: { input: CellCenters; output: undefined };
  /** The cells nearest to each query, `count x width`, nearest first. For a worker that has taken the centers. */
  nearestCells: { input: { queries: Uint8Array; count: number; width: number }; output: Int32Array };
  /** The best rows of this worker for each query; `allow` has one bit a row, `probed` one byte a cell. Scores are estimates without the query's step. */
  top: {
    input: {
      queries: Uint8Array;
      count: number;
      width: number;
      allow: Uint8Array | null;
      probed: Uint8Array | null;
    };
    output: CandidateLists;
  };
  /** Aggregates the similarities of loaded rows to the anchors into `scores`, which hold the aggregate of earlier anchors. */
  score: {
    input: { loaded: LoadedRows; anchors: LoadedAnchors; scores: Float32Array };
    output: undefined;
  };
};
