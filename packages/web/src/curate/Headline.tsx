import type { ResultOf, Unit } from "@gleaner/schema";
import type { ReactNode } from "react";
import { formatCount, formatNumber, formatShare, sentence, wordsOf } from "../ui/format.ts";
import { coverageOf } from "./goals.ts";

const countWords: Record<string, string> = {
  split: "divided",
  clean: "kept",
};

function countName({ goal, unit = "sample" }: { goal: string; unit?: Unit }): string {
  return goal === "mislabels" ? "Labels to check" : `${sentence(unit)}s ${countWords[goal] ?? "chosen"}`;
}

/** The numbers of a run that one looks at first. */
export function Headline({ run }: { run: ResultOf<"getCuration"> }) {
  const coverage = coverageOf(run);
  const beside = coverage === null && run.verdict !== null;
  const metrics = Object.entries(run.metrics).filter(
    ([name, value]) => Number.isFinite(value) && !(name === "clustersCovered" && run.coverage !== null),
  );
  return (
    <div className="overflow-hidden rounded-xl border border-line bg-raised">
      <div className="grid gap-x-8 gap-y-4 px-5 py-4 sm:grid-cols-[auto_auto_1fr]">
        <Figure
          name={countName(run)}
          value={formatCount(run.selected)}
          note={run.pool === null ? `budget ${formatCount(run.budget)}` : `of ${formatCount(run.pool)} to choose from`}
        />
        {beside && <p className="max-w-3xl self-center sm:col-span-2">{run.verdict}</p>}
        {coverage && (
          <>
            <Figure
              name="Clusters covered"
              value={formatShare(coverage.covered / coverage.total)}
              note={`${formatCount(coverage.covered)} of ${formatCount(coverage.total)}`}
            />
            <div className="min-w-60 self-center">
              <Bar name="This run" share={coverage.covered / coverage.total} accent />
              <Bar name="Random draws" share={coverage.random / coverage.total} />
            </div>
          </>
        )}
      </div>
      {((run.verdict !== null && !beside) || run.notes.length > 0) && (
        <div className="border-t border-line px-5 py-3">
          {run.verdict !== null && !beside && <p className="max-w-3xl">{run.verdict}</p>}
          {run.notes.length > 0 && (
            <ul className="mt-1 flex max-w-3xl list-disc flex-col gap-0.5 pl-4 text-ink-muted">
              {run.notes.map((note) => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          )}
        </div>
      )}
      {metrics.length > 0 && (
        <dl className="grid grid-cols-[repeat(auto-fill,minmax(11rem,1fr))] border-t border-line">
          {metrics.map(([name, value]) => (
            <div key={name} className="-mr-px -mb-px border-r border-b border-line px-5 py-2.5">
              <dt className="text-xs text-ink-muted">{wordsOf(name)}</dt>
              <dd className="tabular text-base font-medium">{formatNumber(value)}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

function Figure({ name, value, note }: { name: string; value: string; note: ReactNode }) {
  return (
    <div>
      <p className="text-xs text-ink-muted">{name}</p>
      <p className="tabular text-2xl font-semibold">{value}</p>
      <p className="tabular text-xs text-ink-muted">{note}</p>
    </div>
  );
}

function Bar({ name, share, accent }: { name: string; share: number; accent?: boolean }) {
  return (
    <div className="grid grid-cols-[6.5rem_1fr_3.5rem] items-center gap-3 py-1 text-sm">
      <span className="text-ink-muted">{name}</span>
      <span aria-hidden="true" className="h-2.5 overflow-hidden rounded-full bg-sunken">
        <span
          className={accent ? "block h-full rounded-full bg-accent" : "block h-full rounded-full bg-line-strong"}
          style={{ width: `${Math.min(1, share) * 100}%` }}
        />
      </span>
      <span className="tabular text-right">{formatShare(share)}</span>
    </div>
  );
}
