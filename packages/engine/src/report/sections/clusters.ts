import type { ReportDocument } from "../document.ts";
import { countText, figureText } from "../figures.ts";
import { html, type Markup, visibleText } from "../html.ts";
import type { ClusterCard, Thumbnail } from "../pictures.ts";
import { describeTrait } from "../traits.ts";

/** The sparse and the dense ends of the pool, with pictures and with what sets each group apart. */
export function clustersSection({ sparseClusters, denseClusters, unit }: ReportDocument): Markup | null {
  if (sparseClusters.length + denseClusters.length === 0) return null;
  return html`<section>
<h2>Rare and common</h2>
<p>The two ends of the pool in pictures. A tick marks a pick.</p>
${
  sparseClusters.length > 0
    ? html`<h3>Sparse clusters</h3><p>Small groups far from the rest: rare conditions, unusual views, or mistakes in the data. A model that has never seen them fails on them, and a test set without them does not show it.</p>${cards(sparseClusters, unit)}`
    : null
}
${
  denseClusters.length > 0
    ? html`<h3>Dense clusters</h3><p>Large groups of look-alikes. After the first few, further ${unit}s of a group teach little; thinning them makes room for rare ones.</p>${cards(denseClusters, unit)}`
    : null
}
</section>`;
}

function cards(clusters: readonly ClusterCard[], unit: string): Markup {
  return html`<ul class="cards">${clusters.map(
    (card) => html`<li><h4>Cluster ${card.cluster} · ${countText(card.size)} ${card.size === 1 ? unit : `${unit}s`}</h4>
<p>${countText(card.picks)} picked <span class="muted">(random: ${figureText(Math.round(card.expected * 100) / 100, "number")} on average)</span></p>
${card.label ? html`<p class="muted">${figureText(card.label.share, "share")} “${visibleText(card.label.class, 60)}”</p>` : null}
${thumbnails(card.thumbnails)}
${card.traits.length > 0 ? html`<p>${sentence(card)}</p>` : null}</li>`,
  )}</ul>`;
}

function thumbnails(pictures: readonly Thumbnail[]): Markup | null {
  if (pictures.length === 0) return null;
  return html`<ul class="thumbs">${pictures.map(
    ({ uri, alt, picked }) =>
      html`<li${picked ? html` class="picked"` : null}><img src="${uri}" width="72" height="72" alt="${visibleText(alt, 120)}${picked ? " (picked)" : ""}"></li>`,
  )}</ul>`;
}

function sentence({ traits }: ClusterCard): string {
  const text = traits.map((trait) => visibleText(describeTrait(trait), 80)).join("; ");
  return `Apart from the pool: ${text}.`;
}
