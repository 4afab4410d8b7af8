import { readdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve } from "node:path";
import { GleanerError } from "@gleaner/schema";
import { fileLocation } from "../file-name.ts";
import type { InputPath } from "../format.ts";
import { isInside, realText } from "../real-path.ts";
import { fileStart } from "../sniff-json.ts";
import { type DataYaml, readDataYaml } from "./data-yaml.ts";

/** A folder or a list of images, relative to the root. */
export interface YoloPlace {
  /** Null: the folder names in the images' paths tell. */
  split: string | null | "by folder";
  /** Relative to the root, `/` between parts; empty for the root itself. */
  path: string;
  isList: boolean;
}

/** Where a YOLO data set keeps its parts. */
export interface YoloLayout {
  root: string;
  names: DataYaml["names"];
  keypoints: DataYaml["keypoints"];
  places: YoloPlace[];
  /** What was found, for the user. */
  seen: string;
}

async function kindOf(file: string): Promise<"file" | "folder" | null> {
  const info = await stat(fileLocation(file)).catch(() => null);
  return info === null ? null : info.isDirectory() ? "folder" : "file";
}

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(fileLocation(folder), "utf8").catch(() => [])).sort();
}

/** The `data.yaml` of a path, if it has one. */
async function findYaml({ file, isFolder }: InputPath): Promise<string | null> {
  if (!isFolder) return /\.ya?ml$/i.test(file) ? file : null;
  for (const name of await namesIn(file)) {
    if (!/\.ya?ml$/i.test(name)) continue;
    const text = (await fileStart(join(file, name), 64 * 1024)).toString("utf8");
    if (/^["']?names["']?\s*:/m.test(text) || /^["']?(?:train|val)["']?\s*:/m.test(text)) return join(file, name);
  }
  return null;
}

/** A place as a path inside the root; leading `../`, which Roboflow's exports have for nothing, are dropped where that helps. */
async function placeInside(root: string, base: string, given: string): Promise<string | null> {
  const tries = [
    resolve(base, given),
    ...(isAbsolute(given) ? [] : [resolve(base, given.replace(/^(?:\.\.\/)+/, ""))]),
  ];
  for (const file of tries) {
    if (!isInside(root, file) || (await kindOf(file)) === null) continue;
    if (isInside(root, await realText(file))) return file;
  }
  return null;
}

async function readPlaces(file: string, root: string, yaml: DataYaml): Promise<YoloPlace[]> {
  const refuse = (key: string, message: string, hint: string): GleanerError => {
    const line = yaml.lineOf(key);
    return new GleanerError("bad_record", `${basename(file)}, line ${line}: ${message}`, {
      hint,
      details: { file, line },
    });
  };
  const base = yaml.path === null ? root : resolve(root, yaml.path);
  if (!isInside(root, base)) {
    throw refuse(
      "path",
      `path ${JSON.stringify(yaml.path)} leads out of the data set's folder.`,
      "Delete the line: without it the folder of the file is taken.",
    );
  }
  const places: YoloPlace[] = [];
  for (const { split, places: given } of yaml.splits) {
    for (const name of given) {
      const found = (await placeInside(root, base, name)) ?? (await placeInside(root, root, name));
      if (found === null)
        throw refuse(
          split ?? "gleaner_splits",
          `${JSON.stringify(name)} is not in the data set's folder.`,
          "Paths start at the folder of the file, or at `path` below it.",
        );
      const path = relative(root, found);
      if (!places.some((place) => place.path === path))
        places.push({ split, path, isList: (await kindOf(found)) === "file" });
    }
  }
  return places;
}

async function readNameList(root: string): Promise<Map<number, string>> {
  for (const name of ["classes.txt", "obj.names", "labels/classes.txt", "data.names"]) {
    const text = await readFile(fileLocation(join(root, name)), "utf8").catch(() => null);
    if (text === null) continue;
    const lines = text
      .replace(/^\ufeff/, "")
      .split(/\r?\n/)
      .map((line) => line.trim());
    while (lines.at(-1) === "") lines.pop();
    return new Map(lines.map((line, index) => [index, line]));
  }
  return new Map();
}

/** True where label files lie: `labels` folders beside `images`, at the top or one folder down. */
async function hasLabelFolders(root: string): Promise<boolean> {
  const folders = ["", ...(await namesIn(root)).slice(0, 1000)];
  for (const folder of folders)
    if (
      (await kindOf(join(root, folder, "labels"))) === "folder" &&
      (await kindOf(join(root, folder, "images"))) === "folder"
    )
      return true;
  return false;
}

/** Finds the parts of a YOLO data set; null where nothing in the path looks like one. @throws GleanerError `bad_record` */
export async function findLayout(path: InputPath): Promise<YoloLayout | null> {
  const yamlFile = await findYaml(path);
  const root = path.isFolder ? path.file : dirname(path.file);
  if (yamlFile !== null) {
    const yaml = await readDataYaml(yamlFile);
    const places = await readPlaces(yamlFile, root, yaml);
    const seen = `${basename(yamlFile)} with ${yaml.names.size} class names`;
    const rest = (await hasLabelFolders(root)) ? [{ split: "by folder" as const, path: "", isList: false }] : [];
    return { root, names: yaml.names, keypoints: yaml.keypoints, places: places.length > 0 ? places : rest, seen };
  }
  if (!path.isFolder || !(await hasLabelFolders(root))) return null;
  const names = await readNameList(root);
  const named = names.size > 0 ? `${names.size} class names` : "no class names, so classes are numbers";
  return {
    root,
    names,
    keypoints: null,
    places: [{ split: "by folder", path: "", isList: false }],
    seen: `images and labels folders, ${named}`,
  };
}
