/** Where the nearest row of each set to each query is kept: entry `set * queries + query`. */
export interface NearestBests {
  /** Position of the row in the union of the sets, -1 for none. */
  readonly position: Int32Array;
  /** Its cosine similarity, -Infinity for none. */
  readonly similarity: Float32Array;
}

/** Rows of the union of some sets, and which sets hold them. */
export interface SetBlock {
  /** Their vectors, `count x dimension`, L2-normalised. */
  readonly vectors: Float32Array;
  readonly count: number;
  /** Position of the first of them in the union. */
  readonly first: number;
  /** Row i is in the sets `sets[start[i]] .. sets[start[i + 1] - 1]`. */
  readonly start: Int32Array;
  readonly sets: Int32Array;
}

/** The calls between `nearestOfSets` and its workers, each of which looks after some of the queries. */
export type NearestCalls = {
  attach: {
    input: {
      /** All queries, `count x dimension`, L2-normalised, and those of the worker. */
      queries: Float32Array;
      dimension: number;
      from: number;
      to: number;
      /** Position in the union that a query must not find, -1 for none; one a query. */
      excluded: Int32Array;
      bests: NearestBests;
    };
    output: undefined;
  };
  /** Compares the worker's queries with a block and raises their bests. */
  compare: { input: SetBlock; output: undefined };
};
