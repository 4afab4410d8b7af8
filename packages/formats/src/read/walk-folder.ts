import { lstat, opendir, stat } from "node:fs/promises";
import { sep } from "node:path";
import { fileFailure } from "./file-failure.ts";
import { fileLocation, fileNameText } from "./file-name.ts";
import { nameKind } from "./image-extensions.ts";
import { isInside, realText } from "./real-path.ts";
import { type IgnoredRecord, type SkippedRecord, skipped } from "./source.ts";

/** A candidate image found by the walk. */
export interface FoundFile {
  kind: "found";
  /** Relative to the walked folder, `/` between parts. */
  path: string;
  file: string;
}

type EntryType = "file" | "folder" | "link" | "special" | "unknown";
interface Entry {
  name: string;
  /** The name's bytes as latin1, for a byte order that does not depend on the locale. */
  order: string;
  type: EntryType;
}
interface TypedEntry {
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
  isFIFO(): boolean;
  isSocket(): boolean;
  isBlockDevice(): boolean;
  isCharacterDevice(): boolean;
}

function entryType(entry: TypedEntry): EntryType {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "folder";
  if (entry.isSymbolicLink()) return "link";
  if (entry.isFIFO() || entry.isSocket() || entry.isBlockDevice() || entry.isCharacterDevice()) return "special";
  return "unknown";
}

async function readFolder(folder: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  // latin1 maps bytes to characters one to one, so names that are no UTF-8 keep their bytes.
  for await (const entry of await opendir(fileLocation(folder), { encoding: "latin1", bufferSize: 1024 })) {
    entries.push({
      name: fileNameText(Buffer.from(entry.name, "latin1")),
      order: entry.name,
      type: entryType(entry),
    });
  }
  return entries.sort((a, b) => (a.order < b.order ? -1 : 1));
}

async function* followLink(root: string, path: string, file: string): AsyncGenerator<WalkItem> {
  const isImage = nameKind(path) === "image";
  try {
    const target = await realText(file);
    const info = await stat(fileLocation(file));
    if (!isInside(root, target)) {
      if (info.isDirectory() || isImage)
        yield skipped(path, "link_not_followed", "A link that leads out of the imported folder.");
      else yield { kind: "ignored", path };
    } else if (info.isDirectory()) {
      const loop = isInside(target, file);
      if (loop) yield skipped(path, "link_not_followed", "A link that leads back to a folder above it.");
      else yield { kind: "ignored", path };
    } else if (!info.isFile()) {
      yield skipped(path, "special_file", "A pipe, socket or device, not a file.");
    } else yield isImage ? { kind: "found", path, file } : { kind: "ignored", path };
  } catch (error) {
    yield isImage || !isMissing(error) ? fileFailure(path, error) : { kind: "ignored", path };
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

function classify(path: string, file: string, name: string): WalkItem {
  const kind = nameKind(name);
  if (kind === "image") return { kind: "found", path, file };
  if (kind === "other") return { kind: "ignored", path };
  const extension = name.slice(name.lastIndexOf(".") + 1).toUpperCase();
  return skipped(
    path,
    "unsupported_type",
    `${extension} files are not decoded; convert it to JPEG, PNG, WebP or AVIF.`,
  );
}

export type WalkItem = FoundFile | SkippedRecord | IgnoredRecord;

/**
 * Every file below a folder, folder by folder, each folder's entries in byte order. Memory holds the names of the folders between
 * the root and the current one. Hidden entries are ignored. Links to folders are not followed: inside the root the target is
 * walked under its own name, outside it is not to be read. Pipes, sockets and devices are never opened.
 *
 * @param root absolute real path of the folder
 */
export async function* walkFolder(root: string, signal?: AbortSignal, below = ""): AsyncGenerator<WalkItem> {
  const prefix = root.endsWith(sep) ? root : root + sep;
  let entries: Entry[];
  try {
    entries = await readFolder(prefix + below);
  } catch (error) {
    yield fileFailure(below, error);
    return;
  }
  for (const entry of entries) {
    signal?.throwIfAborted();
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    const file = prefix + path;
    if (entry.name.startsWith(".")) yield { kind: "ignored", path };
    else {
      const type = entry.type === "unknown" ? await typeOf(file) : entry.type;
      if (type === "folder") yield* walkFolder(root, signal, path);
      else if (type === "link") yield* followLink(root, path, file);
      else if (type === "file") yield classify(path, file, entry.name);
      else yield skipped(path, "special_file", "A pipe, socket or device, not a file.");
    }
  }
}

/** Some file systems do not tell types in listings. */
async function typeOf(file: string): Promise<EntryType> {
  try {
    return entryType(await lstat(fileLocation(file)));
  } catch {
    // It vanished since the listing; reading it will say so.
    return "file";
  }
}
