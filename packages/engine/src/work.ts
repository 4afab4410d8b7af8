import type { CallOptions, Progress } from "@gleaner/schema";

/** The course of one call: its signal and its progress. */
export interface Work {
  signal: AbortSignal;
  progress(progress: Progress): void;
  /** Throws `cancelled` once the caller has aborted. */
  check(): void;
}

/** Makes the course of a call from what the caller gave. */
export function createWork({ signal, onProgress }: CallOptions): Work {
  const own = signal ?? new AbortController().signal;
  return {
    signal: own,
    progress: (progress) => onProgress?.(progress),
    check() {
      own.throwIfAborted();
    },
  };
}
