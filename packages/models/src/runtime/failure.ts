import type { Failure } from "./plan.ts";

/** A failure inside a worker, which does not load the product's error class; the other side makes a GleanerError of it. */
export class WorkerFailure extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }

  /** What anything thrown is reported as. */
  static describe(error: unknown): Failure {
    if (error instanceof WorkerFailure) return error.failure;
    return { code: "internal", message: error instanceof Error ? error.message : String(error) };
  }
}
