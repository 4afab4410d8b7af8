import type { ResultOf } from "@gleaner/schema";
import { lazy, Suspense, useState } from "react";
import { reportUrl } from "../api/media.ts";
import { useChange, useOperation } from "../api/queries.ts";
import { Page } from "../app/Page.tsx";
import { spaceOf } from "../router/explore-state.ts";
import { Link } from "../router/Link.tsx";
import { navigate } from "../router/router.ts";
import { newCuration, type RunView, runRoute } from "../router/routes.ts";
import { announce } from "../toast/toasts.ts";
import { ActionMenu } from "../ui/ActionMenu.tsx";
import { buttonClasses, IconButton } from "../ui/Button.tsx";
import { ChoiceGroup } from "../ui/ChoiceGroup.tsx";
import { ConfirmDialog } from "../ui/ConfirmDialog.tsx";
import { ErrorNotice } from "../ui/ErrorNotice.tsx";
import { formatDate } from "../ui/format.ts";
import { methodOf } from "./goals.ts";
import { Headline } from "./Headline.tsx";
import { Picks } from "./Picks.tsx";
import { RunSlices, sliceRoute } from "./RunSlices.tsx";

const RunMap = lazy(() => import("./RunMap.tsx"));

/** The space that a run chose in; its recipe names one that is not the unit's own. */
function spaceOfRun({ unit = "sample", recipe }: ResultOf<"getCuration">): string {
  return spaceOf({ unit, space: typeof recipe.space === "string" ? recipe.space : "default" });
}

/** One run: the numbers that matter, the report, and why each sample was taken. */
export default function CurationScreen({ run, show }: { run: string; show: RunView }) {
  const { data, error, refetch } = useOperation("getCuration", { run });
  const history = useOperation("listCurations", {});
  const others = history.data?.runs.map((one) => one.run).filter((name) => name !== run) ?? [];
  const remove = useChange("deleteCuration");
  const [deleting, setDeleting] = useState(false);
  return (
    <Page
      title={run}
      lead={data && `${data.dataset.join(", ") || "All datasets"} · ${methodOf(data)} · ${formatDate(data.created)}`}
      actions={
        data && (
          <>
            <ActionMenu
              trigger={<IconButton icon="more" name="More" />}
              actions={[
                {
                  label: "Open the report alone",
                  icon: "external",
                  disabled: data.report === null,
                  run: () => window.open(reportUrl(run), "_blank", "noopener"),
                },
                {
                  label: "Run again with changes",
                  icon: "play",
                  run: () => navigate(newCuration({ again: run })),
                },
                {
                  label: "Compare with another run",
                  icon: "compare",
                  disabled: others.length === 0,
                  run: () => navigate({ screen: "compare", a: others[0], b: run }),
                },
                {
                  label: "Curate within its slice",
                  icon: "curate",
                  disabled: data.slices.length !== 1,
                  run: () => navigate(newCuration({ unit: data.unit, slice: data.slices[0].name })),
                },
                { label: "Delete the run", icon: "trash", danger: true, run: () => setDeleting(true) },
              ]}
            />
            {data.slices.length === 1 && (
              <Link to={sliceRoute(data, data.slices[0].name)} className={buttonClasses("primary")}>
                Explore {data.slices[0].name}
              </Link>
            )}
          </>
        )
      }
    >
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {data && (
        <>
          <Headline run={data} />
          {data.slices.length > 1 && <RunSlices run={data} />}
          <div className="mt-6 mb-3">
            <ChoiceGroup
              name="Show"
              value={show}
              onChange={(next) => navigate(runRoute(run, next), { replace: true })}
              choices={[
                { value: "report", label: "Report", icon: "report" },
                { value: "picks", label: "Picks and reasons", icon: "images" },
                { value: "map", label: "On the map", icon: "map" },
              ]}
            />
          </div>
          {show === "picks" ? (
            <Picks run={run} unit={data.unit ?? "sample"} />
          ) : show === "map" ? (
            <Suspense fallback={<div className="h-[70vh]" />}>
              <RunMap run={data} space={spaceOfRun(data)} />
            </Suspense>
          ) : data.report === null ? (
            <p className="text-ink-muted">This run has no report.</p>
          ) : (
            <iframe
              title={`Report of ${run}`}
              src={reportUrl(run)}
              sandbox=""
              className="min-h-[70vh] w-full grow rounded-xl border border-line bg-white"
            />
          )}
        </>
      )}
      {deleting && (
        <ConfirmDialog
          title={`Delete ${run}?`}
          confirm="Delete the run"
          onClose={() => setDeleting(false)}
          onConfirm={async () => {
            await remove.mutateAsync({ run });
            announce(`${run} is deleted`);
            navigate({ screen: "curations" });
          }}
        >
          The run and its report go; its slices stay.
        </ConfirmDialog>
      )}
    </Page>
  );
}
