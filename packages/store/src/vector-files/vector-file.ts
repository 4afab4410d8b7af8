import { GleanerError } from "@gleaner/schema";

/** Rows of a vector file: `keys.length x dimension`, row-major. A missing or unreadable number is NaN. */
export interface VectorBatch {
  keys: string[];
  data: Float32Array;
}

/** A vector file that was opened and whose shape is known; it can be read several times. */
export interface VectorFile {
  rows: number;
  dimension: number;
  /** What the keys are. */
  keyedBy: "id" | "path";
  /** All rows in order, in batches of at most a few megabytes. */
  batches(): AsyncIterable<VectorBatch>;
}

/** Numbers in a batch: 16 MB of float32. */
const batchNumbers = 4 * 1024 * 1024;

/** Rows of a batch for vectors of that dimension. */
export function batchRows(dimension: number): number {
  return Math.max(1, Math.floor(batchNumbers / dimension));
}

/** The error for a file that is not what its name says, or that holds what is never read, such as pickled objects. */
export function corruptFile(file: string, reason: string, cause?: unknown): GleanerError {
  return new GleanerError("unsupported_or_corrupt", `The vector file ${file} can't be read: ${reason}.`, {
    hint: "Write it again as float32 .npy (with .ids), Parquet, Arrow or CSV with an id or path column.",
    details: { path: file },
    cause,
  });
}

/** A column of a table with vectors. */
export interface TableColumn {
  name: string;
  type: "text" | "number" | "vector" | "other";
}

/** Which columns hold the key and the vector; `vector` lists several where each number has its own column. */
export interface TableShape {
  key: string;
  keyedBy: "id" | "path";
  vector: string[];
}

const vectorNames = ["vector", "embedding", "embeddings", "vectors", "features"];

/**
 * Finds key and vector among the columns of a table: `id`, else `path`; a list column (by one of the usual names if there are several), else
 * all numeric columns. Throws `vector_ids` without a key and `unsupported_or_corrupt` without a vector.
 */
export function tableShape(file: string, columns: readonly TableColumn[]): TableShape {
  const keyedBy = columns.some((column) => column.name === "id") ? "id" : "path";
  if (!columns.some((column) => column.name === keyedBy)) {
    throw new GleanerError("vector_ids", `The vector file ${file} has neither a column "id" nor a column "path".`, {
      hint: "Add one that names the sample of each row.",
      details: { path: file, columns: columns.slice(0, 20).map((column) => column.name) },
    });
  }
  const lists = columns.filter((column) => column.type === "vector");
  const list = lists.find((column) => vectorNames.includes(column.name)) ?? (lists.length === 1 ? lists[0] : undefined);
  if (list) return { key: keyedBy, keyedBy, vector: [list.name] };
  const numbers = columns.filter((column) => column.type === "number" && column.name !== keyedBy);
  if (numbers.length > 0) return { key: keyedBy, keyedBy, vector: numbers.map((column) => column.name) };
  throw corruptFile(file, "it has no column of vectors, such as `vector`");
}
