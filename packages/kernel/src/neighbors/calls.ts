import type { Graph } from "../graph.ts";
import type { IntegerRange } from "../onnx/integer-range.ts";
import type { SharedMemory } from "../simd/web-assembly.ts";
import type { CandidateLists } from "./candidate-lists.ts";
import type { CellCenters, CellRanks, CellRows } from "./cells.ts";
import type { RowTable } from "./row-table.ts";

/** Rows that were read into the shared memory: `count` rows from row `start` on, at byte `address`. */
export interface LoadedRows {
  readonly address: number;
  readonly start: number;
  readonly count: number;
}

/** Which rows are queries: row numbers in ascending order, or null for all rows of the table. */
export type QueryRows = Int32Array | null;

/** What the int8 candidates leave behind for judging whether a list is surely complete. One value a query, shared memory. */
export interface CandidateErrors {
  /** No row outside the list has a higher estimated score; -Infinity where the list holds every row there is. */
  readonly floor: Float32Array;
  /** Largest difference between an estimated and a true score of the list. */
  readonly observed: Float32Array;
}

/** Which candidates are worth a true similarity: those whose estimates lie at most `margins` margins below the k-th highest. */
export interface Promising {
  readonly k: number;
  readonly margins: number;
}

/** Pairs of rows and their similarities, in shared memory. */
export interface RowPairs {
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly scores: Float32Array;
}

/** The calls between `computeNeighbors` and its workers. */
export type NeighborCalls = {
  /** Measures what the processor's integer arithmetic can do. */
  integerRange: { input: undefined; output: IntegerRange };
  /** Hands over the shared state that all other calls use. */
  attach: { input: { table: RowTable; memory: SharedMemory }; output: undefined };
  /** Fills the table for loaded rows; gives the numbers of rows that hold NaN or infinities. */
  quantize: { input: LoadedRows; output: number[] };
  /** Multiplies loaded rows by their powers of two. */
  scale: { input: LoadedRows; output: undefined };
  /** Empties part p of `parts` of candidate lists. */
  clear: { input: { lists: CandidateLists; part: number; parts: number }; output: undefined };
  /** Fills the candidate lists of all rows by eight-bit products of all pairs; all workers run it together. */
  pairCandidates: {
    /** `locks` has one zero a row, `counters` one a block. */
    input: { lists: CandidateLists; locks: Int32Array; counters: Int32Array };
    output: undefined;
  };
  /**
   * Fills one candidate list for each of some rows by eight-bit products with all rows; all workers run it together.
   * Gives pairs (row of the graph, one of the rows) above the threshold of the graph's row.
   */
  columnCandidates: {
    input: {
      columns: Int32Array;
      /** The graph of the first rows, if they look for new neighbours among the columns. */
      graph: Pick<Graph, "n" | "k" | "similarities"> | null;
      lists: CandidateLists;
      /** One zero a list. */
      locks: Int32Array;
      /** One zero for each block of columns. */
      counters: Int32Array;
    };
    output: Int32Array;
  };
  /** Adds the eight-bit values of the sample's rows to the sums (`centers x dimension`) of their nearest centers. */
  sumNearest: {
    input: { centers: CellCenters; sample: Int32Array; counter: Int32Array; sums: Int32Array };
    output: undefined;
  };
  /** Moves each center to the sum of its rows over all workers. */
  moveCenters: { input: { centers: CellCenters; sums: readonly Int32Array[] }; output: undefined };
  /** Notes the nearest cells of some rows (null: all); all workers run it together. */
  rankCells: {
    input: { centers: CellCenters; rows: Int32Array | null; counter: Int32Array; cells: CellRanks };
    output: undefined;
  };
  /** Lists the rows that have each cell among their nearest, as number `from` to `to - 1`. */
  rowsByCell: { input: { cells: CellRanks; from: number; to: number }; output: CellRows };
  /** Fills candidate lists of all rows cell by cell; all workers run it together. */
  cellCandidates: {
    input: {
      cells: CellRanks;
      members: CellRows;
      /** Rows of other cells that are compared with those of each cell; null: the cell's own rows. */
      queries: CellRows | null;
      lists: CandidateLists;
      /** One zero a row. */
      locks: Int32Array;
      counter: Int32Array;
      /** The cells, in the order in which they are taken. */
      order: Int32Array;
    };
    output: undefined;
  };
  /** Scores pairs `from .. to - 1` of loaded rows (left) and window rows (right). */
  scorePairs: {
    input: { loaded: LoadedRows; window: LoadedRows; pairs: RowPairs; from: number; to: number };
    output: undefined;
  };
  /**
   * Merges float32 products of the loaded rows with queries into the lists. `queries` says where the rows `queryRows` lie in the
   * shared memory and which list is the first's; part p of `parts` takes every parts-th group of queries.
   */
  floatCandidates: {
    input: {
      base: LoadedRows;
      queries: LoadedRows;
      queryRows: Int32Array;
      lists: CandidateLists;
      part: number;
      parts: number;
    };
    output: undefined;
  };
  /** Enters the similarities of loaded rows to queries into the lists; part p of `parts` takes every parts-th query. */
  dotCandidates: {
    input: {
      base: LoadedRows;
      queries: LoadedRows;
      queryRows: Int32Array;
      lists: CandidateLists;
      part: number;
      parts: number;
    };
    output: undefined;
  };
  /** Replaces estimated scores by true similarities for candidates inside `window`, for queries among the loaded rows. */
  rescore: {
    input: {
      loaded: LoadedRows;
      window: LoadedRows;
      queries: QueryRows;
      lists: CandidateLists;
      errors: CandidateErrors | null;
      promising: Promising | null;
      first: boolean;
    };
    output: undefined;
  };
  /** Sorts the lists of queries `start .. start + count - 1` into the graph; gives the queries whose lists are not surely complete. */
  finish: {
    input: {
      start: number;
      count: number;
      queries: QueryRows;
      lists: CandidateLists;
      k: number;
      neighbors: Int32Array;
      similarities: Float32Array;
      /** Null when the lists come from float32 products and need no judgement. */
      errors: CandidateErrors | null;
    };
    output: number[];
  };
};
