import type { Curation } from "@gleaner/schema";
import { lazy, Suspense, useState } from "react";
import { useOperation } from "../api/queries.ts";
import { Page } from "../app/Page.tsx";
import { useCommands } from "../commands/commands.ts";
import { Link } from "../router/Link.tsx";
import { navigate } from "../router/router.ts";
import { explore, newCuration, runRoute } from "../router/routes.ts";
import { buttonClasses } from "../ui/Button.tsx";
import { Checkbox } from "../ui/Checkbox.tsx";
import { EmptyState } from "../ui/EmptyState.tsx";
import { ErrorNotice } from "../ui/ErrorNotice.tsx";
import { formatAmount, formatDate, formatShare } from "../ui/format.ts";
import { Icon } from "../ui/Icon.tsx";
import { coverageOf, methodOf } from "./goals.ts";

const CoverageChart = lazy(() => import("./CoverageChart.tsx"));

/** The history of Auto-Curate runs, and the way to the next one. */
export default function CurationsScreen() {
  const { data, error, refetch } = useOperation("listCurations", {});
  const [chosen, setChosen] = useState<string[]>([]);
  const runs = data?.runs ?? [];
  const covering = runs.filter((run) => coverageOf(run) !== null);
  useCommands([
    {
      id: "new-curation-here",
      name: "Start a curation",
      context: "Curate",
      keys: ["n"],
      run: () => navigate(newCuration()),
    },
  ]);
  return (
    <Page
      title="Curate"
      lead="Samples chosen for a purpose, each time with a report against random sampling."
      actions={
        runs.length > 0 && (
          <>
            {chosen.length === 2 && (
              <Link to={{ screen: "compare", a: chosen[0], b: chosen[1] }} className={buttonClasses("plain")}>
                <Icon name="compare" />
                Compare the two
              </Link>
            )}
            <Link to={newCuration()} className={buttonClasses("primary")}>
              <Icon name="plus" />
              New curation
            </Link>
          </>
        )
      }
    >
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {data && runs.length === 0 && (
        <EmptyState
          icon="curate"
          title="No curation yet"
          actions={
            <Link to={newCuration()} className={buttonClasses("primary")}>
              Start a curation
            </Link>
          }
        >
          Give a budget, for example a tenth of a dataset. Gleaner picks samples so that every cluster and every rare
          case is there, and shows what random draws of the same size would have missed.
        </EmptyState>
      )}
      {new Set(covering.map(({ selected }) => selected)).size >= 2 && (
        <Suspense fallback={<div className="mb-5 h-[220px]" />}>
          <CoverageChart runs={covering} />
        </Suspense>
      )}
      {runs.length > 0 && (
        <ul className="overflow-hidden rounded-xl border border-line bg-raised">
          {runs.map((run) => (
            <RunRow
              key={run.run}
              run={run}
              chosen={chosen.includes(run.run)}
              onChoose={(on) =>
                setChosen(on ? [...chosen, run.run].slice(-2) : chosen.filter((one) => one !== run.run))
              }
            />
          ))}
        </ul>
      )}
    </Page>
  );
}

function RunRow({ run, chosen, onChoose }: { run: Curation; chosen: boolean; onChoose: (on: boolean) => void }) {
  const coverage = coverageOf(run);
  return (
    <li className="relative flex items-center gap-4 border-b border-line px-4 py-3 last:border-0 hover:bg-hover">
      <span className="relative z-10">
        <Checkbox checked={chosen} onChange={onChoose}>
          <span className="sr-only">Compare {run.run}</span>
        </Checkbox>
      </span>
      <div className="min-w-0 grow">
        <Link
          to={runRoute(run.run)}
          className="block truncate text-base font-medium outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
        >
          {run.run}
        </Link>
        <p className="truncate text-xs text-ink-muted">
          {run.dataset.join(", ") || "All datasets"} · {methodOf(run)} · {formatDate(run.created)}
        </p>
      </div>
      {coverage && (
        <p className="tabular w-56 shrink-0 text-xs text-ink-muted">
          <span className="block text-sm text-ink">
            {formatShare(coverage.covered / coverage.total)} of clusters covered
          </span>
          random: {formatShare(coverage.random / coverage.total)}
        </p>
      )}
      <span className="relative z-10 flex w-60 shrink-0 flex-col items-end text-right">
        <span className="flex max-w-full flex-wrap justify-end gap-x-2.5">
          {run.slices.map((slice) => (
            <Link
              key={slice.name}
              to={explore({ unit: run.unit, slice: slice.name })}
              className="max-w-full truncate text-accent underline decoration-accent/40 underline-offset-2 hover:decoration-accent"
            >
              {slice.name}
            </Link>
          ))}
        </span>
        <span className="tabular text-xs text-ink-muted">{formatAmount(run.selected, run.unit ?? "sample")}</span>
      </span>
    </li>
  );
}
