import { parseFilter, printFilter } from "@gleaner/schema";
import { type FormEvent, useEffect, useState } from "react";
import { filterProblem } from "../api/errors.ts";
import { resultOf, useLongWork } from "../api/jobs.ts";
import { useOperation } from "../api/queries.ts";
import { Page } from "../app/Page.tsx";
import { narrowed } from "../explore/view-of.ts";
import { JobProgress } from "../jobs/JobProgress.tsx";
import { navigate } from "../router/router.ts";
import type { CurationStart } from "../router/routes.ts";
import { Button } from "../ui/Button.tsx";
import { ErrorNotice } from "../ui/ErrorNotice.tsx";
import { CurationFields } from "./CurationFields.tsx";
import { budgetProblem, type CurationForm, curateRequest, seedProblem } from "./curation-form.ts";

/** Asks what to choose from, how many and how; runs it; goes to the result. */
export default function NewCurationScreen({ start }: { start: CurationStart }) {
  const [form, setForm] = useState<CurationForm>({
    ...start,
    pool: "auto",
    budget: "10",
    budgetUnit: "percent",
    strategy: "auto",
    edgePercent: null,
    seed: "0",
    into: "",
  });
  const datasets = useOperation("listDatasets", {});
  const slices = useOperation("listSlices", {});
  const work = useLongWork("curate");
  const result = resultOf(work.job, "curate");
  const whereProblem = problemOf(form.where);
  const pool = usePool(form, whereProblem === null);
  const names = datasets.data?.datasets.filter(({ samples }) => samples > 0).map(({ name }) => name) ?? [];
  const blocked = whereProblem ?? budgetProblem(form, pool.size) ?? seedProblem(form);

  useEffect(() => {
    if (result) navigate({ screen: "curation", run: result.run }, { replace: true });
  }, [result]);

  return (
    <Page
      title="New curation"
      lead="Choose what to label next: a small set that stands for the whole, with the rare cases in it."
    >
      <form
        className="grid max-w-4xl gap-8 lg:grid-cols-[minmax(0,1fr)_18rem]"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          if (blocked === null) void work.start(curateRequest(form));
        }}
      >
        <CurationFields
          form={form}
          onChange={setForm}
          datasets={names}
          slices={slices.data?.slices.map(({ name }) => name) ?? []}
          pool={pool}
          whereProblem={whereProblem}
        />
        <aside className="flex flex-col gap-3 self-start rounded-xl border border-line bg-raised p-4 lg:sticky lg:top-6">
          <h2 className="font-semibold">What you get</h2>
          <ul className="flex list-disc flex-col gap-1.5 pl-4 text-ink-muted">
            <li>A slice with the chosen samples, each with the reason why it was taken.</li>
            <li>A report that holds the choice against random draws of the same size.</li>
            <li>The same result for the same data, budget and seed.</li>
          </ul>
          {work.job && work.running && <JobProgress job={work.job} title="Curation" />}
          {work.error !== null && <ErrorNotice error={work.error} />}
          <div className="flex gap-2">
            <Button
              tone="primary"
              icon="play"
              type="submit"
              disabled={work.running || blocked !== null || names.length === 0}
              className="h-9 grow"
            >
              {work.running ? "Running" : "Run"}
            </Button>
            {work.running && (
              <Button className="h-9" onClick={() => void work.cancel()}>
                Cancel
              </Button>
            )}
          </div>
        </aside>
      </form>
    </Page>
  );
}

function problemOf(where: string): string | null {
  try {
    parseFilter(where);
    return null;
  } catch (error) {
    return filterProblem(error)?.message ?? String(error);
  }
}

export interface PoolSize {
  /** Samples that the choice is made from; null while unknown. */
  size: number | null;
  total: number | null;
  unlabeled: number | null;
}

/** How many samples the form's input holds, and how many of them have no label. */
function usePool(form: CurationForm, enabled: boolean): PoolSize {
  const view = {
    datasets: form.datasets,
    where: enabled ? printFilter(parseFilter(form.where)) : "",
    slice: form.slice ?? undefined,
  };
  const unlabeledView = narrowed(view, { kind: "null", operand: { kind: "field", name: "label" } });
  const request = (of: typeof view) => ({ view: of, fields: ["label"], limit: 1 });
  const all = useOperation("facets", request(view), { enabled, keepPrevious: true });
  const bare = useOperation(
    "facets",
    { view: unlabeledView, fields: ["label"], limit: 1 },
    { enabled, keepPrevious: true },
  );
  const total = all.data?.total ?? null;
  const unlabeled = bare.data?.total ?? null;
  const usesUnlabeled = form.pool === "unlabeled" || (form.pool === "auto" && (unlabeled ?? 0) > 0);
  return { size: usesUnlabeled ? unlabeled : total, total, unlabeled };
}
