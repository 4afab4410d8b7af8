import type { MetadataValue } from "@gleaner/schema";
import exif, { type Exif } from "exif-reader";

/** Longest text that is kept of a tag. */
const textLimit = 256;

function cleanText(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const end = value.indexOf("\0");
  const text = (end < 0 ? value : value.slice(0, end)).trim().slice(0, textLimit).toWellFormed();
  return text === "" ? null : text;
}

function cameraName(tags: Exif): string | null {
  const make = cleanText(tags.Image?.Make);
  const model = cleanText(tags.Image?.Model);
  if (make === null || model === null) return make ?? model;
  return model.toLowerCase().startsWith(make.toLowerCase()) ? model : `${make} ${model}`;
}

function captureTime(tags: Exif): string | null {
  const time = tags.Photo?.DateTimeOriginal;
  if (!(time instanceof Date) || Number.isNaN(time.getTime())) return null;
  const offset = cleanText(tags.Photo?.OffsetTimeOriginal);
  // EXIF gives the camera's local time, which the reader took for UTC; without an offset the zone is not known.
  return time.toISOString().slice(0, 19) + (offset !== null && /^[+-]\d\d:\d\d$/.test(offset) ? offset : "");
}

function degrees(parts: unknown, reference: unknown): number | null {
  if (!Array.isArray(parts) || parts.length !== 3) return null;
  const [whole, minutes, seconds] = parts.map(Number);
  const value = whole + minutes / 60 + seconds / 3600;
  if (!Number.isFinite(value)) return null;
  return reference === "S" || reference === "W" ? -value : value;
}

function readTags(block: Buffer): Exif | null {
  try {
    return exif(block);
  } catch {
    // A broken EXIF block does not make a broken image.
    return null;
  }
}

/**
 * Camera and time of an image as metadata: `camera` (maker and model), `captured_at` (ISO, local time unless an offset is given) and, only
 * when `gps`, `latitude` and `longitude` in degrees. Absent or broken tags give nothing.
 */
export function exifMetadata(block: Buffer | undefined, gps: boolean): Record<string, MetadataValue> {
  const tags = block === undefined ? null : readTags(block);
  if (tags === null) return {};
  const place = gps ? tags.GPSInfo : undefined;
  const found: Record<string, MetadataValue> = {
    camera: cameraName(tags),
    captured_at: captureTime(tags),
    latitude: degrees(place?.GPSLatitude, place?.GPSLatitudeRef),
    longitude: degrees(place?.GPSLongitude, place?.GPSLongitudeRef),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== null));
}
