import { lstat } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { fileFailure } from "./file-failure.ts";
import { fileLocation } from "./file-name.ts";
import { isInside, realText } from "./real-path.ts";
import { type ImageAccess, type SkippedRecord, skipped } from "./source.ts";

/** A path in a dataset file, resolved to a file that may be read. */
export interface ConfinedFile {
  kind: "confined";
  /** Relative to the dataset file's folder where it lies in it, otherwise absolute; `/` between parts. */
  path: string;
  file: string;
}

/**
 * Resolves a path that stands in a dataset file. It is confined to that file's folder: absolute paths, `..` and links that lead out
 * are refused unless they may lie `anywhere`. Only plain files pass; where images are only `named`, nothing is looked at.
 *
 * @param root absolute real folder of the dataset file
 * @param item how the item is named when it is refused
 */
export async function confine(
  root: string,
  given: string,
  item: string,
  access: ImageAccess,
): Promise<ConfinedFile | SkippedRecord> {
  const file = resolve(root, given);
  const isWithin = isInside(root, file);
  if (access === "named")
    return { kind: "confined", path: isWithin ? relative(root, file).replaceAll(sep, "/") : file, file };
  if (access === "inside" && (isAbsolute(given) || !isWithin))
    return skipped(item, "outside_root", `${given} is outside the dataset's folder.`);
  const path = isWithin ? relative(root, file).replaceAll(sep, "/") : file;
  try {
    const target = await realText(file);
    if (access === "inside" && !isInside(root, target))
      return skipped(item, "link_not_followed", `${given} is a link that leads out of the dataset's folder.`);
    const info = await lstat(fileLocation(target));
    if (!info.isFile()) return skipped(item, "special_file", `${given} is not a file.`);
    return { kind: "confined", path, file };
  } catch (error) {
    const failure = fileFailure(item, error);
    return { ...failure, message: `${given}: ${failure.message}` };
  }
}
