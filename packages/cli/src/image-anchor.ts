import { readFile } from "node:fs/promises";
import { GleanerError, type ImageAnchor, parseRegion } from "@gleaner/schema";

/** An image file, or `FILE@left,top,width,height` for a region of it, as requests carry it. @throws GleanerError `path_not_found` */
export async function imageAnchor(argument: string): Promise<ImageAnchor> {
  const { subject, box } = parseRegion(argument);
  try {
    const data = (await readFile(subject)).toString("base64");
    return box ? { data, box } : data;
  } catch (cause) {
    throw new GleanerError("path_not_found", `Can't read the image ${subject}.`, { cause });
  }
}
