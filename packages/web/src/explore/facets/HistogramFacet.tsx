import type { Facet } from "@gleaner/schema";
import { useEffect, useState } from "react";
import type { FacetChoice } from "../../router/explore-state.ts";
import { formatCount, formatNumber } from "../../ui/format.ts";
import { RangeSlider } from "../../ui/RangeSlider.tsx";

type Histogram = Extract<Facet, { kind: "histogram" }>;

interface HistogramFacetProps {
  facet: Histogram;
  /** The field's name for people. */
  label: string;
  choice: FacetChoice | null;
  onChange: (choice: FacetChoice | null) => void;
}

const height = 34;
const steps = 200;

/** Bars of a number or date with a range to choose; bars outside of the range are pale. */
export function HistogramFacet({ facet, label, choice, onChange }: HistogramFacetProps) {
  const low = facet.edges[0];
  const high = facet.edges[facet.edges.length - 1];
  const [low0, high0] = choice?.kind === "range" ? [choice.min ?? low, choice.max ?? high] : [low, high];
  const [range, setRange] = useState<[number, number]>([low0, high0]);
  useEffect(() => setRange([low0, high0]), [low0, high0]);
  const format = (value: number) => (facet.type === "date" ? formatDay(value) : formatNumber(value));

  if (facet.counts.length === 0) return <p className="px-1.5 text-xs text-ink-muted">No values here.</p>;
  if (low === high || facet.counts.length === 1) {
    return (
      <p className="tabular px-1.5 text-xs text-ink-muted">
        {format(low)} in all {formatCount(facet.counts[0])}
      </p>
    );
  }
  const largest = Math.max(1, ...facet.counts);
  const width = 100 / facet.counts.length;

  function commit([from, to]: number[]): void {
    const min = from <= low ? null : from;
    const max = to >= high ? null : to;
    onChange(min === null && max === null ? null : { kind: "range", field: facet.field, min, max });
  }

  return (
    <div className="px-1.5">
      <svg
        role="img"
        aria-label={`Distribution of ${label}`}
        viewBox={`0 0 100 ${height}`}
        preserveAspectRatio="none"
        className="block h-[34px] w-full"
      >
        {facet.counts.map((count, at) => {
          const inside = facet.edges[at + 1] >= range[0] && facet.edges[at] <= range[1];
          const bar = count === 0 ? 0 : Math.max(1.5, (count / largest) * height);
          return (
            // biome-ignore lint/a11y/noStaticElementInteractions: a short cut by pointer; the slider below does the same by key
            <rect
              key={facet.edges[at]}
              x={at * width + 0.25}
              y={height - bar}
              width={Math.max(0.4, width - 0.5)}
              height={bar}
              className={inside ? (choice ? "fill-accent" : "fill-line-strong") : "fill-line"}
              onClick={() => commit([facet.edges[at], facet.edges[at + 1]])}
            >
              <title>{`${format(facet.edges[at])} to ${format(facet.edges[at + 1])}: ${formatCount(count)}`}</title>
            </rect>
          );
        })}
      </svg>
      <RangeSlider
        names={[`Least ${label}`, `Greatest ${label}`]}
        value={range}
        min={low}
        max={high}
        step={stepOf(low, high, facet.type)}
        format={format}
        onChange={([from, to]) => setRange([from, to])}
        onCommit={commit}
        className="-mt-1"
      />
      <div className="tabular flex justify-between text-2xs text-ink-muted">
        <span>{format(range[0])}</span>
        {facet.missing > 0 && <span>{formatCount(facet.missing)} without</span>}
        <span>{format(range[1])}</span>
      </div>
    </div>
  );
}

/** Whole numbers for wide ranges, else a two-hundredth of the range. */
function stepOf(low: number, high: number, type: Histogram["type"]): number {
  if (type === "date") return 60_000;
  return Number.isInteger(low) && Number.isInteger(high)
    ? Math.max(1, Math.round((high - low) / steps))
    : (high - low) / steps;
}

function formatDay(milliseconds: number): string {
  return new Date(milliseconds).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "2-digit" });
}
