import type { ResultOf } from "@gleaner/schema";
import { useEffect, useState } from "react";
import { formatCount, formatNumber } from "../ui/format.ts";
import { RangeSlider } from "../ui/RangeSlider.tsx";

interface ThresholdProps {
  saved: ResultOf<"getFunction">;
  busy: boolean;
  onChange: (threshold: number) => void;
}

const height = 72;

const sources = {
  manual: "Set by hand.",
  examples: "A first guess from the examples. Answers set it better.",
  answers: "Set by your answers.",
};

/** The scores in bins, with the threshold to move. */
export function Threshold({ saved, busy, onChange }: ThresholdProps) {
  const { edges, counts } = saved.histogram;
  const [value, setValue] = useState(saved.threshold);
  useEffect(() => setValue(saved.threshold), [saved.threshold]);
  if (counts.length === 0) return null;
  const low = Math.min(edges[0], saved.threshold);
  const high = Math.max(edges[edges.length - 1], saved.threshold);
  const span = high - low || 1;
  // A few hits among many samples must stay visible, so bars grow with the logarithm.
  const largest = Math.log1p(Math.max(...counts));
  const place = (score: number) => ((score - low) / span) * 100;
  return (
    <div className="border-t border-line px-5 pt-3 pb-4">
      <div className="mb-2 flex items-baseline justify-between gap-4">
        <h2 className="font-semibold">Scores and threshold</h2>
        <p className="text-xs text-ink-muted">{sources[saved.thresholdSource]}</p>
      </div>
      <svg
        role="img"
        aria-label="Distribution of the scores"
        viewBox={`0 0 100 ${height}`}
        preserveAspectRatio="none"
        className="block h-[72px] w-full"
      >
        {counts.map((count, at) => {
          const bar = count === 0 ? 0 : Math.max(1.5, (Math.log1p(count) / largest) * height);
          const isHit = (edges[at] + edges[at + 1]) / 2 >= value;
          return (
            <rect
              key={edges[at]}
              x={place(edges[at])}
              y={height - bar}
              width={Math.max(0.3, place(edges[at + 1]) - place(edges[at]) - 0.2)}
              height={bar}
              className={isHit ? "fill-accent" : "fill-line-strong/60"}
            >
              <title>{`${formatNumber(edges[at])} to ${formatNumber(edges[at + 1])}: ${formatCount(count)}`}</title>
            </rect>
          );
        })}
      </svg>
      <RangeSlider
        names={["Threshold"]}
        value={[value]}
        min={low}
        max={high}
        step={span / 400}
        format={formatNumber}
        onChange={([next]) => setValue(next)}
        onCommit={([next]) => {
          if (!busy) onChange(Number(next.toPrecision(4)));
        }}
        className="-mt-2"
      />
      <div className="tabular flex justify-between text-2xs text-ink-muted">
        <span>{formatNumber(low)}</span>
        <span className="text-sm font-medium text-ink">{formatNumber(value)} and more are hits</span>
        <span>{formatNumber(high)}</span>
      </div>
      <p className="mt-1 text-2xs text-ink-muted">Heights grow with the logarithm of the counts.</p>
    </div>
  );
}
