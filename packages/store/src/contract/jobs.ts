import type { Job } from "@gleaner/schema";

/** What may change in a job. */
export type JobPatch = Partial<Pick<Job, "state" | "progress" | "phase" | "done" | "total" | "result" | "error">>;

/** A job with its request, so that it can be run again. */
export interface StoredJob extends Job {
  request: Record<string, unknown>;
}

/** Long work, kept so that it survives a restart. */
export interface Jobs {
  create(operation: string, request: Record<string, unknown>): Promise<Job>;
  /** State changes are durable when this returns; progress alone is written at most every two seconds. */
  update(id: string, patch: JobPatch): Promise<Job>;
  /** Throws `job_not_found`. */
  get(id: string): Promise<StoredJob>;
  /** Newest first. */
  list(limit?: number): Promise<Job[]>;
  /** Jobs that were running or queued when the process that held the workspace ended: now `failed`, with `details.resumable`. */
  interrupted(): Promise<StoredJob[]>;
}
