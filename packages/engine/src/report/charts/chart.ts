import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { Markup, visibleText } from "../html.ts";

/** Colours and weights of a role; the style sheet gives them their values in light, dark and print. */
export const ink = {
  ours: "var(--ours)",
  random: "var(--random)",
  band: "var(--band)",
  muted: "var(--muted)",
  rule: "var(--rule)",
  paper: "var(--paper)",
} as const;

/**
 * An Observable Plot chart as inline SVG. `description` is its text alternative. The output depends on the options alone: no ids,
 * coordinates to a hundredth of a pixel, one class name whose style is in the report's style sheet.
 */
export function chart(description: string, options: Plot.PlotOptions): Markup {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const svg = Plot.plot({
    className: "chart",
    style: { fontSize: "12px" },
    ...options,
    document,
  });
  svg.querySelector("style")?.remove();
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", visibleText(description, 2000));
  // Plot labels its groups; under one image with one description they are noise to a screen reader.
  for (const group of svg.querySelectorAll("g[aria-label]")) group.removeAttribute("aria-label");
  for (const element of [svg, ...svg.querySelectorAll("*")]) roundCoordinates(element);
  return new Markup(svg.outerHTML);
}

/** Attributes of Plot's marks that hold coordinates. */
const geometry = ["d", "transform", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "width", "height", "points"];

/** The part of a DOM element that is used here; this package is compiled without the browser's types. */
interface AttributeHolder {
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
}

function roundCoordinates(element: AttributeHolder): void {
  for (const name of geometry) {
    const value = element.getAttribute(name);
    if (value?.includes(".")) {
      element.setAttribute(
        name,
        value.replace(/-?\d+\.\d{3,}/g, (digits) => String(Math.round(Number(digits) * 100) / 100)),
      );
    }
  }
}

/** An axis label from the document, fit to stand beside an axis. */
export function axisLabel(text: string): string {
  return visibleText(text, 60);
}

/** Room that labels of 12 px need at the side of a chart, in pixels. */
export function labelMargin(labels: readonly string[], least = 40): number {
  return Math.max(least, ...labels.map((label) => Math.ceil([...label].length * 6.6) + 14));
}
