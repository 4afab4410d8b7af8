import { KernelError, type KernelErrorCode, type TaskOptions } from "@gleaner/kernel";
import { type ErrorCode, GleanerError } from "@gleaner/schema";
import type { Work } from "./work.ts";

const codes: Record<KernelErrorCode, ErrorCode> = {
  invalid_argument: "bad_request",
  wrong_dimension: "vector_dimension",
  non_finite_vector: "vector_not_finite",
  empty_input: "empty_selection",
  cancelled: "cancelled",
  worker_failed: "internal",
};

/** Runs a call of the kernel and gives its errors their public codes. */
export async function throughKernel<T>(run: () => Promise<T> | T): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
    throw new GleanerError(codes[error.code], error.message, { details: error.details, cause: error });
  }
}

/** The kernel's view of a piece of work: progress as a share becomes progress in items. */
export function kernelTask(work: Work, phase: string, total: number): TaskOptions {
  return {
    signal: work.signal,
    onProgress: (share) => work.progress({ phase, done: Math.round(share * total), total }),
  };
}
