import { type StripRow, strategyStrip } from "../charts/strategy-strip.ts";
import type { ReportDocument } from "../document.ts";
import { countText, figureText, shareText, spreadText } from "../figures.ts";
import { html, type Markup, visibleText } from "../html.ts";
import type { Numbering } from "../numbering.ts";
import { headlineText } from "../verdict.ts";
import { figure } from "./exhibit.ts";

const poolWords = { unlabeled: "unlabelled ", labeled: "labelled ", all: "" } as const;

const outcomes = {
  better: "Better than random selection",
  same: "Random selection would have done as well",
  worse: "Worse than random selection",
  whole_pool: "Nothing to choose",
  no_control: "Not compared with random selection",
} as const;

/** The finding and the verdict: what a reader with ten seconds needs. */
export function masthead(document: ReportDocument): Markup {
  const { finding, control } = headlineText(document.headline);
  const { outcome, sentence } = document.verdict;
  return html`<header>
<p class="eyebrow"><b>${visibleText(document.title, 160)}</b> · Gleaner curation report</p>
<h1>${finding}${control === null ? null : html`; <span class="control">${control}</span>`}</h1>
</header>
<div class="verdict ${outcome}"><p class="outcome">${outcomes[outcome]}</p><p>${sentence}</p></div>`;
}

/** Figure 1: the headline's figure of every strategy at the same budget. Empty without anything to compare with. */
export function strategyFigure(document: ReportDocument, numbering: Numbering): Markup | null {
  const { headline, baselines } = document;
  const compared = baselines.filter(({ values }) => typeof values[headline.key] === "number");
  if (headline.total === 0 || (!headline.random && compared.length === 0)) return null;
  const row = (label: string, role: StripRow["role"], value: number, sd = 0): StripRow => {
    const text =
      role === "random" ? spreadText({ mean: value, sd }, headline.format) : figureText(value, headline.format);
    return { label, role, value, sd, text };
  };
  const rows = [
    row("This selection", "ours", headline.ours),
    ...compared.map(({ label, values }) => row(label, "baseline", values[headline.key] ?? 0)),
  ];
  if (headline.random) rows.push(row("Random", "random", headline.random.mean, headline.random.sd));
  const sign = headline.direction === "lower" ? 1 : -1;
  rows.sort((a, b) => sign * (a.value - b.value) || (a.role === "ours" ? -1 : 1));
  const words = `${headline.wording.noun} ${headline.wording.done}`;
  const description = `${capitalized(words)} at the same budget: ${rows.map(({ label, text }) => `${label} ${text}`).join("; ")}.`;
  return figure(
    numbering,
    strategyStrip(rows, { label: words, format: headline.format, total: headline.total }, description),
    html`${capitalized(words)}${document.splits ? null : ` with ${countText(document.selected)} ${document.selected === 1 ? "pick" : "picks"}`}. Filled dot: this selection; hollow: random selection with a bar of ±2 standard deviations${compared.length > 0 ? "; diamonds: baselines" : ""}.${headline.total === null ? null : ` Dotted line: all ${figureText(headline.total, headline.format)}.`}${headline.direction === "lower" ? " Fewer is better." : null}`,
  );
}

/** What was run on what: enough to judge the figures, not to repeat the run (see the method section). */
export function facts(document: ReportDocument): Markup {
  const { index, pool, unit } = document;
  const noun = `${unit}s`;
  const rows: [string, string | Markup][] = [
    ["Goal", document.goal],
    [
      document.datasets.length === 1 ? "Dataset" : "Datasets",
      document.datasets.map((name) => visibleText(name, 80)).join(", "),
    ],
    ["Pool", `${countText(pool.samples)} ${poolWords[pool.kind]}${noun}`],
    [
      document.splits ? "Outside the largest part" : "Selected",
      `${countText(document.selected)} (${shareText(document.selected, pool.samples)} of the pool)${document.budget === document.selected ? "" : `, budget ${countText(document.budget)}`}`,
    ],
    ["Strategy", document.strategy.label],
    ["Seed", String(document.seed)],
  ];
  if (pool.where !== "") rows.splice(3, 0, ["Filter", html`<code>${visibleText(pool.where, 300)}</code>`]);
  if (document.slices.length > 0) {
    const names = document.slices.map(({ name, count }) => `${visibleText(name, 80)} (${countText(count)})`);
    rows.push([names.length === 1 ? "Slice" : "Slices", names.join(", ")]);
  }
  if (index) {
    rows.push(
      [
        "Space",
        `${visibleText(index.space, 60)}: ${visibleText(index.model, 60)}, ${countText(index.dimension)} dimensions`,
      ],
      [
        "Graph",
        `${countText(index.samples)} ${noun}, ${countText(index.neighbors)} neighbours, recall ${figureText(index.recall, "share")}`,
      ],
      [
        "Clusters",
        `${countText(index.level)} at the stored level, ${countText(index.edgeCases)} edge cases (up to ${index.edgeCaseSize})`,
      ],
    );
  }
  return html`<dl class="facts">${rows.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>
${document.strategy.description === "" ? null : html`<p>${document.strategy.description}</p>`}`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
