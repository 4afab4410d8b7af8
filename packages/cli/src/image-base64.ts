import { readFile } from "node:fs/promises";
import { GleanerError } from "@gleaner/schema";

/** An image file as requests carry it. @throws GleanerError `path_not_found` */
export async function imageBase64(file: string): Promise<string> {
  try {
    return (await readFile(file)).toString("base64");
  } catch (cause) {
    throw new GleanerError("path_not_found", `Can't read the image ${file}.`, { cause });
  }
}
