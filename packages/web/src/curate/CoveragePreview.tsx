import type { Unit } from "@gleaner/schema";
import { useState } from "react";
import { readableError } from "../api/errors.ts";
import { PrepareDialog } from "../datasets/PrepareDialog.tsx";
import { Button } from "../ui/Button.tsx";
import { CodeText } from "../ui/CodeText.tsx";
import { formatAmount, formatCount, formatShare } from "../ui/format.ts";
import { foreseenAt, type Preview, randomBudgetFor } from "./preview.ts";

const [width, height] = [300, 120];

interface CoveragePreviewProps {
  preview: Preview;
  /** Picks that the form asks for now. */
  budget: number;
}

/** What the present budget covers, against random draws, and the curve of both over all budgets. */
export function CoveragePreview({ preview, budget }: CoveragePreviewProps) {
  const { clusters } = preview;
  const { ours, random } = foreseenAt(preview, budget);
  const same = ours === null ? null : randomBudgetFor(preview, ours);
  const share = (count: number) => formatShare(clusters === 0 ? 0 : Math.min(1, count / clusters));
  return (
    <figure aria-label="What the budget covers">
      <figcaption className="tabular grid grid-cols-2 gap-x-4" aria-live="polite">
        <span>
          <span className="flex items-center gap-1.5 text-xs text-ink-muted">
            <span className="size-2 rounded-full bg-accent" /> This choice
          </span>
          <span className="block text-2xl font-semibold">{ours === null ? "–" : share(ours)}</span>
          <span className="text-xs text-ink-muted">
            {ours === null
              ? "Known after the run"
              : `${formatCount(Math.round(ours))} of ${formatAmount(clusters, "cluster")}`}
          </span>
        </span>
        <span>
          <span className="flex items-center gap-1.5 text-xs text-ink-muted">
            <span className="size-2 rounded-full border border-ink-muted" /> Random draws
          </span>
          <span className="block text-2xl font-semibold text-ink-muted">{share(random.mean)}</span>
          <span className="text-xs text-ink-muted">
            {formatCount(Math.round(random.mean))} ± {formatCount(Math.max(1, Math.round(random.sd)))}
          </span>
        </span>
      </figcaption>
      <Curve preview={preview} budget={budget} ours={ours} random={random.mean} />
      <p className="mt-1 min-h-8 text-xs text-ink-muted">
        {same !== null && ours !== null && same > budget
          ? `Random draws need about ${formatCount(same)} for the same.`
          : ours !== null && ours >= clusters && clusters > 0
            ? "Every cluster is covered."
            : ""}
      </p>
    </figure>
  );
}

function Curve(props: { preview: Preview; budget: number; ours: number | null; random: number }) {
  const { preview, budget, ours, random } = props;
  const { points, clusters, complete, pool } = preview;
  const most = Math.max(1, Math.min(pool.samples, Math.max((complete ?? clusters) * 1.25, budget * 1.1)));
  const x = (value: number) => Math.min(1, value / most) * width;
  const y = (value: number) => height - (clusters === 0 ? 0 : value / clusters) * (height - 6) - 1;
  const shown = points.filter((_, at) => at === 0 || points[at - 1].budget <= most);
  const line = (of: (point: (typeof points)[number]) => number | null) =>
    shown
      .flatMap((point) => {
        const value = of(point);
        return value === null ? [] : [`${((point.budget / most) * width).toFixed(1)},${y(value).toFixed(1)}`];
      })
      .join(" ");
  const band = [
    ...shown.map(({ budget: at, random: { mean, sd } }) => [at, mean + 2 * sd]),
    ...shown.toReversed().map(({ budget: at, random: { mean, sd } }) => [at, mean - 2 * sd]),
  ];
  return (
    <>
      <svg
        aria-hidden="true"
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        className="mt-3 block h-32 w-full overflow-hidden"
      >
        {[0.25, 0.5, 0.75, 1].map((share) => (
          <line
            key={share}
            x1={0}
            x2={width}
            y1={y(share * clusters)}
            y2={y(share * clusters)}
            vectorEffect="non-scaling-stroke"
            className="stroke-line"
          />
        ))}
        <polygon
          points={band.map(([at, value]) => `${((at / most) * width).toFixed(1)},${y(value).toFixed(1)}`).join(" ")}
          className="fill-ink-muted/15"
        />
        <polyline
          points={line((point) => point.random.mean)}
          vectorEffect="non-scaling-stroke"
          strokeWidth={1.5}
          strokeDasharray="4 3"
          className="fill-none stroke-ink-muted"
        />
        <polyline
          points={line((point) => point.ours)}
          vectorEffect="non-scaling-stroke"
          strokeWidth={2}
          strokeLinejoin="round"
          className="fill-none stroke-accent"
        />
        <line
          x1={x(budget)}
          x2={x(budget)}
          y1={y(random)}
          y2={y(ours ?? random)}
          vectorEffect="non-scaling-stroke"
          strokeWidth={6}
          strokeLinecap="round"
          className="stroke-accent/35"
        />
        <line
          x1={x(budget)}
          x2={x(budget)}
          y1={0}
          y2={height}
          vectorEffect="non-scaling-stroke"
          className="stroke-ink"
        />
        <line
          x1={0}
          x2={width}
          y1={height - 0.5}
          y2={height - 0.5}
          vectorEffect="non-scaling-stroke"
          className="stroke-line-strong"
        />
      </svg>
      <p aria-hidden="true" className="tabular mt-1 flex justify-between text-2xs text-ink-muted">
        <span>0</span>
        <span>{formatAmount(Math.round(most), "pick")}</span>
      </p>
    </>
  );
}

/** Why there is no preview, with the way out where there is one. */
export function PreviewProblem(props: { unit: Unit; error: unknown; datasets: string[] }) {
  const { unit, error, datasets } = props;
  const [preparing, setPreparing] = useState(false);
  const { message, hint, code } = readableError(error);
  const canPrepare = ["not_indexed", "not_embedded", "space_not_found"].includes(code) && datasets.length > 0;
  return (
    <div className="flex flex-col items-start gap-2 rounded-lg bg-warning-soft px-3 py-2.5 text-sm">
      <p>{canPrepare ? "A curation needs an index: what looks alike, as a map and clusters." : message}</p>
      {!canPrepare && hint && (
        <p className="text-ink-muted">
          <CodeText text={hint} />
        </p>
      )}
      {canPrepare && (
        <Button icon="map" onClick={() => setPreparing(true)}>
          Embed and index
        </Button>
      )}
      {preparing && <PrepareDialog unit={unit} datasets={datasets} onClose={() => setPreparing(false)} />}
    </div>
  );
}
