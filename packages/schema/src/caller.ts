import type { OperationName, RequestOf, ResultOf } from "./operations.ts";

/** How far a piece of long work is. */
export interface Progress {
  /** What is being done now, in a word or two. */
  phase: string;
  /** Items handled and items in all; `total` is null while unknown. */
  done: number;
  total: number | null;
}

/** What every call accepts besides its request. */
export interface CallOptions {
  /** Aborting ends the work at its next check with `cancelled`; what was committed stays. */
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
}

/**
 * Something that can carry out the operations: the engine in this process, or a client of a server that holds the workspace.
 * Requests are checked against their schema; failures are GleanerErrors either way.
 */
export interface Caller {
  call<Name extends OperationName>(
    name: Name,
    request: RequestOf<Name>,
    options?: CallOptions,
  ): Promise<ResultOf<Name>>;
}
