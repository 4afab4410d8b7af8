import type { ViewInput } from "@gleaner/schema";
import { useState } from "react";
import { useChange } from "../api/queries.ts";
import { useUndo } from "../app/undo.ts";
import { aggregates } from "../functions/function-form.ts";
import { type ExploreState, isSearching } from "../router/explore-state.ts";
import { navigate } from "../router/router.ts";
import { newCuration } from "../router/routes.ts";
import { announceChange } from "../toast/toasts.ts";
import { ActionMenu, type MenuAction } from "../ui/ActionMenu.tsx";
import { Button } from "../ui/Button.tsx";
import { formatAmount, sentence } from "../ui/format.ts";
import { Icon } from "../ui/Icon.tsx";
import { NameDialog } from "../ui/NameDialog.tsx";

interface ViewMenuProps {
  state: ExploreState;
  view: ViewInput | null;
  total: number;
  onChange: (part: Partial<ExploreState>) => void;
  onExport: () => void;
  onFunction: () => void;
}

/** What can be done with the whole view: keep it as a slice, curate it, export it. */
export function ViewMenu({ state, view, total, onChange, onExport, onFunction }: ViewMenuProps) {
  const [saving, setSaving] = useState<"static" | "dynamic" | null>(null);
  const create = useChange("createSlice");
  const undo = useUndo();
  // A rule holds what filter text can say; shapes, words and similarity are kept as a list.
  const isRule = state.lasso === null && !isSearching(state) && state.slice === null && state.words === "";
  return (
    <>
      <ActionMenu
        trigger={
          <Button disabled={view === null || total === 0}>
            Actions
            <Icon name="chevronDown" size={12} className="text-ink-faint" />
          </Button>
        }
        actions={[
          { label: "Save as a slice (a list)", icon: "slices", run: () => setSaving("static") },
          {
            label: "Save as a slice (a rule)",
            icon: "filter",
            run: () => setSaving("dynamic"),
            disabled: !isRule || !view?.where,
          },
          ...closenessActions(state, onChange),
          { label: "Save the search as a function", icon: "function", disabled: !isSearching(state), run: onFunction },
          {
            label: "Curate this view",
            icon: "curate",
            disabled: state.lasso !== null || isSearching(state) || state.words !== "",
            run: () =>
              navigate(
                newCuration({
                  unit: state.unit,
                  datasets: state.datasets,
                  where: view?.where ?? "",
                  slice: state.slice,
                }),
              ),
          },
          { label: "Export this view", icon: "export", run: onExport },
        ]}
      />
      {saving && view && (
        <NameDialog
          title={
            saving === "dynamic" ? "Save the rule as a slice" : `Save ${formatAmount(total, state.unit)} as a slice`
          }
          description={
            saving === "dynamic"
              ? `${sentence(state.unit)}s that come later join it when they fit the filter.`
              : "The list stays as it is now."
          }
          label="Name of the slice"
          placeholder="hard night"
          confirm="Save"
          onClose={() => setSaving(null)}
          onConfirm={async (name) => {
            const { count } = await create.mutateAsync(
              saving === "dynamic"
                ? { name, unit: state.unit, datasets: state.datasets, where: view.where }
                : { name, view },
            );
            announceChange(`${name} holds ${formatAmount(count, state.unit)}`, undo);
          }}
        />
      )}
    </>
  );
}

/** How several examples of a search become one score; nothing to choose with one example alone. */
function closenessActions(state: ExploreState, onChange: ViewMenuProps["onChange"]): MenuAction[] {
  const { like, unlike, pictures, described, aggregate } = state;
  const examples = like.length + unlike.length + pictures.length + (described ? 1 : 0);
  if (!isSearching(state) || examples < 2) return [];
  return aggregates.map(({ value, label }) => ({
    label: `Close to: ${label.toLowerCase()}${value === "fiftyone" ? " (2 mean(pos) − mean(neg))" : ""}`,
    icon: value === aggregate ? "check" : undefined,
    run: () => onChange({ aggregate: value }),
  }));
}
