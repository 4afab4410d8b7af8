import type { Unit } from "@gleaner/schema";
import { useCommands } from "../../commands/commands.ts";
import { Button, IconButton } from "../../ui/Button.tsx";
import { formatAmount, formatCount } from "../../ui/format.ts";
import type { IconName } from "../../ui/Icon.tsx";

interface SelectionBarProps {
  unit: Unit;
  count: number;
  /** Rows in the view, for "select all". */
  total: number;
  all: boolean;
  onSelectAll: () => void;
  onClear: () => void;
  onSimilar: () => void;
  onFunction: () => void;
  onSlice: () => void;
  onTag: () => void;
  onLabel: () => void;
  onExport: () => void;
}

/** What can be done with the selected samples; floats over the grid while there are any. */
export function SelectionBar(props: SelectionBarProps) {
  const { unit, count, total, all } = props;
  useCommands([
    { id: "slice", name: "Add the selection to a slice", context: "Explore", keys: ["s"], run: props.onSlice },
    { id: "tag", name: "Tag the selection", context: "Explore", keys: ["t"], run: props.onTag },
    { id: "label", name: "Label the selection", context: "Explore", keys: ["l"], run: props.onLabel },
    { id: "export", name: "Export the selection", context: "Explore", keys: ["shift+e"], run: props.onExport },
    { id: "clear", name: "Clear the selection", context: "Explore", keys: ["escape"], run: props.onClear },
  ]);
  return (
    <div
      role="toolbar"
      aria-label="Selection"
      className="absolute bottom-4 left-1/2 z-20 flex max-w-[calc(100%-1rem)] -translate-x-1/2 items-center gap-0.5 rounded-xl border border-line bg-raised p-1 shadow-pop"
    >
      <span className="tabular px-2.5 text-sm font-medium whitespace-nowrap" aria-live="polite">
        {formatCount(count)} selected
      </span>
      {!all && count < total && (
        <Button tone="quiet" className="@max-3xl:hidden" onClick={props.onSelectAll}>
          All {formatAmount(total, unit)}
        </Button>
      )}
      <span className="mx-1 h-5 w-px bg-line" />
      {!all && (
        <Button tone="quiet" icon="similar" onClick={props.onSimilar}>
          Similar
        </Button>
      )}
      {!all && (
        <Button tone="quiet" icon="function" onClick={props.onFunction}>
          Function
        </Button>
      )}
      <Button tone="quiet" icon="slices" onClick={props.onSlice}>
        Slice
      </Button>
      <NarrowButton icon="tag" name="Tag" onClick={props.onTag} />
      <NarrowButton icon="label" name="Label" onClick={props.onLabel} />
      <NarrowButton icon="export" name="Export" onClick={props.onExport} />
      <IconButton icon="close" name="Clear the selection" shortcut="escape" side="top" onClick={props.onClear} />
    </div>
  );
}

/** A button that keeps only its icon where the grid is narrow. */
function NarrowButton({ icon, name, onClick }: { icon: IconName; name: string; onClick: () => void }) {
  return (
    <Button tone="quiet" icon={icon} aria-label={name} title={name} className="@max-2xl:px-2" onClick={onClick}>
      <span className="@max-2xl:hidden">{name}</span>
    </Button>
  );
}
