import type { ReportDocument } from "../document.ts";
import { countText, figureText } from "../figures.ts";
import { html, type Markup, visibleText } from "../html.ts";
import type { ReportPick } from "../pictures.ts";

/** Picks shown with picture and reason. */
const shownPicks = 50;

/** Picks in the order of selection, each with its reason. */
export function picksSection({ picks, selected, unit }: ReportDocument): Markup {
  if (selected === 0) {
    return html`<section><h2>Picks and their reasons</h2><p>Nothing was selected: the pool is empty, or nothing in it met the constraints.</p></section>`;
  }
  const shown = picks.slice(0, shownPicks);
  if (shown.length === 0) return html``;
  return html`<section>
<h2>Picks and their reasons</h2>
<p>${shownText(shown, selected, unit)} in the order of selection.</p>
<ol class="picks">${shown.map(item)}</ol>
</section>`;
}

function shownText(shown: readonly ReportPick[], selected: number, unit: string): string {
  if (shown.length === selected) return selected === 1 ? `The one ${unit}` : `All ${countText(selected)} ${unit}s`;
  const of = `${countText(shown.length)} of ${countText(selected)} ${unit}s`;
  return shown[shown.length - 1].order === shown.length ? `The first ${of}` : `${of}, at even steps`;
}

function item(pick: ReportPick): Markup {
  const { order, path, label, reason, thumbnail } = pick;
  const name = visibleText(path, 90);
  const picture = thumbnail
    ? html`<img src="${thumbnail}" width="64" height="64" alt="${name}">`
    : html`<div class="blank"></div>`;
  return html`<li>${picture}<div><p><b>${order}.</b> ${name}${label === null ? null : html` <span class="muted">“${visibleText(label, 40)}”</span>`}</p><p class="muted">${sentence(visibleText(reason, 400))} ${evidence(pick)}</p></div></li>`;
}

/** `typical member of a cluster of 19` with a capital and a full stop. */
function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?…]$/.test(text) ? "" : "."}`;
}

function evidence({ nearestPick, displaced }: ReportPick): string {
  const parts: string[] = [];
  if (nearestPick) {
    const similarity = figureText(nearestPick.similarity, "distance");
    parts.push(`Nearest pick: ${visibleText(nearestPick.path, 60)} (similarity ${similarity}).`);
  }
  if (displaced !== null) parts.push(`Chosen over ${visibleText(displaced.path, 60)}.`);
  return parts.join(" ");
}
