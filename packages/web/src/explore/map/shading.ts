import { type MapColors, type MapPoints, missingCode } from "../../api/maps.ts";
import { categoryPalette, missingSlot, numberPalette, otherSlot, slotOfCategory, type Theme } from "./palette.ts";

/** How the points of a map are painted. */
export interface Shading {
  /** For each point the row of `palette` it is painted with, n. */
  shades: Uint8Array;
  /** Red, green, blue bytes. */
  palette: Uint8Array;
  /** For each row of `palette` the group that sampling keeps apart, 0..15. */
  groups: Uint8Array;
}

/** Paints every point grey: for a map whose colour values are on their way. */
export function plainShading(n: number, theme: Theme): Shading {
  return {
    shades: new Uint8Array(n).fill(otherSlot),
    palette: categoryPalette(theme),
    groups: sameGroups(),
  };
}

/** Turns colour values into palette rows: twelve classes, other and missing, or a ramp between the extremes. */
export function shadingOf(colors: MapColors, theme: Theme): Shading {
  if (colors.kind === "categories") {
    const shades = Uint8Array.from(colors.codes, (code) => (code === missingCode ? missingSlot : slotOfCategory(code)));
    return { shades, palette: categoryPalette(theme), groups: sameGroups() };
  }
  const { values, min, max } = colors;
  const step = max > min ? 254 / (max - min) : 0;
  const shades = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    shades[i] = Number.isNaN(value) ? 255 : Math.min(254, Math.max(0, Math.round((value - min) * step)));
  }
  return { shades, palette: numberPalette(theme), groups: Uint8Array.from({ length: 256 }, (_, i) => i >> 4) };
}

/** Members of the largest cluster that still counts as an edge case. */
export const edgeCaseSize = 2;

/** The slot of edge cases, kept free of other clusters: the brightest of the palette. */
export const edgeCaseSlot = 4;

/**
 * Paints clusters: a colour each, repeated over the map as there are far more clusters than colours, so that neighbours can be told
 * apart; edge cases share one colour that no other cluster has.
 */
export function clusterShading(points: MapPoints, theme: Theme): Shading {
  const shades = new Uint8Array(points.n);
  for (let i = 0; i < points.n; i++) {
    if (points.clusterSizes[i] <= edgeCaseSize) {
      shades[i] = edgeCaseSlot;
      continue;
    }
    const slot = Math.imul(points.clusters[i], 2654435761) >>> 0;
    const among = slot % (otherSlot - 1);
    shades[i] = among < edgeCaseSlot ? among : among + 1;
  }
  return { shades, palette: categoryPalette(theme), groups: sameGroups() };
}

function sameGroups(): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, i) => i & 15);
}
