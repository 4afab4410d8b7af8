import { mapPanel } from "../charts/map-panel.ts";
import type { ReportDocument } from "../document.ts";
import { countText } from "../figures.ts";
import { html, type Markup } from "../html.ts";
import type { Numbering } from "../numbering.ts";
import { figure, legend } from "./exhibit.ts";

/** The map with the picks on it, beside a random draw of the same size where one is given. */
export function mapSection(document: ReportDocument, numbering: Numbering): Markup | null {
  const { map, unit } = document;
  if (!map || map.pool.length + map.picks.length === 0) return null;
  const drawn = `${countText(map.picks.length / 2)} of ${countText(map.totals.picks)} picks and ${countText(map.pool.length / 2)} of ${countText(map.totals.pool)} other ${unit}s`;
  const ours = mapPanel(
    map.pool,
    map.picks,
    "ours",
    `Map of the pool with this selection's picks: ${drawn} are drawn.`,
  );
  const sampled = map.picks.length / 2 < map.totals.picks || map.pool.length / 2 < map.totals.pool;
  const caption = `${map.method} map of the pool. Drawn: ${drawn}${sampled ? ", taken evenly per map tile, so that rare ones stay visible and density is understated" : ""}. Distances on a map are a sketch: every figure in this report is computed in the full space.`;
  const picks = legend([
    ["filled", "Picks (large dots)"],
    ["grey", "Pool"],
  ]);
  const panels = map.random
    ? html`<div class="pair"><div><h3>This selection</h3>${picks}${ours}</div><div><h3>A random draw of the same size</h3>${legend(
        [
          ["draw", "Random draw (large dots)"],
          ["grey", "Pool"],
        ],
      )}${mapPanel(map.pool, map.random, "random", "The same map with a random draw of the same size.")}</div></div>`
    : html`${picks}${ours}`;
  return html`<section><h2>On the map</h2>${figure(numbering, panels, caption)}</section>`;
}
