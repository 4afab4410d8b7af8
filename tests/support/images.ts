import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import sharp from "sharp";

/** A seeded stream of numbers in [0, 1): tests must draw the same pictures every time. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

/** The kinds of pictures that tests draw; each looks unlike the others to any embedding. */
export const kinds = ["stripes", "dots", "rings"] as const;

/** Draws one picture: coloured stripes, dots or rings whose colours, sizes and places vary with the seed. */
export function drawing(kind: (typeof kinds)[number], seed: number, side = 96): string {
  const next = seeded(seed * 7919 + kind.length);
  const color = () =>
    `hsl(${Math.floor(next() * 360)} ${40 + Math.floor(next() * 50)}% ${30 + Math.floor(next() * 40)}%)`;
  const shapes = Array.from({ length: 7 }, (_, i) => {
    const at = (i + next() * 0.6) * (side / 7);
    if (kind === "stripes") return `<rect x="${at}" y="0" width="${side / 16}" height="${side}" fill="${color()}"/>`;
    if (kind === "dots")
      return `<circle cx="${next() * side}" cy="${next() * side}" r="${side / 18}" fill="${color()}"/>`;
    return `<circle cx="${side / 2}" cy="${side / 2}" r="${at / 2 + 2}" fill="none" stroke="${color()}" stroke-width="3"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}"><rect width="100%" height="100%" fill="${color()}"/>${shapes.join("")}</svg>`;
}

/** Writes `perKind` pictures of each kind as `<kind>/<i>.png` below a folder. */
export async function writeImages(folder: string, perKind: number): Promise<void> {
  for (const kind of kinds) {
    for (let i = 0; i < perKind; i++) {
      const file = join(folder, kind, `${i}.png`);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(
        file,
        await sharp(Buffer.from(drawing(kind, i)))
          .png()
          .toBuffer(),
      );
    }
  }
}
