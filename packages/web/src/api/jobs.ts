import type { Job, OperationName, RequestOf, ResultOf } from "@gleaner/schema";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { client } from "./client.ts";
import { reportUnreachable } from "./connection.ts";
import { isUnreachable } from "./errors.ts";
import { refreshAfterChange } from "./queries.ts";

/** Whether a job has not ended. */
export function isActive(job: Pick<Job, "state">): boolean {
  return job.state === "queued" || job.state === "running";
}

/** Starts long work and keeps its state as the server reports it. `job` is null before the start. */
export function useLongWork<Name extends OperationName>(name: Name) {
  const queryClient = useQueryClient();
  const [job, setJob] = useState<Job | null>(null);
  const [error, setError] = useState<unknown>(null);
  const id = job?.id;

  useEffect(() => {
    if (!id) return;
    const controller = new AbortController();
    follow(id, controller.signal, setJob)
      .then(() => refreshAfterChange(queryClient, { snapshots: true }))
      .catch((failure: unknown) => {
        if (controller.signal.aborted) return;
        if (isUnreachable(failure)) reportUnreachable();
        setError(failure);
      });
    return () => controller.abort();
  }, [id, queryClient]);

  async function start(request: RequestOf<Name>): Promise<void> {
    setError(null);
    try {
      setJob(await client.start(name, request));
      void queryClient.invalidateQueries({ queryKey: ["listJobs"] });
    } catch (failure) {
      setError(failure);
    }
  }

  return {
    job,
    error: error ?? job?.error ?? null,
    running: job !== null && isActive(job),
    start,
    cancel: () => (job ? client.call("cancelJob", { id: job.id }).then(setJob, setError) : Promise.resolve()),
    reset: () => {
      setJob(null);
      setError(null);
    },
  };
}

/** The result of a finished job of a known operation; null before. */
export function resultOf<Name extends OperationName>(job: Job | null, _name: Name): ResultOf<Name> | null {
  return job?.state === "done" ? (job.result as ResultOf<Name>) : null;
}

async function follow(id: string, signal: AbortSignal, tell: (job: Job) => void): Promise<void> {
  for await (const state of client.jobEvents(id, signal)) {
    tell(state);
    if (!isActive(state)) return;
  }
}
