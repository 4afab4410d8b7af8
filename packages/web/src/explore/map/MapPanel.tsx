import type { Lasso, Sample, ViewSnapshot } from "@gleaner/schema";
import { useState } from "react";
import { isOwnSpace, PrepareDialog } from "../../datasets/PrepareDialog.tsx";
import { type ExploreState, spaceOf } from "../../router/explore-state.ts";
import { Button } from "../../ui/Button.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorNotice } from "../../ui/ErrorNotice.tsx";
import type { Selection } from "../grid/selection.ts";
import type { HoverStore } from "../hover-store.ts";
import { MapView } from "./MapView.tsx";
import { useMapChoice } from "./map-data.ts";

export interface MapPanelProps {
  state: ExploreState;
  onChange: (part: Partial<ExploreState>) => void;
  snapshot: ViewSnapshot | undefined;
  /** Samples selected in the grid, to be marked. */
  selection: Selection;
  hover: HoverStore;
  onOpen: (sample: Sample) => void;
}

/** The map beside the grid, or what to do to get one. */
export default function MapPanel({ state, onChange, snapshot, selection, hover, onOpen }: MapPanelProps) {
  const space = spaceOf(state);
  const isOwn = isOwnSpace(state.unit, space);
  const { choice, error } = useMapChoice(state.unit, space, state.datasets);
  const [preparing, setPreparing] = useState(false);
  if (error) {
    return (
      <div className="p-4">
        <ErrorNotice error={error} />
      </div>
    );
  }
  if (!choice) return null;
  if (choice.kind === "map") {
    const shapes = state.lasso?.shapes ?? [];
    const onShapes = (next: Lasso[]) =>
      onChange({ lasso: next.length > 0 ? { datasets: choice.scope.datasets, shapes: next } : null });
    return (
      <MapView
        key={choice.index.id}
        scope={choice.scope}
        index={choice.index}
        state={state}
        onChange={onChange}
        snapshot={snapshot}
        selection={selection}
        hover={hover}
        shapes={shapes}
        onShapes={onShapes}
        onOpen={onOpen}
      />
    );
  }
  return (
    <>
      {choice.kind === "choose" ? (
        <EmptyState
          icon="map"
          title="Each dataset has its own map"
          actions={choice.datasets.map((name) => (
            <Button key={name} onClick={() => onChange({ datasets: [name], lasso: null })}>
              {name}
            </Button>
          ))}
        >
          Choose one to see it, or index several together for a map of all.
        </EmptyState>
      ) : (
        <EmptyState
          icon="map"
          title="No map yet"
          actions={
            choice.datasets.length > 0 && (
              <Button tone="primary" onClick={() => setPreparing(true)}>
                {isOwn ? "Embed and index" : "Index"}
              </Button>
            )
          }
        >
          A map puts {state.unit}s that look alike near each other. It needs an index of{" "}
          {choice.datasets.length > 0 ? choice.datasets.join(", ") : "a dataset"}
          {isOwn ? "" : ` in the space ${space}`}.
        </EmptyState>
      )}
      {preparing && (
        <PrepareDialog unit={state.unit} datasets={choice.datasets} space={space} onClose={() => setPreparing(false)} />
      )}
    </>
  );
}
