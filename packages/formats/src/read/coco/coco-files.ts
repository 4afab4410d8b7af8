import { readdir } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { fileLocation } from "../file-name.ts";
import type { InputPath } from "../format.ts";
import { sniffJson } from "../sniff-json.ts";
import { splitNamed } from "../split-names.ts";

/** One COCO file and what its name says. */
export interface CocoFile {
  file: string;
  /** Absolute real folder that its images must be in. */
  root: string;
  kind: "instances" | "keypoints" | "captions" | "panoptic";
  /** What tells the files of one set of images apart: `train2017` of `instances_train2017.json`. */
  part: string;
  /** By the name. */
  split: string | null;
}

const namePattern = /^(instances|person_keypoints|captions|image_info|stuff|panoptic)[-_]?(.*)$/i;
const kinds: Record<string, CocoFile["kind"]> = {
  person_keypoints: "keypoints",
  captions: "captions",
  panoptic: "panoptic",
};
/** Names of files that say nothing of a split. */
const plainNames = new Set(["", "default", "annotations", "_annotations", "_annotations.coco", "coco", "all"]);

function describe(file: string, root: string): CocoFile {
  const stem = basename(file).replace(/\.json$/i, "");
  const match = namePattern.exec(stem);
  const part = match ? match[2] : stem;
  const kind = kinds[match?.[1].toLowerCase() ?? ""] ?? "instances";
  const folder = basename(dirname(file));
  const words = part.split(/[-_.]/);
  const named = splitNamed(part) ?? words.map(splitNamed).find((split) => split !== null) ?? null;
  const own = match && !plainNames.has(part.toLowerCase()) ? part : null;
  return { file, root, kind, part: `${dirname(file)}/${part}`, split: named ?? own ?? splitNamed(folder) };
}

async function jsonFiles(folder: string, depth: number): Promise<string[]> {
  const found: string[] = [];
  const entries = await readdir(fileLocation(folder), { withFileTypes: true, encoding: "utf8" }).catch(() => []);
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith(".")) continue;
    if (entry.isDirectory() && depth > 0) found.push(...(await jsonFiles(join(folder, entry.name), depth - 1)));
    else if (entry.isFile() && /\.json$/i.test(entry.name)) found.push(join(folder, entry.name));
  }
  return found;
}

/** The COCO files of a path: the file itself, or in a folder those at most one folder down that look like it. */
export async function findCocoFiles({ file: path, isFolder }: InputPath): Promise<CocoFile[]> {
  if (!isFolder) {
    const folder = dirname(path);
    return [describe(path, /^annotations?$/i.test(basename(folder)) ? dirname(folder) : folder)];
  }
  const found: CocoFile[] = [];
  for (const file of await jsonFiles(path, 1)) if ((await sniffJson(file)) === "coco") found.push(describe(file, path));
  return found;
}

/** Folders below its root in which the images of a file may lie, the likely ones first. */
export function imageFolders({ file, root, part, split }: CocoFile): string[] {
  const own = relative(root, dirname(file));
  const names = [basename(part), ...(split === null ? [] : [split, split === "val" ? "valid" : split])];
  return [
    ...names.flatMap((name) => [name, `images/${name}`]),
    ...["images", own, join(own, "images"), "data", "", ...names.map((name) => `${name}/images`)],
  ].filter((folder) => !folder.startsWith(".."));
}
