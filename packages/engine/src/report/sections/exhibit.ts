import { html, type Markup } from "../html.ts";
import type { Numbering } from "../numbering.ts";

/** A numbered figure: a drawing with its caption. It can be reached by keyboard, as narrow screens scroll it sideways. */
export function figure(numbering: Numbering, drawing: Markup, caption: Markup | string): Markup {
  return html`<figure tabindex="0">${drawing}<figcaption><b>${numbering.figure()}.</b> ${caption}</figcaption></figure>`;
}

/** A column's heading; `words` are aligned left, numbers right. */
export interface Column {
  heading: Markup | string;
  words?: boolean;
}

/** A numbered table with its caption above. `rows` are `<tr>` elements whose first cell is a row heading. */
export function table(
  numbering: Numbering,
  caption: Markup | string,
  columns: readonly (Column | string)[],
  rows: readonly Markup[],
): Markup {
  const number = numbering.table();
  const head = columns.map((column) =>
    typeof column === "string"
      ? html`<th scope="col">${column}</th>`
      : html`<th scope="col"${column.words ? html` class="words"` : null}>${column.heading}</th>`,
  );
  return html`<div class="scroll" role="group" aria-label="${number}" tabindex="0"><table>
<caption><b>${number}.</b> ${caption}</caption>
<thead><tr>${head}</tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

/** The meaning of each mark of a chart, by shape as well as by colour. */
export function legend(
  entries: readonly (readonly [mark: "filled" | "hollow" | "target" | "draw" | "grey", label: string])[],
): Markup {
  return html`<ul class="legend">${entries.map(
    ([mark, label]) => html`<li><span class="key ${mark}" aria-hidden="true"></span>${label}</li>`,
  )}</ul>`;
}
