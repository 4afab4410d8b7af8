import type { Curation } from "@gleaner/schema";
import * as Plot from "@observablehq/plot";
import { useEffect, useRef, useState } from "react";
import { formatCount, formatShare } from "../ui/format.ts";

/** Coverage of every run against the number of samples that it chose, beside what random draws cover. */
export default function CoverageChart({ runs }: { runs: Curation[] }) {
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(800);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const marks = runs.flatMap(({ run, selected, coverage }) => {
      if (!coverage || coverage.total === 0) return [];
      return [{ run, selected, curated: coverage.covered / coverage.total, random: coverage.random / coverage.total }];
    });
    const chart = Plot.plot({
      width,
      height: 200,
      marginLeft: 48,
      style: { background: "transparent", fontSize: "11px", color: "var(--ink-muted)", fontFamily: "var(--font-sans)" },
      x: { label: "Samples chosen", zero: true, ticks: 8, nice: true, tickFormat: formatCount },
      y: { label: "Clusters covered", domain: [0, 1], tickFormat: formatShare, grid: true },
      marks: [
        Plot.ruleX(marks, { x: "selected", y1: "random", y2: "curated", stroke: "var(--line-strong)" }),
        Plot.dot(marks, { x: "selected", y: "random", r: 3.5, stroke: "var(--ink-muted)", fill: "var(--raised)" }),
        Plot.dot(marks, { x: "selected", y: "curated", r: 4.5, fill: "var(--accent)", title: "run" }),
      ],
    });
    chart.setAttribute("aria-hidden", "true");
    place.current?.append(chart);
    return () => chart.remove();
  }, [runs, width]);
  return (
    <figure className="mb-5 rounded-xl border border-line bg-raised px-5 pt-4 pb-2">
      <figcaption className="mb-1 flex gap-5 text-xs text-ink-muted">
        <span className="flex items-center gap-1.5">
          <span className="size-2.5 rounded-full bg-accent" /> curated
        </span>
        <span className="flex items-center gap-1.5">
          <span className="size-2.5 rounded-full border border-ink-muted" /> random draws of the same size
        </span>
      </figcaption>
      <div ref={place} />
    </figure>
  );
}
