import { realpath } from "node:fs/promises";
import { sep } from "node:path";
import { fileLocation, fileNameText } from "./file-name.ts";

/** The real path of a file, links resolved. */
export async function realText(file: string): Promise<string> {
  return fileNameText(Buffer.from(await realpath(fileLocation(file), { encoding: "latin1" }), "latin1"));
}

/** True when `file` is `folder` or inside it. Both are real absolute paths. */
export function isInside(folder: string, file: string): boolean {
  return file === folder || file.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
