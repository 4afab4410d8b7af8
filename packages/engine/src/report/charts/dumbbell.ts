import * as Plot from "@observablehq/plot";
import { plainFigureText } from "../figures.ts";
import { type Markup, visibleText } from "../html.ts";
import { chart, ink, labelMargin } from "./chart.ts";

/** Two shares of one group: the hollow one to compare with, the filled one of this selection, and perhaps a wished-for one. */
export interface DumbbellRow {
  label: string;
  /** Null: not known, so no hollow dot. */
  hollow: number | null;
  filled: number;
  target?: number;
}

/** One row a group; a hollow dot (random selection or the pool), a filled dot (the picks) and the line between them. */
export function dumbbell(
  rows: readonly DumbbellRow[],
  options: { axis: string; description: string; width: number; fromZeroToOne?: boolean },
): Markup {
  const labels = rows.map((row) => visibleText(row.label, 26));
  const indexed = rows.map((row, index) => ({ ...row, index }));
  const paired = indexed.flatMap((row) => (row.hollow === null ? [] : [{ ...row, hollow: row.hollow }]));
  const wished = indexed.flatMap((row) => (row.target === undefined ? [] : [{ ...row, target: row.target }]));
  const highest = Math.max(...rows.flatMap((row) => [row.filled, row.hollow ?? 0, row.target ?? 0]));
  return chart(options.description, {
    width: options.width,
    height: 50 + rows.length * 24,
    marginLeft: labelMargin(labels),
    marginRight: 22,
    marginTop: 10,
    marginBottom: 40,
    x: {
      domain: [0, options.fromZeroToOne ? 1 : highest || 1],
      nice: !options.fromZeroToOne,
      label: options.axis,
      labelAnchor: "center",
      labelArrow: "none",
      ticks: 4,
      tickFormat: (value: number) => plainFigureText(Math.round(value * 1e6) / 1e6, "share"),
    },
    y: { type: "band", domain: rows.map((_, index) => index), label: null, padding: 0.1 },
    marks: [
      Plot.gridX({ stroke: ink.rule, strokeOpacity: 1, ticks: 4 }),
      Plot.axisY({ tickFormat: (index: number) => labels[index], tickSize: 0, label: null }),
      Plot.link(paired, { x1: "hollow", x2: "filled", y1: "index", y2: "index", stroke: ink.muted, strokeWidth: 2 }),
      Plot.tickX(wished, { x: "target", y: "index", stroke: "currentColor", strokeWidth: 2 }),
      Plot.dot(paired, { x: "hollow", y: "index", r: 4.5, fill: ink.paper, stroke: ink.random, strokeWidth: 2 }),
      Plot.dot(indexed, { x: "filled", y: "index", r: 5, fill: ink.ours }),
    ],
  });
}
