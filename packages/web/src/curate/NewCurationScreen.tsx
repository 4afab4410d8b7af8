import { type FormEvent, useEffect, useState } from "react";
import { resultOf, useLongWork } from "../api/jobs.ts";
import { useOperation } from "../api/queries.ts";
import { Page } from "../app/Page.tsx";
import { JobProgress } from "../jobs/JobProgress.tsx";
import { navigate } from "../router/router.ts";
import { type CurationStart, newCuration, runRoute } from "../router/routes.ts";
import { Button } from "../ui/Button.tsx";
import { ErrorNotice } from "../ui/ErrorNotice.tsx";
import { formatAmount, formatCount } from "../ui/format.ts";
import { CoveragePreview, PreviewProblem } from "./CoveragePreview.tsx";
import { CurationFields } from "./CurationFields.tsx";
import { budgetCount, type CurationForm, curateRequest, emptyForm, formProblem, startOf } from "./curation-form.ts";
import { useCurationPool } from "./curation-pool.ts";
import { usePreview } from "./preview.ts";
import { formOfRecipe } from "./run-again.ts";

/** The form of a new curation, empty, filled in by its address, or by the recipe of a run. */
export default function NewCurationScreen({ start }: { start: CurationStart }) {
  const { again } = start;
  const { data, error } = useOperation("getCuration", { run: again ?? "" }, { enabled: again !== null });
  if (again === null) return <NewCuration key="new" initial={emptyForm(start)} again={null} />;
  if (data) return <NewCuration key={again} initial={formOfRecipe(data.recipe)} again={again} />;
  return <Page title={`Run ${again} again`}>{error && <ErrorNotice error={error} />}</Page>;
}

/** Asks what to choose from, how many and how; runs it; goes to the result. */
function NewCuration({ initial, again }: { initial: CurationForm; again: string | null }) {
  const [form, setForm] = useState<CurationForm>(initial);
  const datasets = useOperation("listDatasets", {});
  const slices = useOperation("listSlices", {});
  const work = useLongWork("curate");
  const result = resultOf(work.job, "curate");
  const pool = useCurationPool(form);
  const names = datasets.data?.datasets.filter(({ samples }) => samples > 0).map(({ name }) => name) ?? [];
  const blocked = formProblem(form, pool.size);
  const { preview, error } = usePreview(form, names.length > 0);
  const budget = budgetCount(form, preview?.pool.samples ?? pool.size);

  useEffect(() => {
    if (again !== null) return;
    const timer = setTimeout(() => navigate(newCuration(startOf(form)), { replace: true }), 300);
    return () => clearTimeout(timer);
  }, [form, again]);

  useEffect(() => {
    if (result) navigate(runRoute(result.run), { replace: true });
  }, [result]);

  return (
    <Page
      title={again === null ? "New curation" : `Run ${again} again`}
      lead={
        again === null
          ? "Choose samples for a purpose, and see what random draws would have given."
          : "Filled in with what that run was asked for. Change what you like; the first run stays as it is."
      }
    >
      <form
        className="grid gap-x-10 gap-y-8 lg:grid-cols-[minmax(0,46rem)_minmax(18rem,24rem)] lg:justify-between"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          if (blocked === null) void work.start(curateRequest(form));
        }}
      >
        <CurationFields
          form={form}
          onChange={setForm}
          datasets={names}
          hasObjects={datasets.data?.datasets.some(({ objects }) => objects > 0) ?? false}
          slices={slices.data?.slices.filter(({ unit }) => unit === form.unit).map(({ name }) => name) ?? []}
          pool={pool}
        />
        <aside className="flex flex-col gap-3 self-start rounded-xl border border-line bg-raised p-4 lg:sticky lg:top-6">
          <h2 className="font-semibold">What you get</h2>
          {error !== null && (
            <PreviewProblem
              unit={form.unit}
              error={error}
              datasets={form.datasets.length > 0 ? form.datasets : names}
            />
          )}
          {preview && form.goal === "label" && budget !== null && <CoveragePreview preview={preview} budget={budget} />}
          {preview && form.goal === "edge-cases" && (
            <p className="tabular text-ink-muted">
              <span className="block text-2xl font-semibold text-ink">{formatCount(preview.edgeCases)}</span>
              groups of at most two {form.unit}s, among {formatAmount(preview.clusters, "cluster")}.
            </p>
          )}
          <ul className="flex list-disc flex-col gap-1.5 pl-4 text-ink-muted">
            <li>{slicesOf(form)}</li>
            <li>A report that holds the choice against random draws of the same size.</li>
            <li>The same result for the same data, answers and seed.</li>
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

function slicesOf({ unit, goal, parts }: CurationForm): string {
  switch (goal) {
    case "split":
      return `A slice for each part: ${parts.map(({ name }) => name || "unnamed").join(", ")}.`;
    case "clean":
      return "A slice with what is worth keeping, and one for each reason to leave something out.";
    case "mislabels":
      return "A slice with the labels to check, most doubtful first, each with the class that fits better.";
    default:
      return `A slice with the chosen ${unit}s, each with the reason why it was taken.`;
  }
}
