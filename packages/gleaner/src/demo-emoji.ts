import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { DemoData } from "./demo-data.ts";
import { demoPackage } from "./demo-package.ts";

interface Emoji {
  hexcode: string;
  group?: number;
  skins?: Emoji[];
}

/**
 * The 3D emoji of `@lobehub/fluent-emoji-3d` (MIT), 3,391 pictures, with Unicode's groups as labels. Skin-tone variants are
 * real near-duplicates.
 * @throws GleanerError `path_not_found` when the package is not installed
 */
export async function prepareEmoji(folder: string): Promise<DemoData> {
  const require = createRequire(import.meta.url);
  const images = join(dirname(demoPackage(require, "@lobehub/fluent-emoji-3d/package.json")), "assets");
  const emoji: Emoji[] = JSON.parse(await readFile(demoPackage(require, "emojibase-data/en/data.json"), "utf8"));
  const messages: { groups: { message: string; order: number }[] } = JSON.parse(
    await readFile(demoPackage(require, "emojibase-data/en/messages.json"), "utf8"),
  );
  const groupNames = new Map(messages.groups.map((group) => [group.order, group.message]));
  const groups = new Map<string, string>();
  for (const entry of emoji.flatMap((item) => [item, ...(item.skins ?? [])])) {
    const name = entry.group === undefined ? undefined : groupNames.get(entry.group);
    if (name) groups.set(plainCode(entry.hexcode), name);
  }
  const rows = (await readdir(images)).sort().flatMap((file) => {
    const group = groups.get(plainCode(file.replace(/\.webp$/, "")));
    return group ? [`${file},${group}`] : [];
  });
  const labels = join(folder, "demo", "emoji-labels.csv");
  await mkdir(dirname(labels), { recursive: true });
  await writeFile(labels, `path,label\n${rows.join("\n")}\n`);
  return { dataset: "emoji", request: { paths: [images], labels }, budget: 700 };
}

/** Variation selector, joiner and the tag that ends a flag: file names and data spell them differently. */
const ignoredCodes = new Set(["fe0f", "200d", "e007f"]);

/** Code points without those and without leading zeros. */
function plainCode(hexcode: string): string {
  return hexcode
    .toLowerCase()
    .split(/[-_]/)
    .map((code) => code.replace(/^0+/, ""))
    .filter((code) => !ignoredCodes.has(code))
    .join("-");
}
