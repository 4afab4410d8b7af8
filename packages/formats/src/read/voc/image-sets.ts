import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileLocation } from "../file-name.ts";
import { splitNamed } from "../split-names.ts";
import { readLines } from "../text-lines.ts";

/**
 * The splits that the lists in `ImageSets/Main` (or `Segmentation`, `Layout`) give: split by image, named by its path without extension.
 * Lists of one class (`cat_train.txt`, with a second column) and `trainval.txt` are passed over.
 *
 * @param base folder that holds `ImageSets`
 */
export async function readImageSets(base: string): Promise<Map<string, string>> {
  const splits = new Map<string, string>();
  for (const kind of ["Main", "Segmentation", "Layout", ""]) {
    const folder = join(base, "ImageSets", kind);
    const names = await readdir(fileLocation(folder), "utf8").catch(() => []);
    for (const name of names.sort()) {
      const stem = name.replace(/\.txt$/i, "");
      if (stem === name || /^(?:trainval|all|default)$/i.test(stem)) continue;
      for await (const { text } of readLines(join(folder, name), 64 * 1024)) {
        const image = text.trim();
        if (image === "" || /\s-?[01]$/.test(image)) continue;
        const key = image.replace(/\.(?:jpe?g|png|webp|avif)$/i, "");
        if (!splits.has(key)) splits.set(key, splitNamed(stem) ?? stem);
      }
    }
  }
  return splits;
}
