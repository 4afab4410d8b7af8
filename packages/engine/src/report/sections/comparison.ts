import type { ReportDocument } from "../document.ts";
import type { FigureFormat, Headline, Metric } from "../evidence.ts";
import { differenceText, figureText, spreadText } from "../figures.ts";
import { html, type Markup, visibleText } from "../html.ts";
import type { Numbering } from "../numbering.ts";
import { compareWithRandom } from "../verdict.ts";
import { table } from "./exhibit.ts";

const readings = { better: "▲ better", same: "● level", worse: "▼ worse" } as const;

/** Every figure beside its random control, then every strategy at the same budget. */
export function comparisonSection(document: ReportDocument, numbering: Numbering): Markup | null {
  const { headline, metrics, baselines } = document;
  if (metrics.length === 0 && baselines.length === 0) return null;
  const others = metrics.filter(({ key }) => key !== headline.key);
  const rows: Metric[] = headline.total === 0 ? others : [headline, ...others];
  if (rows.length === 0) return null;
  return html`<section>
<h2>Against random and other strategies</h2>
${controlTable(rows, headline, numbering)}
<dl class="definitions">${rows
    .filter(({ definition }) => definition !== "")
    .map(({ label, definition }) => html`<div><dt>${label}.</dt> <dd>${definition}</dd></div>`)}</dl>
${baselines.length > 0 ? baselineTable(document, rows, numbering) : null}
</section>`;
}

function controlTable(rows: readonly Metric[], headline: Headline, numbering: Numbering): Markup {
  return table(
    numbering,
    `This selection and random selection of the same size (mean ± standard deviation${drawsText(rows)}).`,
    ["Figure", "This selection", "Random", "Difference", "Reading"],
    rows.map((metric) => {
      const reading = compareWithRandom(metric, metric.key === headline.key ? headline.total : null);
      return html`<tr><th scope="row">${metric.label}${arrow(metric)}</th><td>${figureText(metric.ours, metric.format)}</td><td>${metric.random ? spreadText(metric.random, metric.format) : "–"}</td><td>${metric.random ? gapText(metric.ours - metric.random.mean, metric.format) : "–"}</td>${
        reading ? html`<td class="${reading}">${readings[reading]}</td>` : html`<td class="same">not judged</td>`
      }</tr>`;
    }),
  );
}

function baselineTable(document: ReportDocument, metrics: readonly Metric[], numbering: Numbering): Markup {
  const columns = metrics.filter(({ key }) => document.baselines.some(({ values }) => typeof values[key] === "number"));
  const ours = Object.fromEntries(columns.map(({ key, ours }) => [key, ours]));
  const random = Object.fromEntries(columns.map(({ key, random }) => [key, random?.mean ?? null]));
  const rows = [
    { label: "This selection", name: "ours", values: ours },
    ...document.baselines.map(({ label, values }) => ({ label: visibleText(label, 60), name: "baseline", values })),
    { label: "Random (mean)", name: "random", values: random },
  ];
  const best = new Map(
    columns.map((metric) => [
      metric.key,
      bestOf(
        metric,
        rows.map(({ values }) => values[metric.key]),
      ),
    ]),
  );
  return table(
    numbering,
    "The same budget spent by each strategy. Arrows say which way is good; * marks the best of a column.",
    ["Strategy", ...columns.map((metric) => ({ heading: html`${metric.label}${arrow(metric)}` }))],
    rows.map(
      ({ label, name, values }) =>
        html`<tr class="${name}"><th scope="row">${label}</th>${columns.map(({ key, format }) => {
          const value = values[key];
          if (typeof value !== "number") return html`<td>–</td>`;
          const text = name === "random" ? roundedText(value, format) : figureText(value, format);
          return value === best.get(key) ? html`<td><b>${text}*</b></td>` : html`<td>${text}</td>`;
        })}</tr>`,
    ),
  );
}

function bestOf({ direction }: Metric, values: readonly (number | null | undefined)[]): number | null {
  const numbers = values.filter((value) => typeof value === "number");
  if (direction === "neither" || numbers.length < 2) return null;
  return direction === "higher" ? Math.max(...numbers) : Math.min(...numbers);
}

function arrow({ direction }: Metric): Markup | null {
  if (direction === "neither") return null;
  return direction === "higher"
    ? html`\u00a0<span title="higher is better">↑</span>`
    : html`\u00a0<span title="lower is better">↓</span>`;
}

function gapText(gap: number, format: FigureFormat): string {
  return differenceText(roundedCount(gap, format), format);
}

function roundedText(value: number, format: FigureFormat): string {
  return figureText(roundedCount(value, format), format);
}

/** Means of counts and differences from them: whole from 10 on, one decimal below. */
function roundedCount(value: number, format: FigureFormat): number {
  if (format !== "count") return value;
  return Math.abs(value) >= 10 ? Math.round(value) : Math.round(value * 10) / 10;
}

function drawsText(rows: readonly Metric[]): string {
  const draws = new Set(rows.flatMap(({ random }) => (random ? [random.draws] : [])));
  const counts = [...draws].filter((count) => count !== null);
  if (counts.length === 0) return draws.has(null) ? ", exact" : "";
  const most = Math.max(...counts);
  return draws.has(null) ? `; exact where it can be, else from ${most} draws` : ` of ${most} draws`;
}
