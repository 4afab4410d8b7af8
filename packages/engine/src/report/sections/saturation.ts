import { type Line, lines } from "../charts/lines.ts";
import type { ReportDocument } from "../document.ts";
import type { Curves, Saturation } from "../evidence.ts";
import { countText, differenceText, figureText, shareText } from "../figures.ts";
import { html, type Markup, visibleText } from "../html.ts";
import type { Numbering } from "../numbering.ts";
import { figure, table } from "./exhibit.ts";

/** What the budget bought, and what more of it would buy. */
export function saturationSection(document: ReportDocument, numbering: Numbering): Markup | null {
  const { saturation, selected } = document;
  if (!saturation) return null;
  const series: Line[] = [
    {
      label: "This selection",
      role: "ours",
      points: saturation.points.map(({ budget, ours }) => ({ x: budget, mean: ours, sd: 0 })),
    },
  ];
  const random = saturation.points.flatMap(({ budget, random }) => (random ? [{ x: budget, ...random }] : []));
  if (random.length > 0) series.push({ label: "Random", role: "random", points: random });
  const last = saturation.points[saturation.points.length - 1];
  const drawing = lines(
    series,
    {
      x: { label: "picks", format: "count", scale: "linear" },
      y: { label: saturation.label, format: "count", fromZero: true, total: saturation.total },
      mark: { x: selected, label: `this run: ${countText(selected)}` },
    },
    `${saturation.label} by number of picks, up to ${countText(last.budget)} picks: this selection ends at ${countText(last.ours)}${last.random ? `, random at ${countText(Math.round(last.random.mean))}` : ""}.`,
  );
  return html`<section>
<h2>Is the budget right?</h2>
<p>${marginalSentence(saturation, document)} ${equivalentSentence(saturation, document)}${crowdingSentence(saturation)}</p>
${figure(numbering, drawing, `${capitalized(saturation.label)} as the budget grows. Solid: this selection${last.budget > selected ? " and what would be picked next" : ""}; dashed: random selection with a band of ±2 standard deviations; dotted: this run's budget.`)}
${saturation.marginal.length > 0 ? marginalTable(saturation, numbering) : null}
</section>`;
}

/** Learning curves, the edge-case ladder: each a figure of its own. */
export function curvesSections(document: ReportDocument, numbering: Numbering): Markup[] {
  return document.curves.map((curves) => {
    const series = curves.curves.map(
      ({ strategy, label, points }): Line => ({ label, role: roleOf(strategy), points }),
    );
    const mark = curves.x.format === "count" ? { x: document.selected, label: "this run" } : null;
    const inside = mark && curves.curves.some(({ points }) => points.some(({ x }) => x >= mark.x));
    const axes = { x: curves.x, y: { ...curves.y, fromZero: false, total: null }, mark: inside ? mark : null };
    const description = `${curves.title}. ${curves.curves.map(endpoint(curves)).join("; ")}.`;
    const drawing = lines(series, axes, description);
    return html`<section>
<h2>${visibleText(curves.title, 120)}</h2>
${figure(numbering, drawing, `${curves.caption} Bands: ±2 standard deviations.`)}
</section>`;
  });
}

function roleOf(strategy: string): Line["role"] {
  if (strategy === "random") return "random";
  return strategy === "ours" ? "ours" : "baseline";
}

function endpoint(curves: Curves): (curve: Curves["curves"][number]) => string {
  return ({ label, points }) => {
    const { x, mean } = points[points.length - 1];
    return `${label} ${figureText(mean, curves.y.format)} at ${figureText(x, curves.x.format)}`;
  };
}

function marginalTable({ marginal, total }: Saturation, numbering: Numbering): Markup {
  return table(
    numbering,
    "What more picks would add after this budget. Random selection starts from less, so it has more left to gain.",
    ["Next picks", "Would add", "Share of the total", "Random would gain"],
    marginal.map(
      ({ more, gain, random }) =>
        html`<tr><th scope="row">${countText(more)}</th><td>${differenceText(gain, "count")}</td><td>${total ? shareText(gain, total) : "–"}</td><td>${random === null ? "–" : differenceText(Math.round(random * 10) / 10, "count")}</td></tr>`,
    ),
  );
}

function marginalSentence({ marginal, total, label }: Saturation, { headline }: ReportDocument): string {
  const middle = marginal[Math.floor((marginal.length - 1) / 2)];
  if (!middle) return "";
  if (marginal.every(({ gain }) => gain === 0))
    return `By this measure the budget is saturated: more picks would add nothing (${label.toLowerCase()}).`;
  const share = total ? ` (${shareText(middle.gain, total)} of the total)` : "";
  return `The next ${countText(middle.more)} picks would add ${countText(middle.gain)} ${headline.wording.noun}${share}.`;
}

/** How many random picks reach the same figure: interpolated between the measured budgets. */
function equivalentSentence({ points }: Saturation, { headline, selected }: ReportDocument): string {
  const at = points.findIndex(({ random }) => random !== null && random.mean >= headline.ours);
  const last = points[points.length - 1];
  if (headline.direction !== "higher" || !last.random || headline.ours === 0) return "";
  if (at < 0)
    return `Random selection does not reach this figure with ${countText(last.budget)} picks, the most that was measured. `;
  const upper = points[at];
  const lower = points[at - 1];
  if (!upper.random || upper.budget <= selected) return "";
  const span = lower?.random ? upper.random.mean - lower.random.mean : 0;
  const share = lower?.random && span > 0 ? (headline.ours - lower.random.mean) / span : 1;
  const budget = lower ? lower.budget + share * (upper.budget - lower.budget) : upper.budget;
  const times =
    selected > 0 ? ` (${figureText(Math.round((budget / selected) * 10) / 10, "number")} times as many)` : "";
  return `Random selection needs about ${countText(Math.round(budget))} picks${times} to reach the same figure. `;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function crowdingSentence({ edgeCrowding }: Saturation): string {
  if (edgeCrowding === null) return "";
  return `From about ${countText(edgeCrowding)} picks on, edge cases begin to crowd out the common case.`;
}
