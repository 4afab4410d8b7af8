/** The report's style sheet: system fonts, light and dark by the reader's setting, always light in print. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #fdfdfb; --ink: #1b1d1f; --muted: #676c72; --rule: #dcdcd6; --wash: #f3f3ee;
  --ours: #0b62a4; --random: #b4530a; --band: #b4530a; --dot: #9da2a6; --good: #17663a; --bad: #a3261d;
  --serif: "Charter", "Bitstream Charter", "Iowan Old Style", "Palatino Linotype", "Source Serif 4", Georgia, "Liberation Serif", serif;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "Liberation Mono", monospace;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #141618; --ink: #e7e8e6; --muted: #9aa0a6; --rule: #33373b; --wash: #1d2023;
    --ours: #67b1f0; --random: #f0a04b; --band: #f0a04b; --dot: #6a7076; --good: #6fcf97; --bad: #ff9088;
  }
}
* { box-sizing: border-box; }
html { background: var(--paper); color: var(--ink); font: 17px/1.55 var(--serif); -webkit-text-size-adjust: 100%; }
.picks { overflow-wrap: anywhere; }
body { margin: 0 auto; max-width: 50rem; padding: 3.5rem 1.5rem 5rem; overflow-wrap: break-word; }
h1, h2, h3 { line-height: 1.2; font-weight: 600; text-wrap: balance; }
h1 { font-size: 2.35rem; letter-spacing: -.012em; margin: .5rem 0 0; }
h1 .control { display: block; color: var(--muted); font-weight: 400; font-size: 1.5rem; letter-spacing: 0; margin-top: .6rem; line-height: 1.3; }
h2 { font-size: 1.45rem; margin: 3.25rem 0 .5rem; }
h3 { font-size: 1.08rem; margin: 1.9rem 0 .4rem; }
h3 + figure { margin-top: .5rem; }
p { margin: .6rem 0; max-width: 42rem; text-wrap: pretty; }
:focus-visible { outline: 2px solid var(--ours); outline-offset: 3px; }
code, pre { font-family: var(--mono); font-size: .8em; }
pre { background: var(--wash); border: 1px solid var(--rule); border-radius: 4px; padding: .8rem 1rem; white-space: pre-wrap; line-height: 1.45; }
.eyebrow, .facts, table, figcaption, .cards, .picks, .legend, .notes, .outcome, footer { font-family: var(--sans); }
.eyebrow { color: var(--muted); font-size: .8rem; margin: 0; }
.eyebrow b { color: var(--ink); font-weight: 600; }
.verdict { border-left: 4px solid var(--muted); padding: .1rem 0 .1rem 1rem; margin: 1.5rem 0 1.75rem; }
.verdict.better { border-color: var(--good); } .verdict.worse { border-color: var(--bad); }
.verdict p { margin: 0; font-size: 1.06rem; }
.outcome { font-size: .8rem; font-weight: 650; color: var(--muted); }
.better .outcome { color: var(--good); } .worse .outcome { color: var(--bad); }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(14rem, 1fr)); gap: .7rem 2rem; margin: 0 0 1rem; padding: 1rem 0; border: solid var(--rule); border-width: 1px 0; font-size: .82rem; line-height: 1.4; }
.facts div { min-width: 0; }
.facts dt { color: var(--muted); font-size: .76rem; }
.facts dd { margin: 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.facts code { font-size: .95em; }
figure { margin: 1.5rem 0; }
figcaption, caption { color: var(--muted); font-size: .8rem; line-height: 1.45; text-align: left; }
figcaption { margin-top: .45rem; max-width: 44rem; }
figcaption b, caption b { color: var(--ink); font-weight: 600; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 1.25rem; align-items: start; }
.pair h3 { margin: 0 0 .3rem; font-family: var(--sans); font-size: .85rem; }
.chart { display: block; max-width: 100%; height: auto; font-family: var(--sans); font-variant-numeric: tabular-nums; overflow: visible; }
.chart text { white-space: pre; }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.3rem; font-size: .8rem; margin: .2rem 0 .5rem; padding: 0; list-style: none; }
.legend li { display: flex; align-items: center; gap: .45rem; }
.key { flex: none; width: 12px; height: 12px; border-radius: 50%; background: var(--ours); }
.key.hollow { background: none; border: 2px solid var(--random); }
.key.draw { background: var(--random); }
.key.target { border-radius: 0; width: 2px; height: 14px; background: currentColor; }
.key.grey { width: 8px; height: 8px; background: var(--dot); }
.scroll { overflow-x: auto; margin: 1.25rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .82rem; line-height: 1.35; font-variant-numeric: tabular-nums; border-bottom: 1.5px solid var(--ink); }
caption { caption-side: top; padding-bottom: .5rem; }
th, td { text-align: right; padding: .34rem .55rem; vertical-align: top; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
th:last-child, td:last-child { padding-right: 0; }
thead th { border-top: 1.5px solid var(--ink); border-bottom: 1px solid var(--ink); font-weight: 600; vertical-align: bottom; }
tbody th { font-weight: 400; }
tbody tr + tr > * { border-top: 1px solid var(--rule); }
tr.ours > * { font-weight: 650; background: var(--wash); }
td.better { color: var(--good); } td.worse { color: var(--bad); } td.same { color: var(--muted); }
td { white-space: nowrap; }
td.words { white-space: normal; overflow-wrap: anywhere; }
td.words, th.words { text-align: left; padding-left: 1rem; }
td b { font-weight: 700; }
.definitions { font-size: .8rem; font-family: var(--sans); color: var(--muted); margin: .6rem 0 0; }
.definitions dt { color: var(--ink); font-weight: 600; display: inline; }
.definitions dd { display: inline; margin: 0; }
.definitions div { margin: .25rem 0; }
.map { width: 100%; height: auto; display: block; background: var(--wash); border: 1px solid var(--rule); border-radius: 4px; }
.map path { fill: none; stroke-linecap: round; }
.map .pool { stroke: var(--dot); stroke-width: 5; }
.map .edge { stroke: var(--paper); stroke-width: 17; } .map .pick { stroke: var(--ours); stroke-width: 12; }
.map.many .edge { stroke: none; } .map.many .pick { stroke-width: 8; }
.map.random .pick { stroke: var(--random); }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 1rem; margin: 1rem 0; padding: 0; list-style: none; font-size: .8rem; line-height: 1.4; }
.cards > li { border-top: 1.5px solid var(--ink); padding-top: .45rem; min-width: 0; }
.cards h4 { margin: 0; font-size: .86rem; font-weight: 600; }
.cards p { margin: .15rem 0; }
.thumbs { display: grid; grid-template-columns: repeat(auto-fill, minmax(4.6rem, 1fr)); gap: 4px; margin: .4rem 0; padding: 0; list-style: none; }
.thumbs li { position: relative; }
.thumbs img, .picks img { display: block; width: 100%; height: auto; aspect-ratio: 1; object-fit: contain; background: var(--wash); border-radius: 2px; }
.thumbs .picked img { outline: 2px solid var(--ours); outline-offset: -2px; }
.thumbs .picked::after { content: "✓"; position: absolute; right: 0; bottom: 0; background: var(--ours); color: var(--paper); font: 700 .6rem/1 var(--sans); padding: .15rem .2rem; border-radius: 2px 0 2px 0; }
.muted { color: var(--muted); }
.picks { display: grid; grid-template-columns: repeat(auto-fill, minmax(21rem, 1fr)); gap: .8rem 2rem; padding: 0; margin: 1rem 0; list-style: none; font-size: .8rem; line-height: 1.4; }
.picks > li { display: grid; grid-template-columns: 64px 1fr; gap: .75rem; min-width: 0; }
.picks p { margin: 0; }
.picks .blank { aspect-ratio: 1; background: var(--wash); border-radius: 2px; }
.notes { font-size: .86rem; padding-left: 1.1rem; max-width: 42rem; }
.notes li { margin: .3rem 0; }
footer { margin-top: 4rem; padding-top: .8rem; border-top: 1px solid var(--rule); color: var(--muted); font-size: .76rem; }
@media (max-width: 640px) {
  html { font-size: 16px; } body { padding: 1.75rem 1rem 3rem; }
  h1 { font-size: 1.8rem; } h1 .control { font-size: 1.2rem; }
  .pair, .picks { grid-template-columns: 1fr; }
  figure { overflow-x: auto; } figure > .chart { min-width: 34rem; }
}
@media print {
  @page { size: A4; margin: 16mm 15mm; }
  html { font-size: 10.5pt; background: none; } body { max-width: none; padding: 0; }
  h1 { font-size: 21pt; } h1 .control { font-size: 14pt; }
  p { orphans: 3; widows: 3; }
  h2 { margin-top: 1.8rem; } h2, h3, h2 + p, h3 + p, caption { break-after: avoid; }
  figure, tr, .scroll, .cards > li, .picks > li, .verdict, .facts { break-inside: avoid; }
  .scroll { overflow: visible; }
  .thumbs .picked::after, .key, .map, tr.ours > * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
`;
