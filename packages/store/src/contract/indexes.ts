import type { Index } from "@gleaner/schema";
import type { Change } from "./events.ts";

/** Scores of an index, `n` each, in the order of its numbers. NaN means none. */
export interface IndexScores {
  numbers: Int32Array;
  cluster: Int32Array;
  clusterSize: Int32Array;
  nnDistance: Float32Array;
  outlier: Float32Array;
  typicality: Float32Array;
  duplicate: Uint8Array;
}

export interface IndexInput extends Omit<Index, "id" | "createdAt" | "stale" | "samples" | "unit"> {
  /** Keys of the artifacts by kind, such as `{ graph, tree, map, level }`. */
  artifacts: Record<string, string>;
  /** From {@link Vectors.fingerprint}. */
  fingerprint: string;
  seed: number;
  scores: IndexScores;
}

/** An index with what the engine needs to reload it. */
export interface StoredIndex extends Index {
  artifacts: Record<string, string>;
  fingerprint: string;
  seed: number;
}

/** The built indexes. The scores of the newest index that covers a sample in a space are the ones that filters see. */
export interface Indexes {
  list(): Promise<StoredIndex[]>;
  get(id: string): Promise<StoredIndex | null>;
  /** The newest index of a space over exactly these datasets (sorted or not). */
  find(space: string, scope: readonly string[]): Promise<StoredIndex | null>;
  /** Replaces the index of the same space and scope and the scores of its samples, in one transaction. */
  write(index: IndexInput, change?: Change): Promise<StoredIndex>;
  /** The numbers that an index covers, in its order. */
  numbers(id: string): Promise<Int32Array>;
  delete(id: string): Promise<void>;
}
