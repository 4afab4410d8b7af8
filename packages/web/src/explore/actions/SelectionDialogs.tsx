import type { Unit, ViewInput } from "@gleaner/schema";
import { useOperation } from "../../api/queries.ts";
import { formatAmount } from "../../ui/format.ts";
import { NameDialog } from "../../ui/NameDialog.tsx";
import type { Selection } from "../grid/selection.ts";
import { ExportDialog } from "./ExportDialog.tsx";
import { selectedView } from "./selected-view.ts";
import { useSelectionActions } from "./selection-actions.ts";

export type SelectionDialog = "slice" | "tag" | "label" | "export";

interface SelectionDialogsProps {
  open: SelectionDialog;
  selection: Selection;
  count: number;
  /** The view that the selection was made in. */
  base: ViewInput;
  onClose: () => void;
}

/** The dialogs of the actions on a selection. */
export function SelectionDialogs({ open, selection, count, base, onClose }: SelectionDialogsProps) {
  const actions = useSelectionActions(selection, base);
  const unit = base.unit ?? "sample";
  const amount = formatAmount(count, unit);
  const known = useKnownNames(open, unit);
  switch (open) {
    case "slice":
      return (
        <NameDialog
          title={`Add ${amount} to a slice`}
          description="A new name makes a slice; an existing one grows."
          label="Name of the slice"
          placeholder="hard night"
          confirm={"Add"}
          suggestions={known}
          onClose={onClose}
          onConfirm={(name) => actions.addToSlice(name, known.includes(name))}
        />
      );
    case "tag":
      return (
        <NameDialog
          title={`Tag ${amount}`}
          description={
            unit === "object"
              ? "Tags are free words on samples: those that hold the objects get it."
              : "Tags are free words to find samples by."
          }
          label="Tag"
          placeholder="night"
          confirm="Tag"
          suggestions={known}
          onClose={onClose}
          onConfirm={actions.tag}
        />
      );
    case "label":
      return (
        <NameDialog
          title={`Label ${amount}`}
          description="Your label goes before an imported one."
          label="Class"
          placeholder="cat"
          confirm="Label"
          suggestions={known}
          onClose={onClose}
          onConfirm={actions.label}
        />
      );
    case "export":
      return <ExportDialog view={selectedView(selection, base)} count={count} onClose={onClose} />;
  }
}

/** Names already in use for what the dialog asks: static slices, tags or classes. */
function useKnownNames(open: SelectionDialog, unit: Unit): string[] {
  const slices = useOperation("listSlices", {}, { enabled: open === "slice" });
  const field = open === "tag" ? "tags" : "label";
  const facets = useOperation(
    "facets",
    { view: { unit }, fields: [field] },
    { enabled: open === "tag" || open === "label" },
  );
  if (open === "slice")
    return (
      slices.data?.slices.filter((slice) => slice.kind === "static" && slice.unit === unit).map(({ name }) => name) ??
      []
    );
  const facet = facets.data?.facets[0];
  return facet?.kind === "values" ? facet.values.flatMap(({ value }) => value ?? []) : [];
}
