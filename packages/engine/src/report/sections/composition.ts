import { dumbbell } from "../charts/dumbbell.ts";
import type { Distribution, RepresentationRow } from "../composition.ts";
import type { ReportDocument } from "../document.ts";
import { countText, figureText, plainFigureText, shareText, spreadText } from "../figures.ts";
import { html, type Markup, visibleText } from "../html.ts";
import type { Numbering } from "../numbering.ts";
import { representationRatio } from "../representation.ts";
import { figure, legend, table } from "./exhibit.ts";

/** Most values that one chart shows, and most rows of the representation table. */
const shownValues = 16;
const shownGroups = 40;

const standings = {
  under: "▼ under-represented",
  proportional: "● in proportion",
  over: "▲ over-represented",
} as const;

/** Classes, metadata and functions before and after. */
export function distributionsSection(document: ReportDocument, numbering: Numbering): Markup | null {
  if (document.distributions.length === 0) return null;
  return html`<section>
<h2>Before and after</h2>
<p>How the pool's values are spread over the picks. The divergence (Jensen-Shannon, 0 to 1 bit) is 0 when the picks have the pool's shares. It says how much the mix changed, which is a gain or a loss depending on the goal.</p>
${document.distributions.map((distribution) => field(distribution, numbering))}
</section>`;
}

function field(distribution: Distribution, numbering: Numbering): Markup {
  const name = visibleText(distribution.field, 60);
  const { values, others, missing } = distribution;
  const rows = values.slice(0, shownValues);
  const rest = values.slice(shownValues);
  const folded = {
    values: rest.length + others.values,
    pool: others.pool + sum(rest.map(({ pool }) => pool)),
    picked: others.picked + sum(rest.map(({ picked }) => picked)),
  };
  const pool = sum(rows.map((row) => row.pool)) + folded.pool;
  const picked = sum(rows.map((row) => row.picked)) + folded.picked;
  const gaps = missingText(missing);
  if (values.length === 0 || pool + picked === 0) return html`<h3>${name}</h3><p>No pool member has a value.</p>`;
  if (values.length === 1 && folded.values === 0) {
    return html`<h3>${name}</h3><p>All have the one value “${visibleText(values[0].value, 60)}” (${countText(pool)} in the pool, ${countText(picked)} picked): there is no mix to compare.${gaps}</p>`;
  }
  const shares = rows.map((row) => ({
    label: row.value,
    hollow: pool > 0 ? row.pool / pool : null,
    filled: picked > 0 ? row.picked / picked : 0,
    ...(distribution.target ? { target: distribution.target.shares[row.value] ?? 0 } : {}),
  }));
  if (folded.values > 0) {
    shares.push({
      label: `${countText(folded.values)} other values`,
      hollow: pool > 0 ? folded.pool / pool : null,
      filled: picked > 0 ? folded.picked / picked : 0,
    });
  }
  const description = `Shares of ${name} in the pool and among the picks: ${rows
    .map((row) => `${visibleText(row.value, 40)} ${shareText(row.pool, pool)} and ${shareText(row.picked, picked)}`)
    .join("; ")}.`;
  const marks = legend([
    ["filled", "Picks"],
    ["hollow", "Pool"],
    ...(distribution.target ? [["target", "Target"] as const] : []),
  ]);
  const drawing = dumbbell(shares, { axis: "share", width: 720, description });
  return html`<h3>${name}</h3>${figure(numbering, html`${marks}${drawing}`, `${name}: ${divergenceText(distribution)}${gaps}`)}`;
}

function divergenceText({ divergence, random, target }: Distribution): string {
  if (divergence === null) return "nothing was picked, so there are no shares to compare.";
  const control = random ? ` (random selection: ${spreadText(random, "distance")})` : "";
  const wish =
    target && target.divergence !== null ? ` From the target: ${figureText(target.divergence, "distance")} bits.` : "";
  return `divergence of the picks from the pool ${figureText(divergence, "distance")} bits${control}.${wish}`;
}

function missingText(missing: Distribution["missing"]): string {
  if (missing.pool === 0) return "";
  return ` ${countText(missing.pool)} of the pool and ${countText(missing.picked)} of the picks have no value.`;
}

/** Whether each group of the chosen fields has its share, with the groups that have not marked. */
export function representationSection({ representation }: ReportDocument, numbering: Numbering): Markup | null {
  if (representation.length === 0) return null;
  const under = representation.filter(({ standing }) => standing === "under");
  const marked = representation.filter(({ standing }) => standing !== "proportional");
  const rows = representation.length <= shownGroups ? representation : marked.slice(0, shownGroups);
  const left = representation.length - rows.length;
  const summary =
    under.length === 0
      ? "No group has clearly less than its share."
      : `${countText(under.length)} of ${countText(representation.length)} groups ${under.length === 1 ? "has" : "have"} clearly less than ${under.length === 1 ? "its" : "their"} share.`;
  const caption = `Groups by field.${left > 0 ? ` ${countText(left)} further groups are in the JSON.` : ""}`;
  const group = { heading: "Group", words: true };
  const columns = ["Field", group, "Pool", "Expected picks", "Picks", "Ratio", { heading: "Standing", words: true }];
  return html`<section>
<h2>Representation</h2>
<p>${summary} A group is marked when it has less than ${plainFigureText(representationRatio, "share")} of the picks that random selection would give it (or more than ${plainFigureText(1 / representationRatio, "share")}) and chance does not explain it (2 standard deviations).</p>
${table(numbering, caption, columns, rows.map(groupRow))}
</section>`;
}

function groupRow({ field, value, pool, picked, expected, sd, standing }: RepresentationRow): Markup {
  const tone = standing === "under" ? "worse" : "same";
  const ratio = expected > 0 ? (picked / expected).toFixed(2) : "–";
  return html`<tr><th scope="row">${visibleText(field, 40)}</th><td class="words">${visibleText(value, 60)}</td><td>${countText(pool)}</td><td>${spreadText({ mean: expected, sd }, "count")}</td><td>${countText(picked)}</td><td>${ratio}</td><td class="words ${tone}">${standings[standing]}</td></tr>`;
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
