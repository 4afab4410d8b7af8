import { useState } from "react";
import { useChange, useOperation } from "../api/queries.ts";
import { Page } from "../app/Page.tsx";
import { Link } from "../router/Link.tsx";
import { navigate } from "../router/router.ts";
import { explore } from "../router/routes.ts";
import { announceFailure } from "../toast/toasts.ts";
import { ActionMenu } from "../ui/ActionMenu.tsx";
import { buttonClasses, IconButton } from "../ui/Button.tsx";
import { ErrorNotice } from "../ui/ErrorNotice.tsx";
import { Arrivals } from "./Arrivals.tsx";
import { Calibration } from "./Calibration.tsx";
import { DeleteFunction } from "./DeleteFunction.tsx";
import { Examples } from "./Examples.tsx";
import { FunctionFigures } from "./FunctionFigures.tsx";
import { hitsRule } from "./function-rule.ts";
import { Scores } from "./Scores.tsx";
import { Threshold } from "./Threshold.tsx";

/** One function: how good it is, where its threshold lies, what it stands on and what it finds. */
export default function FunctionScreen({ name }: { name: string }) {
  const { data, error, refetch } = useOperation("getFunction", { name }, { keepPrevious: true });
  const edit = useChange("editFunction", { snapshots: true });
  const [deleting, setDeleting] = useState(false);
  const change = (part: Omit<Parameters<typeof edit.mutate>[0], "name">) =>
    edit.mutate({ name, ...part }, { onError: announceFailure });
  const isClassifier = data?.kind === "classifier";
  return (
    <Page
      title={name}
      lead={
        <>
          <Link
            to={{ screen: "functions" }}
            className="text-accent underline decoration-accent/40 underline-offset-2 hover:decoration-accent"
          >
            All functions
          </Link>
          {data?.description && ` · ${data.description}`}
        </>
      }
      actions={
        data && (
          <>
            <ActionMenu
              trigger={<IconButton icon="more" name="More" />}
              actions={[
                {
                  label: isClassifier ? "Score by closeness to the examples" : "Learn from the answers",
                  icon: "compare",
                  disabled: !isClassifier && (data.answers.yes === 0 || data.answers.no === 0),
                  run: () => change({ kind: isClassifier ? "similarity" : "classifier" }),
                },
                {
                  label: "Threshold by the examples",
                  icon: "undo",
                  disabled: data.thresholdSource === "examples",
                  run: () => change({ threshold: "auto" }),
                },
                { label: "Delete", icon: "trash", danger: true, run: () => setDeleting(true) },
              ]}
            />
            <Link
              to={explore({ unit: data.unit, where: hitsRule(data), datasets: data.datasets ?? [] })}
              className={buttonClasses("primary")}
            >
              Explore its hits
            </Link>
          </>
        )
      }
    >
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {data && (
        <div className="grid gap-5 lg:grid-cols-[minmax(0,1fr)_22rem] lg:grid-rows-[auto_1fr]">
          <section className="min-w-0 overflow-hidden rounded-xl border border-line bg-raised">
            <FunctionFigures saved={data} />
            <Threshold saved={data} busy={edit.isPending} onChange={(threshold) => change({ threshold })} />
          </section>
          <div className="flex min-w-0 flex-col gap-5 lg:row-span-2">
            <Calibration saved={data} />
            <Examples saved={data} busy={edit.isPending} onRemove={(id) => change({ remove: [id] })} />
            <Arrivals arrivals={data.arrivals} />
          </div>
          <Scores saved={data} />
        </div>
      )}
      {deleting && (
        <DeleteFunction
          name={name}
          onClose={() => setDeleting(false)}
          onDeleted={() => navigate({ screen: "functions" }, { replace: true })}
        />
      )}
    </Page>
  );
}
