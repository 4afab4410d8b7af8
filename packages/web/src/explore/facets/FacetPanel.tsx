import { Collapsible } from "@base-ui/react/collapsible";
import type { Facet } from "@gleaner/schema";
import { isUnreachable } from "../../api/errors.ts";
import { useOperation } from "../../api/queries.ts";
import { useStoredFlag } from "../../app/preferences.ts";
import { functionOfField } from "../../functions/function-rule.ts";
import type { ExploreState, FacetChoice } from "../../router/explore-state.ts";
import { ErrorNotice } from "../../ui/ErrorNotice.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { fieldLabel } from "../field-names.ts";
import { choiceOf, isUseful, useFacets, withChoice } from "./facet-data.ts";
import { HistogramFacet } from "./HistogramFacet.tsx";
import { ValuesFacet } from "./ValuesFacet.tsx";

interface FacetPanelProps {
  state: ExploreState;
  onChange: (part: Partial<ExploreState>) => void;
}

/** What is in the view, by field: every count follows the view, every value narrows it. */
export function FacetPanel({ state, onChange }: FacetPanelProps) {
  const { facets, error, loading } = useFacets(state);
  return (
    <aside aria-label="Facets" className="scroll-quiet h-full border-r border-line bg-surface pb-6">
      {error && !isUnreachable(error) && (
        <div className="p-3">
          <ErrorNotice error={error} />
        </div>
      )}
      {loading && <FacetSkeleton />}
      {facets
        .filter((facet) => isUseful(facet, choiceOf(state, facet.field)))
        .map((facet) => (
          <FacetGroup
            key={facet.field}
            facet={facet}
            choice={choiceOf(state, facet.field)}
            state={state}
            onChange={(choice) => onChange(withChoice(state, facet.field, choice))}
          />
        ))}
    </aside>
  );
}

interface FacetGroupProps {
  facet: Facet;
  choice: FacetChoice | null;
  state: ExploreState;
  onChange: (choice: FacetChoice | null) => void;
}

function FacetGroup({ facet, choice, state, onChange }: FacetGroupProps) {
  const [open, setOpen] = useStoredFlag(`facet.${facet.field}`, true);
  const label = state.unit === "object" && facet.field === "label" ? "Class" : fieldLabel(facet.field);
  const saved = functionOfField(facet.field);
  return (
    <Collapsible.Root open={open} onOpenChange={setOpen} className="border-b border-line px-2.5 py-2">
      <div className="flex h-6 items-center">
        <Collapsible.Trigger className="group flex min-w-0 grow items-center gap-1 rounded px-1 text-xs font-semibold text-ink-muted hover:text-ink">
          <Icon
            name="chevronRight"
            size={11}
            className="shrink-0 transition-transform group-data-panel-open:rotate-90"
          />
          <span className="truncate">{label}</span>
        </Collapsible.Trigger>
        {saved !== null && !choice && <HitsOnly name={saved} field={facet.field} onChange={onChange} />}
        {choice && (
          <button
            type="button"
            aria-label={`Clear ${label}`}
            className="rounded px-1.5 text-xs text-accent hover:bg-hover"
            onClick={() => onChange(null)}
          >
            Clear
          </button>
        )}
      </div>
      <Collapsible.Panel className="pt-1">
        {facet.kind === "values" ? (
          <ValuesFacet facet={facet} choice={choice} state={state} onChange={onChange} />
        ) : (
          <HistogramFacet facet={facet} label={label} choice={choice} onChange={onChange} />
        )}
      </Collapsible.Panel>
    </Collapsible.Root>
  );
}

/** Narrows to what a function finds, in one click. */
function HitsOnly(props: { name: string; field: string; onChange: (choice: FacetChoice) => void }) {
  const { data } = useOperation("listFunctions", {});
  const saved = data?.functions.find(({ name }) => name === props.name);
  if (!saved) return null;
  return (
    <button
      type="button"
      className="rounded px-1.5 text-xs whitespace-nowrap text-accent hover:bg-hover"
      onClick={() => props.onChange({ kind: "range", field: props.field, min: saved.threshold, max: null })}
    >
      Hits only
    </button>
  );
}

function FacetSkeleton() {
  return (
    <div aria-hidden="true" className="flex animate-pulse flex-col gap-3 p-4">
      {[70, 90, 55, 80, 60].map((width) => (
        <span key={width} className="h-3 rounded bg-line" style={{ width: `${width}%` }} />
      ))}
    </div>
  );
}
