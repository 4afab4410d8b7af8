import type { ReportDocument } from "../document.ts";
import { countText } from "../figures.ts";
import { html, type Markup, visibleText } from "../html.ts";
import { verdictDeviations, verdictShare } from "../verdict.ts";

/** Most notes' worth of skipped files that are listed by name. */
const shownSkips = 20;

/** What a reader must know before trusting the rest: warnings first, then what was left out. */
export function notesSection({ notes, skipped }: ReportDocument): Markup | null {
  if (notes.length === 0 && skipped.count === 0) return null;
  const ordered = [...notes.filter(({ kind }) => kind === "warning"), ...notes.filter(({ kind }) => kind === "info")];
  const items = skipped.items.slice(0, shownSkips);
  return html`<section>
<h2>Limits and notes</h2>
<ul class="notes">${ordered.map(({ kind, text }) => html`<li>${kind === "warning" ? html`<b>Warning:</b> ` : null}${visibleText(text, 2000)}</li>`)}</ul>
${
  skipped.count > 0
    ? html`<p>${countText(skipped.count)} ${skipped.count === 1 ? "input was" : "inputs were"} skipped${items.length < skipped.count ? `; the first ${countText(items.length)}` : ""}:</p>
<ul class="notes">${items.map(({ path, code, message }) => html`<li>${visibleText(path, 120)}: ${visibleText(message, 200)} <span class="muted">(${code})</span></li>`)}</ul>`
    : null
}
</section>`;
}

/** How the figures come about, and the recipe that repeats the run. */
export function methodSection({ headline, recipe, index, seed }: ReportDocument): Markup {
  const inputs = Object.entries(recipe.inputs);
  return html`<section>
<h2>Method</h2>
<dl class="definitions">
${
  index
    ? html`<div><dt>Cluster.</dt> <dd>A group of near neighbours in space “${visibleText(index.space, 60)}” at the level stored with the index. The level does not depend on the budget, so coverage can be compared between runs. It is covered when at least one of its members is picked.</dd></div>
<div><dt>Edge case.</dt> <dd>A cluster of at most ${countText(index.edgeCaseSize)}.</dd></div>`
    : null
}
<div><dt>Random selection.</dt> <dd>Drawn from the same pool, of the same size, without replacement. ${controlSentence(headline.random?.draws)}</dd></div>
<div><dt>Reading.</dt> <dd>Better or worse means a difference of more than ${verdictDeviations} standard deviations of random selection (times √(1 + 1/draws) where they are estimated from draws) and of more than ${verdictShare * 100}% of the scale. Anything less reads as level.</dd></div>
</dl>
<h3>Repeat this run</h3>
<pre>${recipe.command}</pre>
<pre>${JSON.stringify(recipe.json, null, 2)}</pre>
${inputs.length > 0 ? html`<p class="muted">Inputs: ${inputs.map(([name, hash], i) => html`${i > 0 ? ", " : null}${name} <code>${hash}</code>`)}. With the same inputs, the seed ${seed} and the same version this report has the same bytes.</p>` : null}
</section>`;
}

function controlSentence(draws: number | null | undefined): string {
  if (draws === undefined) return "The headline has no random control.";
  if (draws === null) return "Mean and standard deviation of the headline are exact (hypergeometric), not simulated.";
  return `The headline's mean and standard deviation come from ${countText(draws)} seeded draws.`;
}
