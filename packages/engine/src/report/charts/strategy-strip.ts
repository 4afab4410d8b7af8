import * as Plot from "@observablehq/plot";
import type { FigureFormat } from "../evidence.ts";
import { plainFigureText } from "../figures.ts";
import { type Markup, visibleText } from "../html.ts";
import { axisLabel, chart, ink, labelMargin } from "./chart.ts";

/** One strategy's figure; `sd` only for random selection. */
export interface StripRow {
  label: string;
  role: "ours" | "random" | "baseline";
  value: number;
  sd: number;
  text: string;
}

/** One row a strategy, one dot a figure: ours filled, random selection hollow with a bar of two standard deviations, baselines diamonds. */
export function strategyStrip(
  rows: readonly StripRow[],
  axis: { label: string; format: FigureFormat; total: number | null },
  description: string,
): Markup {
  const labels = rows.map((row) => visibleText(row.label, 30));
  const highest = Math.max(axis.total ?? 0, ...rows.map((row) => row.value + 2 * row.sd));
  const lowest = Math.min(0, ...rows.map((row) => row.value));
  const at = (role: StripRow["role"]) =>
    rows.map((row, index) => ({ ...row, index })).filter((row) => row.role === role);
  const all = rows.map((row, index) => ({ ...row, index }));
  return chart(description, {
    width: 720,
    height: 46 + rows.length * 30,
    marginLeft: labelMargin(labels),
    marginRight: labelMargin(
      rows.map((row) => row.text),
      60,
    ),
    marginTop: 8,
    marginBottom: 38,
    x: {
      domain: [lowest, highest || 1],
      label: axisLabel(axis.label),
      labelAnchor: "center",
      labelArrow: "none",
      ticks: 5,
      tickFormat: (value: number) => plainFigureText(value, axis.format),
    },
    y: { type: "band", domain: rows.map((_, index) => index), label: null, tickSize: 0, padding: 0.2 },
    marks: [
      Plot.axisY({ tickFormat: (index: number) => labels[index], tickSize: 0, label: null }),
      Plot.ruleY(rows, { y: (_, index) => index, stroke: ink.rule, strokeWidth: 1 }),
      axis.total === null ? null : Plot.ruleX([axis.total], { stroke: ink.muted, strokeDasharray: "2 3" }),
      Plot.link(at("random"), {
        x1: (row) => Math.max(lowest, row.value - 2 * row.sd),
        x2: (row) => row.value + 2 * row.sd,
        y1: "index",
        y2: "index",
        stroke: ink.random,
        strokeWidth: 5,
        strokeOpacity: 0.45,
      }),
      Plot.dot(at("baseline"), { x: "value", y: "index", symbol: "diamond", r: 5, fill: ink.muted }),
      Plot.dot(at("random"), { x: "value", y: "index", r: 5, fill: ink.paper, stroke: ink.random, strokeWidth: 2 }),
      Plot.dot(at("ours"), { x: "value", y: "index", r: 6, fill: ink.ours }),
      Plot.text(all, {
        x: (row) => row.value + 2 * row.sd,
        y: "index",
        text: "text",
        dx: 12,
        textAnchor: "start",
        fill: "currentColor",
        fontVariant: "tabular-nums",
        stroke: ink.paper,
        strokeWidth: 5,
      }),
    ],
  });
}
