import type { ReportDocument } from "../document.ts";
import { countText, figureText, shareText } from "../figures.ts";
import { html, type Markup, visibleText } from "../html.ts";
import type { Numbering } from "../numbering.ts";
import type { SplitTable } from "../splits.ts";
import { table } from "./exhibit.ts";

/** Similarities of near-duplicates differ late: 0.996 would hide which one is larger. */
const similarityDecimals = 5;

/** The parts of a split: sizes, shares of every class, and the certificate against leaks. */
export function splitsSection({ splits, unit }: ReportDocument, numbering: Numbering): Markup | null {
  if (!splits) return null;
  return html`<section>
<h2>The parts</h2>
<p>${certificateSentence(splits, unit)}</p>
<p>${togetherSentence(splits, unit)}</p>
${partsTable(splits, unit, numbering)}
${splits.values.length > 0 ? valuesTable(splits, numbering) : null}
</section>`;
}

function certificateSentence({ certificate, parts }: SplitTable, unit: string): string {
  const { pairs, closest, threshold, exact } = certificate;
  const limit = threshold.toFixed(similarityDecimals);
  const leaks =
    pairs === 0
      ? `No two ${unit}s of different parts are as alike as near-duplicates (${limit} or more, by vectors and pixels).`
      : `${pairs === 1 ? "One pair of near-duplicates lies" : `${countText(pairs)} pairs of near-duplicates lie`} in different parts (as alike as ${limit} or more, by vectors and pixels).`;
  const nearest = closest
    ? ` The most similar pair across parts has ${closest.similarity.toFixed(similarityDecimals)}: ${visibleText(closest.a, 60)} (${visibleText(closest.parts[0], 30)}) and ${visibleText(closest.b, 60)} (${visibleText(closest.parts[1], 30)}).`
    : "";
  const how = exact
    ? ` Every ${unit} outside the largest part was compared with all ${unit}s of the other parts.`
    : ` ${capitalized(unit)}s were compared with their neighbours in the graph only, for there are too many to compare all.`;
  return parts.length > 1 ? leaks + nearest + how : "There is one part only, so nothing can leak.";
}

function togetherSentence({ together }: SplitTable, unit: string): string {
  const fields = together.fields.map((field) => visibleText(field, 40)).join(", ");
  const what = fields === "" ? "of near-duplicates" : `of near-duplicates or with the same ${fields}`;
  return together.groups === 0
    ? `There were no groups ${what} to keep together.`
    : `${together.groups === 1 ? "One group" : `${countText(together.groups)} groups`} ${what}, ${countText(together.samples)} ${unit}s in all, ${together.groups === 1 ? "was" : "were"} kept together.`;
}

function partsTable({ parts }: SplitTable, unit: string, numbering: Numbering): Markup {
  const total = parts.reduce((sum, { samples }) => sum + samples, 0);
  return table(
    numbering,
    "Sizes of the parts.",
    ["Part", "Asked for", `${capitalized(unit)}s`, "Share"],
    parts.map(
      ({ name, ratio, samples }) =>
        html`<tr><th scope="row">${visibleText(name, 60)}</th><td>${figureText(ratio, "share")}</td><td>${countText(samples)}</td><td>${shareText(samples, total)}</td></tr>`,
    ),
  );
}

function valuesTable({ parts, values, others }: SplitTable, numbering: Numbering): Markup {
  return table(
    numbering,
    `How classes${values.some(({ field }) => field !== "label") ? " and metadata" : ""} are spread over the parts; the ideal in brackets.${others > 0 ? ` ${countText(others)} rarer values are not listed.` : ""}`,
    ["Field", { heading: "Value", words: true }, ...parts.map(({ name }) => visibleText(name, 40))],
    values.map(
      ({ field, value, samples, ideal }) =>
        html`<tr><th scope="row">${visibleText(field, 40)}</th><td class="words">${visibleText(value, 60)}</td>${samples.map(
          (count, part) =>
            html`<td>${countText(count)} (${figureText(Math.round(ideal[part] * 10) / 10, "number")})</td>`,
        )}</tr>`,
    ),
  );
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
