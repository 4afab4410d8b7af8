import * as Plot from "@observablehq/plot";
import type { FigureFormat } from "../evidence.ts";
import { plainFigureText } from "../figures.ts";
import { type Markup, visibleText } from "../html.ts";
import { axisLabel, chart, ink, labelMargin } from "./chart.ts";

/** One line with its spread (one standard deviation at each x). */
export interface Line {
  label: string;
  role: "ours" | "random" | "baseline";
  points: readonly { x: number; mean: number; sd: number }[];
}

export interface LineAxes {
  x: { label: string; format: FigureFormat; scale: "linear" | "log" };
  y: { label: string; format: FigureFormat; fromZero: boolean; total: number | null };
  /** A marked x, such as the budget of the run. */
  mark: { x: number; label: string } | null;
}

const height = 340;
const marginTop = 48;
const marginBottom = 44;
/** Dashes tell baselines apart without colour. */
const dashes = ["2 3", "8 3 2 3", "10 5", "1 4", "6 2 2 2 2 2"];

/** Lines over a budget: ours solid, random selection dashed with a band of two standard deviations, baselines in other dashes. */
export function lines(series: readonly Line[], axes: LineAxes, description: string): Markup {
  const rows = series.flatMap((line, index) => line.points.map((point) => ({ ...point, index })));
  const tops = rows.map((row) => row.mean + 2 * row.sd);
  const bottoms = rows.map((row) => row.mean - 2 * row.sd);
  const highest = axes.y.total ?? Math.max(...tops);
  const lowest = axes.y.fromZero ? 0 : Math.min(...bottoms);
  const domain: [number, number] = highest > lowest ? [lowest, highest] : [lowest, lowest + 1];
  const labels = endLabels(series, domain);
  const xs = rows.map((row) => row.x);
  const stroke = (index: number) => strokeOf(series[index].role);
  return chart(description, {
    width: 720,
    height,
    marginTop,
    marginBottom,
    marginLeft: 64,
    marginRight: labelMargin(labels.map((label) => label.text)),
    x: {
      type: axes.x.scale,
      domain: extent(xs, axes.x.scale),
      label: axisLabel(axes.x.label),
      labelAnchor: "center",
      labelArrow: "none",
      ticks: 6,
      tickFormat: (value: number) => plainFigureText(round(value), axes.x.format),
    },
    y: {
      domain,
      label: axisLabel(axes.y.label),
      labelArrow: "none",
      ticks: 5,
      tickFormat: (value: number) => plainFigureText(round(value), axes.y.format),
    },
    marks: [
      // Plot prints only round numbers on a log axis, even of the ticks it is given.
      axes.x.scale === "log"
        ? Plot.axisX(logTicks(xs), {
            text: (value) => plainFigureText(value, axes.x.format),
            label: axisLabel(axes.x.label),
            labelAnchor: "center",
            labelArrow: "none",
          })
        : null,
      Plot.gridY({ stroke: ink.rule, strokeOpacity: 1, ticks: 5 }),
      axes.mark ? Plot.ruleX([axes.mark.x], { stroke: "currentColor", strokeDasharray: "1 3" }) : null,
      axes.mark
        ? Plot.text([axes.mark], { x: "x", frameAnchor: "top", text: "label", dy: -18, fill: "currentColor" })
        : null,
      ...series.map((_, index) =>
        Plot.areaY(
          rows.filter((row) => row.index === index && row.sd > 0),
          {
            x: "x",
            y1: (row) => clamp(row.mean - 2 * row.sd, domain),
            y2: (row) => clamp(row.mean + 2 * row.sd, domain),
            fill: stroke(index),
            fillOpacity: 0.16,
          },
        ),
      ),
      ...series.map((line, index) =>
        Plot.line(
          rows.filter((row) => row.index === index),
          {
            x: "x",
            y: "mean",
            stroke: stroke(index),
            strokeWidth: line.role === "ours" ? 2.5 : 1.75,
            strokeDasharray: dashOf(series, index),
          },
        ),
      ),
      ...series.map((line, index) =>
        Plot.dot(
          rows.filter((row) => row.index === index),
          line.role === "ours"
            ? { x: "x", y: "mean", r: 3, fill: ink.ours }
            : { x: "x", y: "mean", r: 2.5, fill: ink.paper, stroke: stroke(index), strokeWidth: 1.5 },
        ),
      ),
      ...labels.map((label) =>
        Plot.text([label], {
          x: "x",
          y: "y",
          text: "text",
          dx: 10,
          textAnchor: "start",
          fontWeight: label.role === "ours" ? "bold" : "normal",
          fill: strokeOf(label.role),
        }),
      ),
    ],
    color: { type: "identity" },
  });
}

/** Labels at the right ends of the lines, pushed apart until none overlaps. */
function endLabels(series: readonly Line[], [low, high]: [number, number]) {
  const perPixel = (high - low) / (height - marginTop - marginBottom);
  const gap = 15 * perPixel;
  const labels = series
    .map(({ label, role, points }) => {
      const last = points[points.length - 1];
      return { text: visibleText(label, 24), role, x: last.x, y: last.mean };
    })
    .sort((a, b) => b.y - a.y || (a.role === "ours" ? -1 : 1));
  for (let i = 1; i < labels.length; i++) labels[i].y = Math.min(labels[i].y, labels[i - 1].y - gap);
  let floor = low;
  for (const label of labels.toReversed()) {
    label.y = Math.max(label.y, floor);
    floor = label.y + gap;
  }
  return labels;
}

function strokeOf(role: Line["role"]): string {
  if (role === "ours") return ink.ours;
  return role === "random" ? ink.random : ink.muted;
}

function dashOf(series: readonly Line[], index: number): string | undefined {
  if (series[index].role === "ours") return undefined;
  if (series[index].role === "random") return "6 4";
  return dashes[series.slice(0, index).filter((line) => line.role === "baseline").length % dashes.length];
}

function extent(values: readonly number[], scale: "linear" | "log"): [number, number] {
  const positive = scale === "log" ? values.filter((value) => value > 0) : values;
  const low = Math.min(...positive);
  const high = Math.max(...positive);
  return high > low ? [low, high] : [low === 0 ? 0 : low * 0.9, high === 0 ? 1 : high * 1.1];
}

/** The measured values that leave room for their labels: at most about eleven, evenly in the logarithm. */
function logTicks(values: readonly number[]): number[] {
  const [low, high] = extent(values, "log");
  const gap = Math.log(high / low) / 11;
  const ticks: number[] = [];
  for (const value of [...new Set(values)].filter((x) => x > 0).sort((a, b) => a - b)) {
    const last = ticks.at(-1);
    if (last === undefined || Math.log(value / last) >= gap) ticks.push(value);
  }
  return ticks;
}

function clamp(value: number, [low, high]: [number, number]): number {
  return Math.min(high, Math.max(low, value));
}

function round(value: number): number {
  return Math.round(value * 1e9) / 1e9;
}
