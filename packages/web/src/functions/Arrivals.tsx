import type { ResultOf } from "@gleaner/schema";
import { formatAmount, formatCount } from "../ui/format.ts";

const height = 56;
const twoDays = 172_800_000;

/** Hits by when their samples came into the workspace. */
export function Arrivals({ arrivals }: { arrivals: ResultOf<"getFunction">["arrivals"] }) {
  const { edges, samples, hits } = arrivals;
  if (hits.length < 2) return null;
  const largest = Math.max(1, ...samples);
  const width = 100 / hits.length;
  const span = edges[edges.length - 1] - edges[0];
  const day = (milliseconds: number) =>
    new Date(milliseconds).toLocaleString("en-GB", {
      ...{ day: "numeric", month: "short" },
      ...(span < twoDays ? { hour: "2-digit", minute: "2-digit" } : { year: "2-digit" }),
    });
  return (
    <section className="rounded-xl border border-line bg-raised p-4">
      <h2 className="font-semibold">Hits over time</h2>
      <p className="mb-2 text-xs text-ink-muted">Of the samples imported then, in grey, those that are hits.</p>
      <svg
        role="img"
        aria-label="Hits among the samples by when they were imported"
        viewBox={`0 0 100 ${height}`}
        preserveAspectRatio="none"
        className="block h-14 w-full border-b border-line"
      >
        {hits.map((count, at) => (
          <g key={edges[at]}>
            <title>{`${day(edges[at])}: ${formatAmount(count, "hit")} of ${formatCount(samples[at])}`}</title>
            <Bar x={at * width} width={width} share={samples[at] / largest} className="fill-line-strong" />
            <Bar x={at * width} width={width} share={count / largest} className="fill-accent" />
          </g>
        ))}
      </svg>
      <p className="tabular mt-1 flex justify-between text-2xs text-ink-muted">
        <span>{day(edges[0])}</span>
        <span>{day(edges[edges.length - 1])}</span>
      </p>
    </section>
  );
}

function Bar({ x, width, share, className }: { x: number; width: number; share: number; className: string }) {
  const bar = share === 0 ? 0 : Math.max(1.5, share * height);
  return <rect x={x} y={height - bar} width={Math.max(0.4, width - 0.5)} height={bar} className={className} />;
}
