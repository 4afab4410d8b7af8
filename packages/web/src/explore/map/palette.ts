/**
 * Twelve class colours a theme, most different first. Found by search in OKLab so that the least distance between any two, and to the
 * grey of "other", is as large as can be under normal vision and simulated protanopia, deuteranopia and tritanopia (Machado, Oliveira
 * and Fernandes 2009, severity 1); `palette.test.ts` holds that distance.
 */
export const classColors = {
  dark: [
    "#5b93fd",
    "#eb9c1a",
    "#548f7b",
    "#bb2d09",
    "#f6ef47",
    "#8e46ab",
    "#cbf1ec",
    "#c5a0c1",
    "#bc781b",
    "#97db93",
    "#6458ed",
    "#d9c0ff",
  ],
  light: [
    "#3271e4",
    "#f6641c",
    "#25756b",
    "#c63c0b",
    "#cad63a",
    "#541e7f",
    "#9ed8cf",
    "#e088e6",
    "#673b1f",
    "#7ec784",
    "#0115ce",
    "#897fae",
  ],
} as const;

export type Theme = keyof typeof classColors;

/** Colours of what is not one of the twelve: classes beyond them, and no value. */
export const otherColors = {
  dark: { other: "#636363", missing: "#444442" },
  light: { other: "#9d9d9d", missing: "#bdbdb9" },
} as const;

/** Slots of the categorical palette: twelve classes, other classes, no value. */
export const otherSlot = 12;
export const missingSlot = 13;
export const slotCount = 14;

/** The slot of a class by its rank among the classes of a map, most frequent first. */
export function slotOfCategory(rank: number): number {
  return rank < otherSlot ? rank : otherSlot;
}

/** The colour of a slot. */
export function slotColor(slot: number, theme: Theme): string {
  if (slot < otherSlot) return classColors[theme][slot];
  return slot === otherSlot ? otherColors[theme].other : otherColors[theme].missing;
}

/** Stops of the ramp for numbers, low to high: cividis-like blue to yellow, readable with every kind of colour vision. */
export const rampStops = {
  dark: ["#27418c", "#4b66a6", "#7c8794", "#aaa57c", "#d6c75c", "#fff04d"],
  light: ["#e2c53a", "#bda652", "#8f8f75", "#64748b", "#3a5890", "#0b2a6b"],
} as const;

/** Red, green, blue of `#rrggbb`. */
export function rgbOf(hex: string): [number, number, number] {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** Colours of the categorical slots as bytes, 3 x `slotCount`. */
export function categoryPalette(theme: Theme): Uint8Array {
  return Uint8Array.from(Array.from({ length: slotCount }, (_, slot) => rgbOf(slotColor(slot, theme))).flat());
}

/** The number ramp in 255 steps and the colour of no value at 255, as bytes, 3 x 256. */
export function numberPalette(theme: Theme): Uint8Array {
  const stops = rampStops[theme].map(rgbOf);
  const bytes = new Uint8Array(3 * 256);
  for (let i = 0; i < 255; i++) {
    const at = (i / 254) * (stops.length - 1);
    const low = Math.min(stops.length - 2, Math.floor(at));
    for (let c = 0; c < 3; c++) bytes[3 * i + c] = stops[low][c] + (stops[low + 1][c] - stops[low][c]) * (at - low);
  }
  bytes.set(rgbOf(otherColors[theme].missing), 3 * 255);
  return bytes;
}
