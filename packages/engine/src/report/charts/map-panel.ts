import { html, Markup } from "../html.ts";

/**
 * One panel of the map: the pool as small grey dots and the picks as larger coloured ones with an edge, each group one SVG path of
 * round caps, so that thousands of points stay small, sharp in print and themed by the style sheet.
 */
export function mapPanel(
  pool: readonly number[],
  picks: readonly number[],
  role: "ours" | "random",
  description: string,
): Markup {
  const size = picks.length > 1200 ? "many" : "few";
  return html`<svg class="map ${role} ${size}" viewBox="-12 -12 1024 1024" role="img" aria-label="${description}">${dots("pool", pool)}${dots("edge", picks)}${dots("pick", picks)}</svg>`;
}

/** A path of zero-length strokes; with round line caps each is a dot. */
function dots(name: string, points: readonly number[]): Markup | null {
  if (points.length === 0) return null;
  let path = "";
  for (let i = 0; i + 1 < points.length; i += 2) path += `M${Number(points[i])} ${Number(points[i + 1])}h0`;
  return new Markup(`<path class="${name}" d="${path}"/>`);
}
