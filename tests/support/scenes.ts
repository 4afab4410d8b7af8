import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { drawing, kinds, seeded } from "./images.ts";

/** One picture of a scene with its kind and place: left, top, width, height. */
export interface ScenePart {
  kind: (typeof kinds)[number];
  box: [number, number, number, number];
}

export const sceneSize = { width: 320, height: 240 } as const;

/** What scene `index` shows: three pictures, not overlapping, whose kinds and sizes vary. */
export function sceneParts(index: number): ScenePart[] {
  const next = seeded(index + 100);
  return [0, 1, 2].map((column) => {
    const side = 56 + Math.floor(next() * 40);
    const left = column * 106 + Math.floor(next() * (106 - side));
    const top = Math.floor(next() * (sceneSize.height - side));
    return { kind: kinds[(index + column * (1 + (index % 2))) % kinds.length], box: [left, top, side, side] };
  });
}

/** A scene as PNG. */
export async function drawScene(index: number): Promise<Buffer> {
  const parts = await Promise.all(
    sceneParts(index).map(async ({ kind, box: [left, top, side] }, at) => ({
      input: await sharp(Buffer.from(drawing(kind, index * 3 + at, side)))
        .png()
        .toBuffer(),
      left,
      top,
    })),
  );
  const shade = 200 + (index % 40);
  return sharp({ create: { ...sceneSize, channels: 3, background: { r: shade, g: shade, b: shade } } })
    .composite(parts)
    .png()
    .toBuffer();
}

/** Writes scenes as `images/<i>.png` with `scenes.jsonl` that tells their objects. */
export async function writeScenes(folder: string, count: number): Promise<void> {
  await mkdir(join(folder, "images"), { recursive: true });
  const lines: string[] = [];
  for (let index = 0; index < count; index++) {
    const path = `images/${index}.png`;
    await writeFile(join(folder, path), await drawScene(index));
    const objects = sceneParts(index).map(({ kind, box }, at) => ({
      label: kind,
      box,
      id: `${index}-${at}`,
      attributes: { column: at },
    }));
    lines.push(JSON.stringify({ path, objects, split: index % 4 === 0 ? "val" : "train" }));
  }
  await writeFile(join(folder, "scenes.jsonl"), `${lines.join("\n")}\n`);
}
