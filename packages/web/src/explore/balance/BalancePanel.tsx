import type { Facet, Unit, ViewInput } from "@gleaner/schema";
import { useState } from "react";
import { isUnreachable } from "../../api/errors.ts";
import { useOperation } from "../../api/queries.ts";
import { type BalanceTarget, type ExploreState, isSearching } from "../../router/explore-state.ts";
import { Link } from "../../router/Link.tsx";
import { newCuration } from "../../router/routes.ts";
import { Button, buttonClasses } from "../../ui/Button.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorNotice } from "../../ui/ErrorNotice.tsx";
import { formatAmount, formatCount, formatShare } from "../../ui/format.ts";
import { SelectMenu } from "../../ui/SelectMenu.tsx";
import { choiceOf, isUseful, useFacets, withChoice } from "../facets/facet-data.ts";
import { fieldLabel } from "../field-names.ts";
import { viewOf } from "../view-of.ts";
import { BalanceRows } from "./BalanceRows.tsx";
import { type Balance, balanceOf } from "./balance-data.ts";

interface BalancePanelProps {
  state: ExploreState;
  balance: NonNullable<ExploreState["balance"]>;
  onChange: (part: Partial<ExploreState>) => void;
}

const groupLimit = 1000;
const shownAtFirst = 50;
/** More shares than this make an address too long. */
const shareLimit = 60;

/** The shares of classes and other groups beside a target; each leads to its samples, all of them to a run that balances them. */
export default function BalancePanel({ state, balance, onChange }: BalancePanelProps) {
  const { field, target } = balance;
  const { facets } = useFacets(state);
  const [all, setAll] = useState(false);
  const { view } = viewOf(state, { without: field });
  const own = useFacet(view && plain(view), field);
  const other = useFacet(viewOfTarget(state, target), field);
  const error = own.error ?? other.error;
  const fields = [
    ...new Set([
      field,
      "label",
      "cluster",
      ...facets.filter((facet) => isUseful(facet, null)).map((facet) => facet.field),
    ]),
  ];
  const set = (part: Partial<BalancePanelProps["balance"]>) => onChange({ balance: { ...balance, ...part } });
  const compares = target.kind !== "even" && target.kind !== "custom";
  const found = own.facet && (!compares || other.facet) ? balanceOf(own.facet, target, other.facet ?? null) : null;

  function chooseTarget(value: string): void {
    if (value === "custom" && found) {
      const shares = found.rows.slice(0, shareLimit).map(({ key, share }) => [key, Number((share * 100).toFixed(1))]);
      set({ target: { kind: "custom", shares: Object.fromEntries(shares) } });
    } else set({ target: targetNamed(value) });
  }

  return (
    <section aria-label="Balance" className="flex h-full flex-col bg-surface">
      <div className="flex h-10 shrink-0 items-center gap-1 border-b border-line px-2">
        <SelectMenu
          quiet
          name="Balance of"
          prefix="Balance of"
          value={field}
          options={fields.map((name) => ({ value: name, label: fieldLabel(name) }))}
          onChange={(name) => set({ field: name, target: target.kind === "custom" ? { kind: "even" } : target })}
        />
        <SelectMenu
          quiet
          name="Beside"
          prefix="beside"
          value={targetWord(target)}
          options={useTargets(state.unit, facets, target)}
          onChange={chooseTarget}
        />
      </div>
      {error !== null && !isUnreachable(error) && (
        <div className="p-3">
          <ErrorNotice error={error} />
        </div>
      )}
      {found && found.rows.length === 0 && (
        <EmptyState icon="label" title={`No ${state.unit} here has a ${fieldLabel(field).toLowerCase()}`}>
          Choose another field above, or take back a condition.
        </EmptyState>
      )}
      {found && found.rows.length > 0 && (
        <>
          <Summary unit={state.unit} balance={found} field={field} target={target} />
          <div className="scroll-quiet min-h-0 grow">
            <BalanceRows
              field={field}
              rows={all ? found.rows : found.rows.slice(0, shownAtFirst)}
              chosen={choiceOf(state, field)}
              shares={target.kind === "custom" ? target.shares : null}
              onShares={(shares) => set({ target: { kind: "custom", shares } })}
              onChoose={(choice) => onChange(withChoice(state, field, choice))}
            />
            {found.rows.length > shownAtFirst && (
              <div className="px-3 pb-3">
                <Button tone="quiet" onClick={() => setAll(!all)}>
                  {all ? "Show fewer" : `All ${formatCount(found.rows.length)}`}
                </Button>
              </div>
            )}
          </div>
          <Footer state={state} view={view} balance={found} facet={own.facet} target={target} />
        </>
      )}
    </section>
  );
}

function Summary(props: { unit: Unit; balance: Balance; field: string; target: BalanceTarget }) {
  const { unit, balance, field, target } = props;
  const name = fieldLabel(field).toLowerCase();
  return (
    <div className="shrink-0 border-b border-line px-4 py-3">
      <p>
        <span className="tabular text-lg font-semibold">{formatShare(balance.distance)}</span>{" "}
        <span className="text-ink-muted">
          of {formatAmount(balance.total, unit)} would need another {name} to be {targetPhrase(target, unit)}.
        </span>
      </p>
      <p className="tabular mt-0.5 text-xs text-ink-muted">
        {balance.evenness !== null && `Evenness ${balance.evenness.toFixed(2)} of 1`}
        {balance.missing > 0 &&
          `${balance.evenness === null ? "" : "; "}${formatCount(balance.missing)} without a ${name} stand aside`}
      </p>
    </div>
  );
}

interface FooterProps {
  state: ExploreState;
  view: ViewInput | null;
  balance: Balance;
  facet: Facet | undefined;
  target: BalanceTarget;
}

/** The way to a run that aims at the target. */
function Footer({ state, view, balance, facet, target }: FooterProps) {
  const field = facet?.field ?? "label";
  const blocked =
    state.lasso !== null || isSearching(state) || state.words !== ""
      ? "A run works on filters and slices: save this view as a slice first."
      : facet?.kind === "histogram"
        ? "A run balances classes and other values, not numbers."
        : target.kind !== "even" && balance.rows.length > shareLimit
          ? `A run takes shares of up to ${shareLimit} values; narrow the view, or compare with even shares.`
          : null;
  const shares = balance.rows.map(({ key, wished }) => [key, Number((wished * 100).toFixed(2))]);
  const start = newCuration({
    goal: "balance",
    unit: state.unit,
    datasets: state.datasets,
    where: view?.where ?? "",
    slice: state.slice,
    target: { field, shares: target.kind === "even" ? "uniform" : Object.fromEntries(shares) },
  });
  return (
    <div className="flex shrink-0 items-center justify-end gap-3 border-t border-line px-3 py-2">
      {blocked && <p className="text-xs text-ink-muted">{blocked}</p>}
      {!blocked && (
        <Link to={start} className={buttonClasses("primary")}>
          Choose a balanced subset
        </Link>
      )}
    </div>
  );
}

function useFacet(view: ViewInput | null, field: string): { facet: Facet | undefined; error: unknown } {
  const { data, error } = useOperation(
    "facets",
    { view: view ?? {}, fields: [field], limit: groupLimit },
    { enabled: view !== null, keepPrevious: true },
  );
  const facet = view === null ? undefined : data?.facets[0];
  return { facet: facet?.field === field ? facet : undefined, error };
}

/** Counts don't depend on order. */
function plain(view: ViewInput): ViewInput {
  return { ...view, sort: undefined, similarTo: undefined, seed: 0 };
}

/** The samples that a target names; null for one that names none. */
function viewOfTarget(state: ExploreState, target: BalanceTarget): ViewInput | null {
  const { unit } = state;
  switch (target.kind) {
    case "even":
    case "custom":
      return null;
    case "all":
      return { unit, datasets: state.datasets };
    case "split":
      return { unit, datasets: state.datasets, where: `split = ${quoted(target.name)}` };
    case "dataset":
      return { unit, datasets: [target.name] };
    case "slice":
      return { unit, slice: target.name };
  }
}

function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, "\\$&")}"`;
}

function targetWord(target: BalanceTarget): string {
  return "name" in target ? `${target.kind}:${target.name}` : target.kind;
}

function targetNamed(word: string): BalanceTarget {
  const at = word.indexOf(":");
  const [kind, name] = [word.slice(0, at), word.slice(at + 1)];
  if (kind === "split" || kind === "slice" || kind === "dataset") return { kind, name };
  return word === "all" ? { kind: "all" } : { kind: "even" };
}

function targetPhrase(target: BalanceTarget, unit: Unit): string {
  switch (target.kind) {
    case "even":
      return "even";
    case "all":
      return `like all ${unit}s`;
    case "custom":
      return "as wished";
    default:
      return `like the ${target.kind} ${target.name}`;
  }
}

function useTargets(unit: Unit, facets: Facet[], present: BalanceTarget): { value: string; label: string }[] {
  const slices = useOperation("listSlices", {});
  const valuesOf = (field: string) => {
    const facet = facets.find((known) => known.field === field);
    return facet?.kind === "values" ? facet.values.flatMap(({ value }) => value ?? []) : [];
  };
  const options = [
    { value: "even", label: "even shares" },
    { value: "all", label: `all ${unit}s` },
    ...valuesOf("split").map((name) => ({ value: `split:${name}`, label: `split ${name}` })),
    ...valuesOf("dataset").map((name) => ({ value: `dataset:${name}`, label: `dataset ${name}` })),
    ...(slices.data?.slices ?? [])
      .filter((slice) => slice.unit === unit)
      .map(({ name }) => ({ value: `slice:${name}`, label: `slice ${name}` })),
    { value: "custom", label: "shares of my own" },
  ];
  const word = targetWord(present);
  return options.some(({ value }) => value === word)
    ? options
    : [{ value: word, label: word.replace(":", " ") }, ...options];
}
