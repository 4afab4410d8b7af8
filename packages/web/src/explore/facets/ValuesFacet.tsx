import type { Facet } from "@gleaner/schema";
import { useState } from "react";
import { useOperation } from "../../api/queries.ts";
import type { ExploreState, FacetChoice } from "../../router/explore-state.ts";
import { classes } from "../../ui/classes.ts";
import { formatCount } from "../../ui/format.ts";
import { Icon } from "../../ui/Icon.tsx";
import { valueLabel } from "../field-names.ts";
import { viewOf } from "../view-of.ts";
import { withValue } from "./facet-data.ts";

type Values = Extract<Facet, { kind: "values" }>;

interface ValuesFacetProps {
  facet: Values;
  choice: FacetChoice | null;
  state: ExploreState;
  onChange: (choice: FacetChoice | null) => void;
}

const shownAtFirst = 7;

/** A list of values with counts; a click switches one on or off, several together mean any of them. */
export function ValuesFacet({ facet, choice, state, onChange }: ValuesFacetProps) {
  const [open, setOpen] = useState(false);
  const [search, setSearch] = useState("");
  const all = useAllValues(facet, state, open);
  const chosen = choice?.kind === "values" ? choice.values : [];
  const gone = chosen
    .filter((value) => !all.some((known) => known.value === value))
    .map((value) => ({ value, count: 0 }));
  const found = [...gone, ...all].filter(({ value }) =>
    valueLabel(facet.field, value).toLowerCase().includes(search.trim().toLowerCase()),
  );
  const shown = open ? found : found.slice(0, shownAtFirst);
  const largest = Math.max(1, ...all.map(({ count }) => count));
  return (
    <div>
      {open && (
        <label className="relative mb-1 block">
          <span className="sr-only">Find a value</span>
          <Icon name="search" size={13} className="absolute top-1.5 left-2 text-ink-faint" />
          <input
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            placeholder={`Find among ${formatCount(facet.distinct)}`}
            className="h-7 w-full rounded-md border border-line bg-surface pr-2 pl-7 text-xs"
          />
        </label>
      )}
      <ul className={classes(open && "scroll-quiet max-h-72")}>
        {shown.map(({ value, count }) => (
          <li key={value ?? "\u0000"}>
            <ValueRow
              name={valueLabel(facet.field, value)}
              count={count}
              share={count / largest}
              chosen={chosen.includes(value)}
              faint={value === null}
              onToggle={() => onChange(withValue(choice, facet.field, value))}
            />
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p className="px-1 py-1 text-xs text-ink-muted">No value has these letters.</p>}
      {facet.distinct > shownAtFirst && (
        <button
          type="button"
          className="mt-0.5 rounded px-1.5 py-0.5 text-xs text-ink-muted hover:bg-hover hover:text-ink"
          onClick={() => {
            setOpen(!open);
            setSearch("");
          }}
        >
          {open ? "Show fewer" : `All ${formatCount(facet.distinct)}`}
        </button>
      )}
    </div>
  );
}

interface ValueRowProps {
  name: string;
  count: number;
  share: number;
  chosen: boolean;
  faint: boolean;
  onToggle: () => void;
}

function ValueRow({ name, count, share, chosen, faint, onToggle }: ValueRowProps) {
  return (
    <button
      type="button"
      aria-pressed={chosen}
      onClick={onToggle}
      className={classes(
        "relative flex h-[26px] w-full items-center gap-2 overflow-hidden rounded px-1.5 text-left hover:bg-hover",
        "focus-visible:-outline-offset-2",
        chosen && "font-medium",
      )}
    >
      <span
        aria-hidden="true"
        className={classes("absolute bottom-0 left-1.5 h-0.5 rounded-full", chosen ? "bg-accent" : "bg-line-strong/45")}
        style={{ width: `calc(${Math.max(share * 100, 0.5)}% - 12px)` }}
      />
      <span className={classes("min-w-0 grow truncate", faint && !chosen && "text-ink-muted italic")} title={name}>
        {name}
      </span>
      {chosen && <Icon name="check" size={13} className="shrink-0 text-accent" />}
      <span className="tabular shrink-0 text-xs text-ink-muted">{formatCount(count)}</span>
    </button>
  );
}

/** The values at hand, or up to a thousand once the list is open. */
function useAllValues(facet: Values, state: ExploreState, open: boolean): Values["values"] {
  const { view } = viewOf(state, { without: facet.field });
  const more = useOperation(
    "facets",
    { view: { ...view, sort: undefined, similarTo: undefined }, fields: [facet.field], limit: 1000 },
    { enabled: open && view !== null && facet.distinct > facet.values.length, keepPrevious: true },
  );
  const loaded = more.data?.facets[0];
  return open && loaded?.kind === "values" && loaded.field === facet.field ? loaded.values : facet.values;
}
