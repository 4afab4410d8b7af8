import { GleanerError } from "@gleaner/schema";

const outOfSpace = /no space left|disk quota exceeded|ENOSPC|EDQUOT|out of disk|could not write|could not truncate/i;
const locked = /could not set lock|conflicting lock/i;
const invalidated = /database has been invalidated|FATAL Error/i;
const corrupt = /corrupt|could not read enough bytes|not a valid DuckDB database file/i;
const readOnly = /read-only mode|read-only database|EROFS/i;

/** Turns what DuckDB or the file system throws into an error of the product; others come back as they are. */
export function storeError(error: unknown): unknown {
  if (error instanceof GleanerError || !(error instanceof Error)) return error;
  if (outOfSpace.test(error.message)) {
    return new GleanerError(
      "out_of_space",
      "There is no space left to write the workspace; nothing was half-written.",
      {
        hint: "Free some space and run the command again; it continues where it stopped.",
        details: { reason: error.message },
        cause: error,
      },
    );
  }
  if (readOnly.test(error.message)) {
    return new GleanerError("workspace_read_only", "The workspace is open without the right to write.", {
      hint: "Close other programs that hold it, or check the folder's permissions.",
      cause: error,
    });
  }
  if (invalidated.test(error.message)) {
    return new GleanerError("workspace_corrupt", "The catalog stopped after a failure while writing.", {
      hint: "Start again; the last committed state is kept. If that fails, run `gleaner doctor --restore`.",
      details: { reason: error.message },
      cause: error,
    });
  }
  if (corrupt.test(error.message)) return corruptCatalog(error);
  return error;
}

/** The error for a catalog whose file is damaged. */
export function corruptCatalog(cause: unknown): GleanerError {
  return new GleanerError("workspace_corrupt", "The workspace's catalog is damaged and can't be read wholly.", {
    hint: "End Gleaner and run `gleaner doctor --restore`: it goes back to the last sound state and keeps the damaged file.",
    details: { reason: cause instanceof Error ? cause.message : String(cause) },
    cause,
  });
}

/** True when DuckDB refuses a file because another process holds it. */
export function heldByAnother(error: unknown): boolean {
  return error instanceof Error && locked.test(error.message);
}
