import type { Dataset } from "@gleaner/schema";
import { useState } from "react";
import { useChange, useOperation } from "../api/queries.ts";
import { Page } from "../app/Page.tsx";
import { useCommands } from "../commands/commands.ts";
import { navigate } from "../router/router.ts";
import { newCuration } from "../router/routes.ts";
import { announce } from "../toast/toasts.ts";
import { Button } from "../ui/Button.tsx";
import { ConfirmDialog } from "../ui/ConfirmDialog.tsx";
import { ErrorNotice } from "../ui/ErrorNotice.tsx";
import { formatAmount } from "../ui/format.ts";
import { NameDialog } from "../ui/NameDialog.tsx";
import { DatasetCard } from "./DatasetCard.tsx";
import { type DroppedSource, DropTarget } from "./DropTarget.tsx";
import { FirstSteps } from "./FirstSteps.tsx";
import { ImportDialog } from "./ImportDialog.tsx";
import { PrepareDialog } from "./PrepareDialog.tsx";

type Dialog = { kind: "import"; dropped?: DroppedSource } | { kind: "rename" | "delete" | "prepare"; dataset: Dataset };

/** The datasets of the workspace as cards, and the way to add one. */
export function DatasetsScreen() {
  const { data, error, refetch } = useOperation("listDatasets", {});
  const indexes = useOperation("listIndexes", {});
  const rename = useChange("renameDataset", { snapshots: true });
  const remove = useChange("deleteDataset", { snapshots: true });
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const close = () => setDialog(null);
  const openImport = () => setDialog({ kind: "import" });

  useCommands([{ id: "import", name: "Import images", context: "Everywhere", keys: ["i"], run: openImport }]);

  const datasets = data?.datasets ?? [];
  const isIndexed = (name: string) => indexes.data?.indexes.some(({ scope }) => scope.includes(name)) ?? false;
  const samples = datasets.reduce((sum, dataset) => sum + dataset.samples, 0);
  return (
    <Page
      title="Datasets"
      lead={datasets.length > 0 && `${formatAmount(samples, "sample")} in ${formatAmount(datasets.length, "dataset")}`}
      actions={
        datasets.length > 0 && (
          <Button tone="primary" icon="import" onClick={openImport}>
            Import
          </Button>
        )
      }
    >
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {data && datasets.length === 0 && <FirstSteps onImport={openImport} />}
      <div className="grid grid-cols-[repeat(auto-fill,minmax(18rem,1fr))] gap-5">
        {datasets.map((dataset) => (
          <DatasetCard
            key={dataset.name}
            dataset={dataset}
            indexed={isIndexed(dataset.name)}
            actions={[
              {
                label: "Curate",
                icon: "curate",
                run: () => navigate(newCuration({ datasets: [dataset.name] })),
                disabled: dataset.samples === 0,
              },
              {
                label: "Embed and index",
                icon: "map",
                run: () => setDialog({ kind: "prepare", dataset }),
                disabled: dataset.samples === 0,
              },
              { label: "Rename", icon: "pencil", run: () => setDialog({ kind: "rename", dataset }) },
              { label: "Delete", icon: "trash", danger: true, run: () => setDialog({ kind: "delete", dataset }) },
            ]}
          />
        ))}
      </div>
      {dialog?.kind === "import" && <ImportDialog dropped={dialog.dropped} onClose={close} />}
      {dialog === null && <DropTarget onDrop={(dropped) => setDialog({ kind: "import", dropped })} />}
      {dialog?.kind === "prepare" && <PrepareDialog datasets={[dialog.dataset.name]} onClose={close} />}
      {dialog?.kind === "rename" && (
        <NameDialog
          title={`Rename ${dialog.dataset.name}`}
          label="New name"
          initial={dialog.dataset.name}
          confirm="Rename"
          onClose={close}
          onConfirm={async (to) => {
            await rename.mutateAsync({ name: dialog.dataset.name, to });
            announce(`Renamed to ${to}`);
          }}
        />
      )}
      {dialog?.kind === "delete" && (
        <ConfirmDialog
          title={`Delete ${dialog.dataset.name}?`}
          confirm="Delete the dataset"
          onClose={close}
          onConfirm={async () => {
            await remove.mutateAsync({ name: dialog.dataset.name });
            announce(`${dialog.dataset.name} is deleted`);
          }}
        >
          {formatAmount(dialog.dataset.samples, "sample")} with their labels, tags and vectors leave the workspace. The
          image files stay where they are.
        </ConfirmDialog>
      )}
    </Page>
  );
}
