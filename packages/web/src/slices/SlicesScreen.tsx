import type { Slice } from "@gleaner/schema";
import { useState } from "react";
import { useChange, useOperation } from "../api/queries.ts";
import { Page } from "../app/Page.tsx";
import { useUndo } from "../app/undo.ts";
import { SubsetTabs } from "../functions/SubsetTabs.tsx";
import { Link } from "../router/Link.tsx";
import { explore } from "../router/routes.ts";
import { announceChange } from "../toast/toasts.ts";
import { Button, buttonClasses } from "../ui/Button.tsx";
import { ConfirmDialog } from "../ui/ConfirmDialog.tsx";
import { EmptyState } from "../ui/EmptyState.tsx";
import { ErrorNotice } from "../ui/ErrorNotice.tsx";
import { formatAmount } from "../ui/format.ts";
import { CombineDialog } from "./CombineDialog.tsx";
import { SliceDialog } from "./SliceDialog.tsx";
import { type SliceAct, SliceRow } from "./SliceRow.tsx";

/** The named subsets of the workspace. */
export function SlicesScreen() {
  const { data, error, refetch } = useOperation("listSlices", {});
  const remove = useChange("deleteSlice");
  const undo = useUndo();
  const [dialog, setDialog] = useState<{ kind: "create" } | { kind: SliceAct; slice: Slice } | null>(null);
  const slices = data?.slices ?? [];

  async function deleteSlice(name: string): Promise<void> {
    await remove.mutateAsync({ name });
    announceChange(`${name} is deleted`, undo);
  }

  return (
    <Page
      title="Slices"
      lead="Named subsets: a list that you add to, or a rule that new samples join by themselves."
      actions={
        slices.length > 0 && (
          <Button tone="primary" icon="plus" onClick={() => setDialog({ kind: "create" })}>
            New slice
          </Button>
        )
      }
    >
      <SubsetTabs current="slices" />
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {data && slices.length === 0 && (
        <EmptyState
          icon="slices"
          title="No slices yet"
          actions={
            <>
              <Link to={explore()} className={buttonClasses("primary")}>
                Choose samples in Explore
              </Link>
              <Button onClick={() => setDialog({ kind: "create" })}>New slice from a filter</Button>
            </>
          }
        >
          Select samples in the grid, draw on the map, or write a filter, and save them under a name. A curation puts
          its result in a slice too.
        </EmptyState>
      )}
      {slices.length > 0 && (
        <ul className="overflow-hidden rounded-xl border border-line bg-raised">
          {slices.map((slice) => (
            <SliceRow
              key={slice.name}
              slice={slice}
              alone={slices.length < 2}
              onAct={(kind) => setDialog({ kind, slice })}
            />
          ))}
        </ul>
      )}
      {dialog?.kind === "create" && <SliceDialog onClose={() => setDialog(null)} />}
      {dialog?.kind === "combine" && (
        <CombineDialog
          slice={dialog.slice}
          others={slices.filter(({ name, unit }) => name !== dialog.slice.name && unit === dialog.slice.unit)}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog?.kind === "edit" && <SliceDialog slice={dialog.slice} onClose={() => setDialog(null)} />}
      {dialog?.kind === "delete" && (
        <ConfirmDialog
          title={`Delete ${dialog.slice.name}?`}
          confirm="Delete the slice"
          onClose={() => setDialog(null)}
          onConfirm={() => deleteSlice(dialog.slice.name)}
        >
          Its {formatAmount(dialog.slice.count, dialog.slice.unit)} stay in their datasets.
        </ConfirmDialog>
      )}
    </Page>
  );
}
