import type { Job } from "@gleaner/schema";
import { isActive } from "../api/jobs.ts";
import { useChange, useOperation } from "../api/queries.ts";
import { Page } from "../app/Page.tsx";
import { announceFailure } from "../toast/toasts.ts";
import { Button } from "../ui/Button.tsx";
import { classes } from "../ui/classes.ts";
import { EmptyState } from "../ui/EmptyState.tsx";
import { ErrorNotice } from "../ui/ErrorNotice.tsx";
import { formatDate, formatDuration } from "../ui/format.ts";
import { JobOutcome } from "./JobOutcome.tsx";
import { JobProgress } from "./JobProgress.tsx";

const operationNames: Record<string, string> = {
  import: "Import",
  embed: "Embed",
  index: "Index: graph, map, clusters",
  curate: "Curation",
  backtest: "Backtest",
  quality: "Check of the data",
  calibrateDuplicates: "Threshold of near-duplicates",
  createFunction: "Function",
  editFunction: "Change of a function",
  createReport: "Report",
  export: "Export",
  importVectors: "Import of vectors",
  exportVectors: "Export of vectors",
};

const stateNames: Record<Job["state"], string> = {
  queued: "Waiting",
  running: "Running",
  done: "Done",
  failed: "Failed",
  cancelled: "Cancelled",
};

/** Long work: what runs, what ran, what went wrong. */
export default function JobsScreen() {
  const { data, error, refetch } = useOperation("listJobs", {}, { refetchInterval: 1000 });
  const cancel = useChange("cancelJob");
  const jobs = data?.jobs ?? [];
  return (
    <Page title="Jobs" lead="Long work goes on when you leave the page.">
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {data && jobs.length === 0 && (
        <EmptyState icon="jobs" title="No jobs yet">
          Imports, indexing, curations and exports show up here with their progress and outcome.
        </EmptyState>
      )}
      {jobs.length > 0 && (
        <ul className="overflow-hidden rounded-xl border border-line bg-raised">
          {jobs.map((job) => (
            <JobRow
              key={job.id}
              job={job}
              onCancel={() => cancel.mutate({ id: job.id }, { onError: announceFailure })}
            />
          ))}
        </ul>
      )}
    </Page>
  );
}

function JobRow({ job, onCancel }: { job: Job; onCancel: () => void }) {
  const name = operationNames[job.operation] ?? job.operation;
  return (
    <li className="border-b border-line px-4 py-3 last:border-0">
      <div className="flex items-center gap-3">
        <span
          className={classes(
            "size-2 shrink-0 rounded-full",
            job.state === "done" && "bg-good",
            job.state === "failed" && "bg-danger",
            isActive(job) && "animate-pulse bg-accent",
            job.state === "cancelled" && "bg-line-strong",
          )}
        />
        <span className="min-w-0 grow truncate font-medium">{name}</span>
        <span className="tabular shrink-0 text-xs text-ink-muted">
          {formatDate(job.createdAt)}
          {job.finishedAt && `, ${formatDuration((Date.parse(job.finishedAt) - Date.parse(job.createdAt)) / 1000)}`}
        </span>
        <span
          className={classes("w-20 shrink-0 text-right", job.state === "failed" ? "text-danger" : "text-ink-muted")}
        >
          {stateNames[job.state]}
        </span>
        {isActive(job) && (
          <Button tone="quiet" onClick={onCancel}>
            Cancel
          </Button>
        )}
      </div>
      {isActive(job) && (
        <div className="mt-2 ml-5">
          <JobProgress job={job} title={name} />
        </div>
      )}
      <div className="ml-5 text-sm text-ink-muted empty:hidden">
        <JobOutcome job={job} />
      </div>
      {job.error && (
        <p className="mt-1 ml-5 text-sm">
          {job.error.message} {job.error.hint && <span className="text-ink-muted">{job.error.hint}</span>}
        </p>
      )}
    </li>
  );
}
