import type { Job } from "@gleaner/schema";
import { isActive } from "../api/jobs.ts";
import { formatCount, formatDuration } from "../ui/format.ts";
import { ProgressBar } from "../ui/ProgressBar.tsx";

/** The bar of a job with what it does, how far it is, how fast, and how long it will take. */
export function JobProgress({ job, title }: { job: Job; title: string }) {
  const seconds = (Date.now() - Date.parse(job.createdAt)) / 1000;
  const rate = seconds > 0.5 && job.done > 0 ? job.done / seconds : null;
  const left = rate && job.total !== null ? (job.total - job.done) / rate : null;
  const parts = [
    job.phase,
    job.total === null
      ? job.done > 0
        ? formatCount(job.done)
        : ""
      : `${formatCount(job.done)} of ${formatCount(job.total)}`,
    rate ? `${formatCount(Math.round(rate))}/s` : "",
    left !== null && left > 1 ? `${formatDuration(left)} left` : "",
  ];
  return (
    <div>
      <ProgressBar name={title} value={job.progress} />
      <p className="tabular mt-1 text-xs text-ink-muted" aria-live="off">
        {isActive(job) ? parts.filter(Boolean).join(" · ") : job.phase}
      </p>
    </div>
  );
}
