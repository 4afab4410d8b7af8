import { GleanerError } from "@gleaner/schema";
import { newPictureKey, type SearchPicture } from "./picture-store.ts";

/** A file up to this size is sent as it is. */
const sentAsIs = 300_000;
/** Larger ones are scaled to this length of the longer side first, well above what embedding models look at. */
const longestSide = 768;
const previewSide = 64;
/** A file of a format that the browser cannot scale may have this size at most. */
const largestFile = 16_000_000;

/**
 * Reads an image file to search by.
 * @throws GleanerError `unreadable_image` for a file that is no image, `payload_too_large` for one that is too large to send
 */
export async function readPicture(file: File): Promise<SearchPicture> {
  const name = file.name || "Pasted picture";
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (!bitmap) return { key: newPictureKey(), name, data: await undecoded(file, name), preview: null };
  try {
    const data = file.size <= sentAsIs ? await base64Of(file) : await base64Of(await scaled(bitmap, longestSide));
    const preview = `data:image/webp;base64,${await base64Of(await scaled(bitmap, previewSide))}`;
    return { key: newPictureKey(), name, data, preview };
  } finally {
    bitmap.close();
  }
}

/** The server reads formats that browsers don't, such as TIFF, and says what it thinks of others. */
async function undecoded(file: File, name: string): Promise<string> {
  if (file.size === 0 || (file.type !== "" && !file.type.startsWith("image/"))) {
    throw new GleanerError("unreadable_image", `${name} is not an image.`, { hint: "Drop a JPEG, PNG or WebP file." });
  }
  if (file.size > largestFile) {
    throw new GleanerError("payload_too_large", `${name} is too large to search by.`, {
      hint: "Save it as JPEG or PNG; those are made smaller before they are sent.",
    });
  }
  return base64Of(file);
}

async function scaled(bitmap: ImageBitmap, side: number): Promise<Blob> {
  const factor = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * factor));
  const height = Math.max(1, Math.round(bitmap.height * factor));
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  if (!context) throw new GleanerError("internal", "The browser gave no canvas to scale the picture on.");
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, width, height);
  return canvas.convertToBlob({ type: "image/webp", quality: 0.95 });
}

function base64Of(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ""));
    reader.onerror = () => reject(reader.error ?? new Error("The file could not be read."));
    reader.readAsDataURL(blob);
  });
}

/** The image files among what was dropped or pasted. */
export function imageFilesIn(data: DataTransfer | null): File[] {
  return [...(data?.files ?? [])].filter((file) => file.type === "" || file.type.startsWith("image/"));
}
