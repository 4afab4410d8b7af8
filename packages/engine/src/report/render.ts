import { type ReportDocument, validate } from "./document.ts";
import { html, Markup, visibleText } from "./html.ts";
import { Numbering } from "./numbering.ts";
import { clustersSection } from "./sections/clusters.ts";
import { comparisonSection } from "./sections/comparison.ts";
import { distributionsSection, representationSection } from "./sections/composition.ts";
import { coverageSection } from "./sections/coverage.ts";
import { mapSection } from "./sections/map.ts";
import { facts, masthead, strategyFigure } from "./sections/masthead.ts";
import { methodSection, notesSection } from "./sections/method.ts";
import { picksSection } from "./sections/picks.ts";
import { curvesSections, saturationSection } from "./sections/saturation.ts";
import { splitsSection } from "./sections/splits.ts";
import { style } from "./style.ts";

/** Pictures from data URIs and inline styles only: no script runs and no request leaves, even if markup got through. */
export const contentSecurityPolicy =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/**
 * The report as one HTML file: no script, no request, charts as inline SVG, light and dark, fit for print. Every text of the document
 * is escaped. The same document gives the same bytes. Throws `internal` when the document does not fit its schema.
 */
export function renderReport(document: ReportDocument): string {
  const report = validate(document, "internal");
  const numbering = new Numbering();
  return html`${new Markup("<!doctype html>")}
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(contentSecurityPolicy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="${report.generator}">
<link rel="icon" href="data:,">
<title>${visibleText(report.title, 160)}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<main>
${masthead(report)}
${strategyFigure(report, numbering)}
${facts(report)}
${splitsSection(report, numbering)}${coverageSection(report, numbering)}
${comparisonSection(report, numbering)}
${saturationSection(report, numbering)}
${curvesSections(report, numbering)}
${mapSection(report, numbering)}
${clustersSection(report)}
${distributionsSection(report, numbering)}
${representationSection(report, numbering)}
${picksSection(report)}
${notesSection(report)}
${methodSection(report)}
</main>
<footer>Written by ${report.generator}, report version ${report.version}. This file holds no script and loads nothing.</footer>
</body>
</html>
`.text;
}
