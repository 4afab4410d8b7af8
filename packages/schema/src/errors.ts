/** How a kind of failure is shown on the command line (exit code) and over HTTP (status). */
interface ErrorKind {
  exit: 1 | 2 | 130;
  status: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 499 | 500;
}

const usage: ErrorKind = { exit: 2, status: 400 };
const invalid: ErrorKind = { exit: 1, status: 422 };
const missing: ErrorKind = { exit: 1, status: 404 };
const conflict: ErrorKind = { exit: 1, status: 409 };
const internal: ErrorKind = { exit: 1, status: 500 };

/** Every error code of the product with its exit code and HTTP status. The codes are part of the public contract. */
export const errorKinds = {
  bad_request: usage,
  bad_filter: usage,
  bad_budget: usage,
  unsupported_format: usage,
  path_not_found: missing,
  dataset_not_found: missing,
  sample_not_found: missing,
  object_not_found: missing,
  slice_not_found: missing,
  space_not_found: missing,
  curation_not_found: missing,
  function_not_found: missing,
  finding_not_found: missing,
  view_not_found: missing,
  job_not_found: missing,
  model_not_found: missing,
  media_not_found: missing,
  no_images_found: invalid,
  not_embedded: invalid,
  not_indexed: invalid,
  no_text_tower: invalid,
  empty_selection: invalid,
  budget_exceeds_pool: invalid,
  labels_missing: invalid,
  unreadable_image: invalid,
  image_too_large: { exit: 1, status: 413 },
  type_mismatch: invalid,
  unsupported_type: invalid,
  decoder_crashed: invalid,
  bad_record: invalid,
  unsupported_or_corrupt: invalid,
  vector_dimension: invalid,
  vector_not_finite: invalid,
  vector_ids: invalid,
  model_corrupt: invalid,
  model_hash_mismatch: invalid,
  model_mismatch: conflict,
  slice_exists: conflict,
  dataset_exists: conflict,
  function_exists: conflict,
  output_exists: conflict,
  workspace_locked: conflict,
  workspace_newer: conflict,
  workspace_corrupt: internal,
  workspace_read_only: conflict,
  out_of_space: internal,
  too_many_requests: { exit: 1, status: 429 },
  payload_too_large: { exit: 1, status: 413 },
  unauthorized: { exit: 1, status: 401 },
  forbidden: { exit: 1, status: 403 },
  not_found: missing,
  unreachable: internal,
  chromium_missing: internal,
  cancelled: { exit: 130, status: 499 },
  internal: internal,
} as const satisfies Record<string, ErrorKind>;

/** A stable name of a kind of failure. */
export type ErrorCode = keyof typeof errorKinds;

/** The JSON form of an error, the same on stdout and over HTTP. */
export interface ErrorDocument {
  error: { code: ErrorCode; message: string; hint?: string; details?: Record<string, unknown> };
}

/**
 * The one error class of the product: what went wrong in one human sentence, a stable code, and the next step.
 * Kernel errors are turned into this at the edge of the engine.
 */
export class GleanerError extends Error {
  readonly code: ErrorCode;
  readonly hint?: string;
  readonly details?: Record<string, unknown>;

  constructor(
    code: ErrorCode,
    message: string,
    options: { hint?: string; details?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "GleanerError";
    this.code = code;
    this.hint = options.hint;
    this.details = options.details;
  }

  /** The process exit code for this failure. */
  get exitCode(): number {
    return errorKinds[this.code].exit;
  }

  /** The HTTP status for this failure. */
  get status(): ErrorKind["status"] {
    return errorKinds[this.code].status;
  }

  /** The public JSON form. */
  toDocument(): ErrorDocument {
    const { code, message, hint, details } = this;
    return { error: { code, message, ...(hint ? { hint } : {}), ...(details ? { details } : {}) } };
  }

  /** Wraps anything thrown: a GleanerError stays as it is, an abort becomes `cancelled`, the rest `internal`. */
  static from(error: unknown): GleanerError {
    if (error instanceof GleanerError) return error;
    if (error instanceof Error && error.name === "AbortError") {
      return new GleanerError("cancelled", "The work was stopped; what was finished is kept.", {
        hint: "Run the same command again to continue.",
        cause: error,
      });
    }
    return new GleanerError("internal", error instanceof Error ? error.message : String(error), { cause: error });
  }

  /** Rebuilds an error from its JSON form, as the HTTP client receives it. */
  static fromDocument(document: ErrorDocument): GleanerError {
    const { code, message, hint, details } = document.error;
    return new GleanerError(code in errorKinds ? code : "internal", message, { hint, details });
  }
}
