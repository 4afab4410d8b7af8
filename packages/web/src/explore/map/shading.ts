import { type MapColors, missingCode } from "../../api/maps.ts";
import { categoryPalette, missingSlot, numberPalette, slotOfCategory, type Theme } from "./palette.ts";

/** How the points of a map are painted. */
export interface Shading {
  /** For each point the row of `palette` it is painted with, n. */
  shades: Uint8Array;
  /** Red, green, blue bytes. */
  palette: Uint8Array;
  /** For each row of `palette` the group that sampling keeps apart, 0..15. */
  groups: Uint8Array;
}

/** Paints every point alike: for a map without colour values. */
export function plainShading(n: number, theme: Theme): Shading {
  return {
    shades: new Uint8Array(n),
    palette: categoryPalette(theme),
    groups: Uint8Array.from({ length: 256 }, (_, i) => i & 15),
  };
}

/** Turns colour values into palette rows: twelve classes, other and missing, or a ramp between the extremes. */
export function shadingOf(colors: MapColors, theme: Theme): Shading {
  if (colors.kind === "categories") {
    const shades = Uint8Array.from(colors.codes, (code) => (code === missingCode ? missingSlot : slotOfCategory(code)));
    return { shades, palette: categoryPalette(theme), groups: Uint8Array.from({ length: 256 }, (_, i) => i & 15) };
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
