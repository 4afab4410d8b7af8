/** Formats that are decoded. */
export type ImageFormat = "jpeg" | "png" | "webp" | "avif";

/** What the first bytes of a file show: an image that is decoded, something else by its name, or nothing known. */
export type Content = { kind: "image"; format: ImageFormat } | { kind: "other"; name: string } | { kind: "unknown" };

const ascii = (bytes: Uint8Array, start: number, end: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1", start, end);

const signatures: [string, string][] = [
  ["GIF8", "GIF"],
  ["II*\0", "TIFF"],
  ["MM\0*", "TIFF"],
  ["BM", "BMP"],
  ["%PDF", "PDF"],
  ["PK\x03\x04", "ZIP"],
  ["\x1f\x8b", "gzip"],
  ["8BPS", "Photoshop"],
  ["\xff\x0a", "JPEG XL"],
  ["\0\0\0\x0cJXL ", "JPEG XL"],
  ["\0\0\0\x0cjP  ", "JPEG 2000"],
];

/** AVIF or another member of the ISO base media family, from its `ftyp` box. */
function mediaContent(bytes: Uint8Array): Content {
  const size = Math.min(bytes.length, new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0), 256);
  const brands = [ascii(bytes, 8, 12)];
  for (let at = 16; at + 4 <= size; at += 4) brands.push(ascii(bytes, at, at + 4));
  if (brands.includes("avif") || brands.includes("avis")) return { kind: "image", format: "avif" };
  const isHeic = brands.some((brand) => /^(?:hei[cxms]|hev[cxms]|mif1|msf1)$/.test(brand));
  return { kind: "other", name: isHeic ? "HEIC" : "MP4 or QuickTime" };
}

/** Text, when the first bytes are UTF-8 without control characters, or start with the mark of UTF-16. */
function textContent(bytes: Uint8Array): Content {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const start = bytes.subarray(0, 4096);
  const text = new TextDecoder(isUtf16 ? (bytes[0] === 0xff ? "utf-16le" : "utf-16be") : "utf-8").decode(start);
  // A character that was cut at the end of the piece is no sign of binary data.
  const isText = isUtf16 || ![...text.slice(0, -1)].some((c) => c === "\ufffd" || (c < " " && !"\t\n\r\f".includes(c)));
  if (!isText) return { kind: "unknown" };
  if (/<svg[\s>:]/i.test(text)) return { kind: "other", name: "SVG" };
  if (/^\s*(?:<!doctype html|<html|<script|<head|<body)/i.test(text)) return { kind: "other", name: "HTML" };
  return { kind: "other", name: /^\s*<\?xml/.test(text) ? "XML" : "text" };
}

/** Tells what a file holds by its first bytes, whatever its name says. */
export function sniff(bytes: Uint8Array): Content {
  if (bytes.length < 3) return bytes.length > 0 ? textContent(bytes) : { kind: "unknown" };
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return { kind: "image", format: "jpeg" };
  if (ascii(bytes, 0, 8) === "\x89PNG\r\n\x1a\n") return { kind: "image", format: "png" };
  if (ascii(bytes, 0, 4) === "RIFF" && ascii(bytes, 8, 12) === "WEBP") return { kind: "image", format: "webp" };
  if (ascii(bytes, 4, 8) === "ftyp") return mediaContent(bytes);
  const known = signatures.find(([signature]) => ascii(bytes, 0, signature.length) === signature);
  return known ? { kind: "other", name: known[1] } : textContent(bytes);
}
