import type { ErrorCode } from "@gleaner/schema";
import type { PartInput, PartOutput } from "../model.ts";

/** One part of a model as a worker opens it. */
export interface PartPlan {
  file: string;
  /** Bytes after those of the file; null: none. */
  patch: Uint8Array | null;
  dimension: number;
  input: PartInput;
  output: PartOutput;
  normalize: boolean;
  weight: number;
}

/** All that a worker needs to embed. */
export interface EmbedderPlan {
  side: number;
  /** Threads of each ONNX Runtime session. */
  threads: number;
  parts: readonly PartPlan[];
  /** `dimension x joined dimension`, row-major. */
  projection: { dimension: number; matrix: Float32Array } | null;
}

/** A failure as it crosses a thread. */
export interface Failure {
  code: ErrorCode;
  message: string;
  details?: Record<string, unknown>;
}

/** A batch for a worker: the pictures `first .. first + count` of `pixels`, which is shared, or owned by the worker. */
export interface BatchRequest {
  pixels: Uint8Array;
  first: number;
  count: number;
}
