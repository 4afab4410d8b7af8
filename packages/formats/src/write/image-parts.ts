import type { ExportSample } from "./export-sample.ts";

/** Parts of a sample's path as it lies in `images/` (an outer folder of that name is not doubled); a frame becomes a PNG file. */
export function imageParts(sample: ExportSample): string[] {
  const parts = sample.path.split("/").filter((part) => part !== "");
  if (parts.length > 1 && parts[0] === "images") parts.shift();
  const name = parts.pop() ?? sample.id;
  return [...parts, sample.media.kind === "frame" ? `${name}.png` : name];
}
