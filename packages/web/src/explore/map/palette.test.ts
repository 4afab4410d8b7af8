import { describe, expect, it } from "vitest";
import {
  categoryPalette,
  classColors,
  numberPalette,
  otherColors,
  rampStops,
  rgbOf,
  slotCount,
  type Theme,
} from "./palette.ts";

/** Linear RGB to what a colour-blind person sees (Machado, Oliveira and Fernandes 2009, table 1, severity 1). */
const vision: Record<string, number[][]> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const linear = (hex: string) =>
  rgbOf(hex).map((byte) => (byte / 255 <= 0.04045 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4));
const apply = (matrix: number[][], v: number[]) => matrix.map((row) => row[0] * v[0] + row[1] * v[1] + row[2] * v[2]);

/** OKLab (Ottosson 2020) of linear RGB. */
function oklab(rgb: number[]): number[] {
  const [r, g, b] = rgb.map((part) => Math.max(0, part));
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function distance(a: string, b: string, sight: string): number {
  const [x, y] = [a, b].map((hex) => oklab(apply(vision[sight], linear(hex))));
  return Math.hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]);
}

describe("class colours", () => {
  for (const theme of ["dark", "light"] satisfies Theme[]) {
    for (const sight of Object.keys(vision)) {
      it(`can be told apart on ${theme} with ${sight}`, () => {
        const colors = [...classColors[theme], otherColors[theme].other];
        for (let i = 0; i < colors.length; i++) {
          for (let j = 0; j < i; j++) expect(distance(colors[i], colors[j], sight)).toBeGreaterThan(0.07);
        }
      });
    }
  }

  it("fill their slots", () => {
    expect(categoryPalette("dark").length).toBe(3 * slotCount);
    expect([...categoryPalette("light").subarray(0, 3)]).toEqual(rgbOf(classColors.light[0]));
  });
});

describe("number ramp", () => {
  it("goes from its first to its last stop, ever lighter or ever darker for every eye", () => {
    for (const theme of ["dark", "light"] satisfies Theme[]) {
      const palette = numberPalette(theme);
      expect([...palette.subarray(0, 3)]).toEqual(rgbOf(rampStops[theme][0]));
      expect([...palette.subarray(762, 765)]).toEqual(rgbOf(rampStops[theme].at(-1) ?? ""));
      for (const sight of Object.values(vision)) {
        const lightness = rampStops[theme].map((hex) => oklab(apply(sight, linear(hex)))[0]);
        const sorted = [...lightness].sort((a, b) => (theme === "dark" ? a - b : b - a));
        expect(lightness).toEqual(sorted);
      }
    }
  });
});
