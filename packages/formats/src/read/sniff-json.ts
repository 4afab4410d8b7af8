import { open } from "node:fs/promises";
import { fileLocation } from "./file-name.ts";
import { JsonScanner } from "./json-scanner.ts";

const startSize = 1024 * 1024;

/** The first bytes of a file. */
export async function fileStart(file: string, size = startSize): Promise<Buffer> {
  const handle = await open(fileLocation(file));
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size), 0, size, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** What the start of a JSON file shows. */
export type JsonKind = "coco" | "label-studio" | "other";

/** Tells by its first megabyte whose JSON a file is. */
export async function sniffJson(file: string): Promise<JsonKind> {
  const bytes = await fileStart(file);
  const scanner = new JsonScanner(file, () => false);
  try {
    scanner.push(bytes);
  } catch {
    // What is broken is said when the file is read.
  }
  const { sections } = scanner;
  if (scanner.isList) {
    const text = bytes.toString("latin1", 0, 256 * 1024);
    const isTasks = /"data"\s*:\s*\{/.test(text) && /"(?:annotations|predictions|completions)"\s*:/.test(text);
    return isTasks ? "label-studio" : "other";
  }
  const isCoco = sections.includes("images") || (sections.includes("annotations") && sections.includes("categories"));
  return isCoco || (sections.includes("info") && sections.includes("licenses")) ? "coco" : "other";
}
