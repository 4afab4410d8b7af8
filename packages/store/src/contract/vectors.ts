import type { Crop, Space, Unit } from "@gleaner/schema";

export interface SpaceInput {
  name: string;
  model: string;
  modelHash: string;
  unit?: Unit;
  dimension: number;
  /** Of objects: how boxes become crops; default padding 0.1, not square. */
  crop?: Crop;
}

/** The embedding spaces. */
export interface Spaces {
  list(): Promise<Space[]>;
  /** Throws `space_not_found`. */
  get(name: string): Promise<Space>;
  find(name: string): Promise<Space | null>;
  /** Makes the space, or gives the one that is there; another model, unit, dimension or crop throws `model_mismatch`. */
  ensure(space: SpaceInput): Promise<Space>;
  /** Deletes a space with its vectors, indexes and functions. */
  delete(name: string): Promise<void>;
}

/** Rows of vectors that are read in pieces; structurally the kernel's `VectorSource`. */
export interface StoredVectors {
  readonly n: number;
  readonly dimension: number;
  /** Copies rows `start .. start + count - 1` into `target`, row-major. */
  read(start: number, count: number, target: Float32Array): Promise<void>;
  /** Copies single rows, in the given order, into `target`. */
  gather(rows: Int32Array, target: Float32Array): Promise<void>;
}

export interface AppendOptions {
  /** The content that each vector was made from; a vector of content that has changed meanwhile is not written. */
  contentHashes?: readonly string[];
}

/** Samples that a function found among new vectors. */
export interface FunctionHits {
  function: string;
  hits: number;
}

export interface AppendOutcome {
  rows: number;
  /** Rows (positions in the batch) that are all zero: stored, but without a direction. */
  zero: number[];
  /** Rows left out because the sample's content changed or the sample is gone. */
  superseded: number[];
  /** Functions of the space that found something among the vectors. */
  hits: FunctionHits[];
}

/** The vectors, in immutable Arrow shards. */
export interface Vectors {
  /**
   * Writes one shard (`numbers.length x dimension`, row-major) and registers it; durable when it returns. Vectors of the same samples are replaced.
   * The functions of the space score them in the same transaction, and their actions apply to the hits.
   * Throws before any write `vector_dimension`, `vector_not_finite` (details: first 10 rows), `vector_ids` for a number twice.
   */
  append(space: string, numbers: Int32Array, data: Float32Array, options?: AppendOptions): Promise<AppendOutcome>;
  /** Those of `numbers`, in order, that have no vector, or one made from other content. */
  missing(space: string, numbers: Int32Array): Promise<Int32Array>;
  /** Those of `numbers`, in order, that have a vector of their present content. */
  present(space: string, numbers: Int32Array): Promise<Int32Array>;
  /** Every number with a present vector, ascending, in the given datasets (none: all). */
  numbers(space: string, datasets?: readonly string[]): Promise<Int32Array>;
  /** Row `i` is the vector of `numbers[i]`. Throws `not_embedded` when one is missing. Stays readable until `close`. */
  source(space: string, numbers: Int32Array): Promise<StoredVectors>;
  /** All in memory, `numbers.length x dimension`. Throws `not_embedded`. */
  read(space: string, numbers: ArrayLike<number>): Promise<Float32Array>;
  /** A hash that changes exactly when the vectors of `numbers` (in order) change: the key of what is derived from them. */
  fingerprint(space: string, numbers: Int32Array): Promise<string>;
  /** Rewrites small and outdated shards into large ones. Gives the number of shards after. */
  compact(space: string): Promise<number>;
}
