import { dumbbell } from "../charts/dumbbell.ts";
import type { ReportDocument } from "../document.ts";
import type { SizeBucket } from "../evidence.ts";
import { countText, shareText, spreadText } from "../figures.ts";
import { html, type Markup } from "../html.ts";
import type { Numbering } from "../numbering.ts";
import { figure, legend, table } from "./exhibit.ts";

/** Coverage and shares of picks by cluster size: where random selection leaves gaps and what was thinned. */
export function coverageSection(document: ReportDocument, numbering: Numbering): Markup | null {
  const buckets = document.coverageBySize.filter(({ clusters }) => clusters > 0);
  if (buckets.length === 0) return null;
  const { unit } = document;
  const pool = sum(buckets.map(({ samples }) => samples));
  const picks = sum(buckets.map((bucket) => bucket.picks));
  const covered = dumbbell(
    buckets.map((bucket) => ({
      label: sizeText(bucket),
      hollow: bucket.random ? bucket.random.mean / bucket.clusters : null,
      filled: bucket.covered / bucket.clusters,
    })),
    {
      axis: "share of clusters covered",
      width: 360,
      fromZeroToOne: true,
      description: `Share of clusters covered by cluster size: ${buckets.map(describe).join("; ")}.`,
    },
  );
  const shares = dumbbell(
    buckets.map((bucket) => ({
      label: sizeText(bucket),
      hollow: pool > 0 ? bucket.samples / pool : null,
      filled: picks > 0 ? bucket.picks / picks : 0,
    })),
    {
      axis: `share of all ${unit}s`,
      width: 360,
      description: `Share of the pool and of the picks by cluster size: ${buckets
        .map(
          (bucket) =>
            `size ${sizeText(bucket)}, pool ${shareText(bucket.samples, pool)}, picks ${shareText(bucket.picks, picks)}`,
        )
        .join("; ")}.`,
    },
  );
  const panels = html`<div class="pair">
<div><h3>Clusters covered</h3>${legend([
    ["filled", "This selection"],
    ["hollow", "Random"],
  ])}${covered}</div>
<div><h3>Where the picks went</h3>${legend([
    ["filled", "Picks"],
    ["hollow", "Pool"],
  ])}${shares}</div>
</div>`;
  const caption = `By cluster size (${unit}s in the cluster). Left: how many of the clusters of a size hold at least one pick. Right: how the pool and the picks are spread over sizes; a filled dot left of the hollow one means that this size was thinned.`;
  return html`<section>
<h2>Coverage by cluster size</h2>
<p>${isAim(document) ? `Rare cases live in small clusters, so it matters which sizes are covered, not only how many clusters. ${finding(buckets)}` : "Coverage is no aim of this goal: the figures tell what the selection is made of."}</p>
${figure(numbering, panels, caption)}
${sizeTable(buckets, pool, picks, unit, numbering)}
</section>`;
}

/** Whether the run is judged by the clusters that it covers. */
function isAim({ headline, metrics }: ReportDocument): boolean {
  const judged = [headline, ...metrics].find(({ key }) => key === "clustersCovered");
  return judged === undefined || judged.direction !== "neither";
}

function sizeTable(
  buckets: readonly SizeBucket[],
  pool: number,
  picks: number,
  unit: string,
  numbering: Numbering,
): Markup {
  return table(
    numbering,
    "Coverage at the stored level by cluster size. Random: mean ± standard deviation for a selection of the same size.",
    [
      "Cluster size",
      "Clusters",
      "Covered",
      "Random covers",
      `Pool ${unit}s`,
      "Share of pool",
      "Picks",
      "Share of picks",
    ],
    buckets.map(
      (bucket) =>
        html`<tr><th scope="row">${sizeText(bucket)}</th><td>${countText(bucket.clusters)}</td><td>${countText(bucket.covered)} (${shareText(bucket.covered, bucket.clusters)})</td><td>${bucket.random ? spreadText(bucket.random, "count") : "–"}</td><td>${countText(bucket.samples)}</td><td>${shareText(bucket.samples, pool)}</td><td>${countText(bucket.picks)}</td><td>${shareText(bucket.picks, picks)}</td></tr>`,
    ),
  );
}

/** Smallest gap, as a share of a size's clusters, that is put in words. */
const leastGap = 0.01;

/** Where this selection gains most on random selection, and where it loses most if it does. */
function finding(buckets: readonly SizeBucket[]): string {
  const gaps = buckets.flatMap((bucket) =>
    bucket.random
      ? [{ bucket, random: bucket.random, gap: (bucket.covered - bucket.random.mean) / bucket.clusters }]
      : [],
  );
  if (gaps.length === 0) return "";
  gaps.sort((a, b) => b.gap - a.gap);
  const best = gaps[0];
  const worst = gaps[gaps.length - 1];
  const figures = ({ bucket, random }: (typeof gaps)[number]) =>
    `${whereText(bucket)}: this selection covers ${countText(bucket.covered)} of ${countText(bucket.clusters)}, random selection ${spreadText(random, "count")}.`;
  const sentences: string[] = [];
  if (best.gap >= leastGap) sentences.push(`The widest lead over random selection is at ${figures(best)}`);
  if (worst.gap <= -leastGap) sentences.push(`Random selection does better at ${figures(worst)}`);
  return sentences.length > 0 ? sentences.join(" ") : "Here no size shows a gap of 1% or more.";
}

function whereText(bucket: SizeBucket): string {
  return bucket.to === 1 ? "clusters of one" : `clusters of ${sizeText(bucket)}`;
}

function describe(bucket: SizeBucket): string {
  const random = bucket.random ? `, random ${shareText(bucket.random.mean, bucket.clusters)}` : "";
  return `size ${sizeText(bucket)}, ${shareText(bucket.covered, bucket.clusters)}${random}`;
}

function sizeText({ from, to }: SizeBucket): string {
  if (to === null) return `>${countText(from - 1)}`;
  return from === to ? countText(from) : `${countText(from)}–${countText(to)}`;
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
