import { opendir, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, extname, join, resolve } from "node:path";
import { nameKind } from "@gleaner/formats";
import { GleanerError } from "@gleaner/schema";
import type { UseCase } from "../context.ts";

/** Names of each sort that are told at most, and entries that are looked at. */
const mostNames = 1000;
const mostEntries = 50_000;
const datasetFiles = new Set([".csv", ".jsonl", ".json", ".parquet", ".yaml", ".yml", ".xml"]);

/**
 * What lies in a folder of the machine that the workspace is on, as far as it helps to choose what to import: folders, files that hold a
 * dataset, and how many images. Names only, nothing is opened; hidden entries are left out. Without a path it is the home folder.
 * @throws GleanerError `path_not_found` for what is no folder or may not be read
 */
export const listFolder: UseCase<"listFolder"> = async (_context, request, work) => {
  const path = resolve(request.path === "" ? homedir() : request.path);
  const folders: string[] = [];
  const files: string[] = [];
  let images = 0;
  let seen = 0;
  for await (const entry of await opened(path)) {
    if (++seen > mostEntries) break;
    if (seen % 1000 === 0) work.check();
    if (entry.name.startsWith(".")) continue;
    if (entry.isDirectory() || (entry.isSymbolicLink() && (await isFolder(join(path, entry.name)))))
      folders.push(entry.name);
    else if (!entry.isFile()) continue;
    else if (nameKind(entry.name) === "image") images++;
    else if (datasetFiles.has(extname(entry.name).toLowerCase())) files.push(entry.name);
  }
  const parent = dirname(path);
  const inOrder = (names: string[]) =>
    names.sort(new Intl.Collator("en", { numeric: true }).compare).slice(0, mostNames);
  return {
    path,
    parent: parent === path ? null : parent,
    folders: inOrder(folders),
    files: inOrder(files),
    images,
    complete: seen <= mostEntries && folders.length <= mostNames && files.length <= mostNames,
  };
};

async function opened(path: string) {
  try {
    return await opendir(path);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : null;
    const why =
      code === "EACCES" || code === "EPERM" ? "may not be read" : code === "ENOTDIR" ? "is no folder" : "is not there";
    throw new GleanerError("path_not_found", `${path} ${why}.`, { hint: "Choose another folder.", cause });
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
