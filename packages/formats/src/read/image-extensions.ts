/** Extensions whose files are decoded (what is inside is decided by the content). */
const decodable = new Set(["jpg", "jpeg", "jpe", "jfif", "png", "webp", "avif"]);

/** Image types that are known but never decoded: their loaders are not on the allow-list. */
const known = new Set([
  "gif",
  "tif",
  "tiff",
  "bmp",
  "svg",
  "svgz",
  "heic",
  "heif",
  "jxl",
  "jp2",
  "psd",
  "ico",
  "exr",
  "dcm",
]);

/** `image`: a candidate; `unsupported`: an image that Gleaner does not decode; `other`: no image by its name. */
export type NameKind = "image" | "unsupported" | "other";

/** What a file is by its name. */
export function nameKind(name: string): NameKind {
  const dot = name.lastIndexOf(".");
  if (dot < 0) return "other";
  const extension = name.slice(dot + 1).toLowerCase();
  if (decodable.has(extension)) return "image";
  return known.has(extension) ? "unsupported" : "other";
}
