import type { ChainState, JobChain } from "../api/job-chain.ts";
import { classes } from "../ui/classes.ts";
import { Icon } from "../ui/Icon.tsx";
import { JobProgress } from "./JobProgress.tsx";

/** The steps of a chain of jobs with the progress of the present one. */
export function ChainProgress({ chain, state }: { chain: JobChain; state: ChainState }) {
  return (
    <ol className="flex flex-col gap-3">
      {chain.steps.map((step, index) => {
        const job = state.jobs[index];
        const status = job?.state ?? "queued";
        return (
          <li key={step.title} className="flex gap-3">
            <span
              className={classes(
                "mt-0.5 flex size-5 shrink-0 items-center justify-center rounded-full border text-2xs",
                status === "done" && "border-good text-good",
                status === "running" && "border-accent text-accent",
                status === "failed" && "border-danger text-danger",
                (status === "queued" || status === "cancelled") && "border-line-strong text-ink-faint",
              )}
            >
              {status === "done" ? <Icon name="check" size={12} /> : status === "failed" ? "!" : index + 1}
            </span>
            <div className="min-w-0 grow">
              <p className={classes("font-medium", status === "queued" && "text-ink-muted")}>{step.title}</p>
              {job && status === "running" && <JobProgress job={job} title={step.title} />}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
