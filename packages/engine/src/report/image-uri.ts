import { GleanerError } from "@gleaner/schema";

/**
 * The data URI of a thumbnail's bytes. The type comes from the bytes themselves: PNG, JPEG or WebP.
 * Throws `unsupported_type` for anything else: an SVG or HTML file must not get into a report.
 */
export function imageUri(bytes: Uint8Array): string {
  const type = sniff(bytes);
  if (!type) throw new GleanerError("unsupported_type", "A report's picture must be a PNG, JPEG or WebP file.");
  return `data:${type};base64,${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64")}`;
}

function sniff(bytes: Uint8Array): string | null {
  const starts = (at: number, ...wanted: number[]) => wanted.every((byte, i) => bytes[at + i] === byte);
  if (starts(0, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return "image/png";
  if (starts(0, 0xff, 0xd8, 0xff)) return "image/jpeg";
  if (starts(0, 0x52, 0x49, 0x46, 0x46) && starts(8, 0x57, 0x45, 0x42, 0x50)) return "image/webp";
  return null;
}
