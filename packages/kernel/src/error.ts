/** Why a kernel call was refused. Callers match on `code`, never on the message. */
export type KernelErrorCode =
  | "invalid_argument"
  | "wrong_dimension"
  | "non_finite_vector"
  | "empty_input"
  | "cancelled"
  | "worker_failed";

/** The one error class of the kernel: a stable `code`, a human sentence, and details such as row numbers. */
export class KernelError extends Error {
  readonly code: KernelErrorCode;
  readonly details: Record<string, unknown>;

  constructor(code: KernelErrorCode, message: string, details: Record<string, unknown> = {}) {
    super(message);
    this.name = "KernelError";
    this.code = code;
    this.details = details;
  }
}
