import {
  type Caller,
  type ErrorDocument,
  GleanerError,
  type Job,
  type OperationName,
  type RequestOf,
} from "@gleaner/schema";
import type { Jobs as JobRows } from "@gleaner/store";
import type { Jobs } from "./engine.ts";

/** A runner of long work: one at a time, in the order of arrival. */
export interface JobRunner extends Jobs {
  cancel(id: string): Promise<Job>;
  /** Cancels what is queued or running and waits for it. */
  close(): Promise<void>;
}

/** Makes a runner over the catalog's rows of jobs; `call` carries out an operation. */
export function createJobs(rows: JobRows, call: Caller["call"]): JobRunner {
  const controllers = new Map<string, AbortController>();
  const watchers = new Map<string, Set<() => void>>();
  const live = new Map<string, Job>();
  let last: Promise<void> = Promise.resolve();

  function tell(id: string, job: Job): void {
    live.set(id, job);
    for (const wake of watchers.get(id) ?? []) wake();
  }

  async function run<Name extends OperationName>(id: string, name: Name, request: RequestOf<Name>): Promise<void> {
    const controller = controllers.get(id);
    if (!controller) return;
    try {
      if (controller.signal.aborted) throw new GleanerError("cancelled", "The job was cancelled before it began.");
      tell(id, await rows.update(id, { state: "running" }));
      const result = await call(name, request, {
        signal: controller.signal,
        onProgress: ({ phase, done, total }) => {
          const progress = total === null || total === 0 ? null : Math.min(1, done / total);
          const job = live.get(id);
          if (job) tell(id, { ...job, phase, done, total, progress });
          void rows.update(id, { phase, done, total, progress });
        },
      });
      tell(id, await rows.update(id, { state: "done", progress: 1, result }));
    } catch (thrown) {
      const { code, message, hint, details } = GleanerError.from(thrown);
      const error: ErrorDocument["error"] = { code, message, hint, details };
      tell(id, await rows.update(id, { state: code === "cancelled" ? "cancelled" : "failed", error }));
    } finally {
      controllers.delete(id);
    }
  }

  return {
    async start(name, request) {
      const job = await rows.create(name, { ...request });
      controllers.set(job.id, new AbortController());
      live.set(job.id, job);
      last = last.then(() => run(job.id, name, request));
      return job;
    },
    async *watch(id, signal) {
      let changed = true;
      let wake = () => {};
      const onChange = () => {
        changed = true;
        wake();
      };
      const set = watchers.get(id) ?? new Set();
      watchers.set(id, set.add(onChange));
      signal?.addEventListener("abort", onChange);
      try {
        while (!signal?.aborted) {
          if (!changed) await new Promise<void>((resolve) => (wake = resolve));
          if (signal?.aborted) return;
          changed = false;
          const job = live.get(id) ?? (await rows.get(id));
          yield job;
          if (job.state !== "queued" && job.state !== "running") return;
        }
      } finally {
        signal?.removeEventListener("abort", onChange);
        set.delete(onChange);
        if (set.size === 0) watchers.delete(id);
      }
    },
    async cancel(id) {
      controllers.get(id)?.abort();
      return live.get(id) ?? rows.get(id);
    },
    async close() {
      for (const controller of controllers.values()) controller.abort();
      await last;
    },
  };
}
