import type { MapColors } from "../../api/maps.ts";
import { classes } from "../../ui/classes.ts";
import { formatCount, formatNumber } from "../../ui/format.ts";
import { missingSlot, otherSlot, rampStops, slotColor, slotOfCategory, type Theme } from "./palette.ts";
import { edgeCaseSlot } from "./shading.ts";

interface MapLegendProps {
  colors: MapColors;
  theme: Theme;
  hidden: Uint8Array;
  onHidden: (hidden: Uint8Array) => void;
  /** What points without a value are called. */
  missing?: string;
}

interface Entry {
  slot: number;
  name: string;
  count: number;
}

/** What the colours mean. A click switches a class off or on; with Shift or Alt it leaves that one alone. */
export function MapLegend({ colors, theme, hidden, onHidden, missing = "No value" }: MapLegendProps) {
  if (colors.kind === "number") {
    return (
      <div className="px-3 py-2">
        <div
          className="h-2 rounded-full"
          style={{ background: `linear-gradient(to right, ${rampStops[theme].join(", ")})` }}
        />
        <div className="tabular mt-1 flex justify-between text-xs text-ink-muted">
          <span>{formatNumber(colors.min)}</span>
          <span>{formatNumber(colors.max)}</span>
        </div>
      </div>
    );
  }
  const entries = legendEntries(colors, missing);

  function toggle(slot: number, alone: boolean): void {
    const next = new Uint8Array(hidden);
    if (!alone) {
      next[slot] = next[slot] ? 0 : 1;
    } else {
      const isAlone = entries.every((entry) => (entry.slot === slot) === !hidden[entry.slot]);
      for (const entry of entries) next[entry.slot] = isAlone || entry.slot === slot ? 0 : 1;
    }
    onHidden(next);
  }

  return (
    <ul className="flex flex-wrap gap-x-1 px-2 py-1.5" aria-label="Legend">
      {entries.map(({ slot, name, count }) => (
        <li key={slot}>
          <button
            type="button"
            aria-pressed={!hidden[slot]}
            title={`${name}: ${formatCount(count)}. Click to hide or show, Shift-click to show alone.`}
            onClick={(event) => toggle(slot, event.shiftKey || event.altKey)}
            className={classes(
              "flex h-6 items-center gap-1.5 rounded px-1.5 text-xs hover:bg-hover",
              hidden[slot] ? "text-ink-faint line-through" : "text-ink",
            )}
          >
            <span
              className="size-2.5 shrink-0 rounded-full"
              style={{
                background: hidden[slot] ? "transparent" : slotColor(slot, theme),
                boxShadow: `inset 0 0 0 1.5px ${slotColor(slot, theme)}`,
              }}
            />
            <span className="max-w-36 truncate">{name}</span>
            <span className="tabular text-ink-muted">{formatCount(count)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function legendEntries(
  { codes, categories }: Extract<MapColors, { kind: "categories" }>,
  missingName: string,
): Entry[] {
  const entries: Entry[] = [];
  let others = 0;
  let otherCount = 0;
  let counted = 0;
  for (const [rank, { name, count }] of categories.entries()) {
    counted += count;
    if (slotOfCategory(rank) < otherSlot) entries.push({ slot: rank, name: name === "" ? "(empty)" : name, count });
    else {
      others++;
      otherCount += count;
    }
  }
  if (others > 0) entries.push({ slot: otherSlot, name: `${formatCount(others)} other`, count: otherCount });
  const missing = codes.length - counted;
  if (missing > 0) entries.push({ slot: missingSlot, name: missingName, count: missing });
  return entries;
}

/** What the colours of clusters mean: they repeat, but for the one of edge cases. */
export function ClusterLegend({ theme, clusters, edgeCases }: { theme: Theme; clusters: number; edgeCases: number }) {
  const swatches = [0, 1, 2].map((slot) => slotColor(slot, theme));
  return (
    <ul className="flex flex-wrap gap-x-4 px-3.5 py-2 text-xs" aria-label="Legend">
      <li className="flex items-center gap-1.5">
        <span className="flex -space-x-1">
          {swatches.map((color) => (
            <span key={color} className="size-2.5 rounded-full" style={{ background: color }} />
          ))}
        </span>
        Clusters; colours repeat <span className="tabular text-ink-muted">{formatCount(clusters - edgeCases)}</span>
      </li>
      <li className="flex items-center gap-1.5">
        <span className="size-2.5 rounded-full" style={{ background: slotColor(edgeCaseSlot, theme) }} />
        Edge cases <span className="tabular text-ink-muted">{formatCount(edgeCases)}</span>
      </li>
    </ul>
  );
}
