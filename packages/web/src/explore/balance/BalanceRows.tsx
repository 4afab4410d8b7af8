import type { FacetChoice } from "../../router/explore-state.ts";
import { classes } from "../../ui/classes.ts";
import { formatCount, formatShare } from "../../ui/format.ts";
import type { BalanceRow } from "./balance-data.ts";

interface BalanceRowsProps {
  field: string;
  rows: BalanceRow[];
  /** The choice that the facet of the field has now. */
  chosen: FacetChoice | null;
  /** Wished shares to be typed, by value; null: the target is not typed. */
  shares: Record<string, number> | null;
  onShares: (shares: Record<string, number>) => void;
  onChoose: (choice: FacetChoice | null) => void;
}

/** A bar for each group, with a mark where its target is; a click narrows to its samples, a second one takes that back. */
export function BalanceRows({ rows, chosen, shares, onShares, onChoose }: BalanceRowsProps) {
  const largest = Math.max(0.001, ...rows.map(({ share, wished }) => Math.max(share, wished)));
  return (
    <ul className="flex flex-col gap-0.5 p-2">
      {rows.map((row) => {
        const active = JSON.stringify(chosen) === JSON.stringify(row.choice);
        return (
          <li key={row.key} className="flex items-center gap-2">
            <button
              type="button"
              aria-pressed={active}
              title={`${row.name}: ${formatShare(row.share)}, target ${formatShare(row.wished)}. Click to see the samples.`}
              className={classes(
                "min-w-0 grow rounded-md px-2 py-1.5 text-left hover:bg-hover focus-visible:-outline-offset-2",
                active && "bg-pressed",
              )}
              onClick={() => onChoose(active ? null : row.choice)}
            >
              <span className="flex items-baseline gap-3">
                <span className={classes("min-w-0 grow truncate", active && "font-medium")}>{row.name}</span>
                <span className="tabular text-xs text-ink-muted">{surplusText(row.surplus)}</span>
                <span className="tabular w-12 text-right text-xs">{formatShare(row.share)}</span>
                <span className="tabular w-12 text-right text-xs text-ink-muted">{formatCount(row.count)}</span>
              </span>
              <span aria-hidden="true" className="relative mt-1 block h-2 rounded-sm bg-line/60">
                <span
                  className={classes("absolute inset-y-0 left-0 rounded-sm", active ? "bg-accent" : "bg-line-strong")}
                  style={{ width: `${(row.share / largest) * 100}%` }}
                />
                <span
                  className="absolute -inset-y-0.5 w-0.5 rounded bg-ink outline-1 outline-surface"
                  style={{ left: `calc(${(row.wished / largest) * 100}% - 1px)` }}
                />
              </span>
            </button>
            {shares && (
              <label className="flex shrink-0 items-center gap-1 text-xs text-ink-muted">
                <input
                  aria-label={`Wished share of ${row.name}, percent`}
                  inputMode="decimal"
                  defaultValue={shares[row.key] ?? ""}
                  placeholder="0"
                  className="tabular h-7 w-14 rounded-md border border-line-strong/60 bg-surface px-1.5 text-right text-xs text-ink"
                  onBlur={(event) => {
                    const share = Number(event.target.value);
                    if (Number.isFinite(share) && share >= 0 && share !== (shares[row.key] ?? 0))
                      onShares({ ...shares, [row.key]: share });
                  }}
                  onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
                />
                %
              </label>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function surplusText(surplus: number): string {
  if (surplus === 0) return "on target";
  return surplus > 0 ? `${formatCount(surplus)} over` : `${formatCount(-surplus)} under`;
}
