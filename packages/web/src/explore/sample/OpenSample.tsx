import type { ViewSnapshot } from "@gleaner/schema";
import { type ExploreState, isSearching, noSearch, spaceOf } from "../../router/explore-state.ts";
import type { SelectionDialog } from "../actions/SelectionDialogs.tsx";
import { useRowAt } from "../explore-data.ts";
import { withChoice, withValue } from "../facets/facet-data.ts";
import { refined } from "../refine.ts";
import { SamplePanel } from "./SamplePanel.tsx";

interface OpenSampleProps {
  state: ExploreState;
  sample: NonNullable<ExploreState["sample"]>;
  snapshot: ViewSnapshot | undefined;
  onChange: (part: Partial<ExploreState>, options?: { replace: boolean }) => void;
  /** Tells the grid where the panel went. */
  onStep: (index: number) => void;
  onAct: (dialog: SelectionDialog, id: string) => void;
}

/** The sample panel in its place in the view: knows what comes before and after, and turns its wishes into views. */
export function OpenSample({ state, sample, snapshot, onChange, onStep, onAct }: OpenSampleProps) {
  const present = useRowAt(snapshot, sample.at);
  const at = present?.id === sample.id ? sample.at : null;
  const previous = useRowAt(snapshot, at === null ? null : at - 1);
  const next = useRowAt(snapshot, at === null ? null : at + 1);

  function step(by: 1 | -1): void {
    const to = by === 1 ? next : previous;
    if (!to || at === null) return;
    onStep(at + by);
    onChange({ sample: { id: to.id, at: at + by } }, { replace: true });
  }

  function search(id: string, like: boolean): void {
    onChange({ ...refined(state, id, like), sample: null });
  }

  function filter(field: string, value: string | number): void {
    const choice =
      typeof value === "number"
        ? ({ kind: "range", field, min: value, max: value } as const)
        : withValue(null, field, value);
    onChange({ ...withChoice(state, field, choice), sample: null });
  }

  return (
    <SamplePanel
      id={sample.id}
      unit={state.unit}
      space={spaceOf(state)}
      searching={isSearching(state)}
      at={at}
      total={snapshot?.total ?? 0}
      previous={previous?.id ?? null}
      next={next?.id ?? null}
      onStep={step}
      onOpen={(id) => onChange({ sample: { id, at: null } })}
      onSimilar={search}
      onRegion={(anchor) => onChange({ ...noSearch, like: [anchor], sort: null, sample: null })}
      onFilter={filter}
      onAct={(dialog) => onAct(dialog, sample.id)}
      onClose={() => onChange({ sample: null })}
    />
  );
}
