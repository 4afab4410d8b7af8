import { pairInputSize } from "./pair-graph.ts";

/** Red, green and blue, 0..255, at a place. */
type Painter = (x: number, y: number) => readonly [number, number, number];

function painters(): Readonly<Record<string, Painter>> {
  let state = 1;
  return {
    gradient: (x, y) => [x, y, 255 - x],
    checkerboard: (x, y) => (((x >> 4) + (y >> 4)) % 2 === 0 ? [240, 240, 240] : [20, 40, 160]),
    discs: (x, y) => {
      if ((x - 80) ** 2 + (y - 90) ** 2 < 50 ** 2) return [220, 40, 30];
      return (x - 150) ** 2 + (y - 140) ** 2 < 40 ** 2 ? [30, 160, 60] : [255, 255, 255];
    },
    noise: () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return [state >>> 24, (state >>> 16) & 255, (state >>> 8) & 255];
    },
  };
}

/**
 * Pictures made by code, in a fixed order: what the golden vectors of the built-in model belong to.
 * `count x 224 x 224 x 3`, RGB.
 */
export function goldenPictures(): { names: string[]; pixels: Uint8Array } {
  const pictures = Object.entries(painters());
  const names = pictures.map(([name]) => name);
  const pixels = new Uint8Array(names.length * pairInputSize * pairInputSize * 3);
  let at = 0;
  for (const [, paint] of pictures)
    for (let y = 0; y < pairInputSize; y++)
      for (let x = 0; x < pairInputSize; x++) {
        pixels.set(paint(x, y), at);
        at += 3;
      }
  return { names, pixels };
}
