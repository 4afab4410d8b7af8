import { execFile } from "node:child_process";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { crc32, createDeflate } from "node:zlib";
import sharp from "sharp";
import type { SkipCode } from "../read/source.ts";
import { frameOf, sharpOf, smallJpeg, wave } from "./pictures.ts";

/** What importing one file of the corpus must end in. */
export type Expected = "image" | "ignored" | SkipCode;

function chunk(type: string, data: Uint8Array): Buffer {
  const out = Buffer.alloc(data.length + 12);
  out.writeUInt32BE(data.length, 0);
  out.write(type, 4, "latin1");
  out.set(data, 8);
  out.writeUInt32BE(crc32(out.subarray(4, data.length + 8)), data.length + 8);
  return out;
}

/** A valid black PNG of one bit a pixel, compressed from zeros without ever holding its pixels. */
export async function flatPng(width: number, height: number): Promise<Buffer> {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([1, 0, 0, 0, 0], 8);
  const deflate = createDeflate({ level: 1 });
  const parts: Buffer[] = [];
  deflate.on("data", (part: Buffer) => parts.push(part));
  const zeros = Buffer.alloc(1 << 20);
  let left = (Math.ceil(width / 8) + 1) * height;
  for (; left > 0; left -= zeros.length)
    if (!deflate.write(zeros.subarray(0, Math.min(left, zeros.length))))
      await new Promise((resolve) => deflate.once("drain", resolve));
  await new Promise<void>((resolve) => {
    deflate.once("end", resolve);
    deflate.end();
  });
  const signature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
  const data = chunk("IDAT", Buffer.concat(parts));
  return Buffer.concat([signature, chunk("IHDR", header), data, chunk("IEND", Buffer.alloc(0))]);
}

/** An AVIF whose header claims another size than its picture has. */
function claimedAvif(avif: Buffer, width: number, height: number): Buffer {
  const claimed = Buffer.from(avif);
  const at = claimed.indexOf("ispe", 0, "latin1");
  claimed.writeUInt32BE(width, at + 8);
  claimed.writeUInt32BE(height, at + 12);
  return claimed;
}

/** A progressive JPEG (frame header C2) whose header claims another size than it has data for. */
function claimedJpeg(jpeg: Buffer, width: number, height: number): Buffer {
  const claimed = Buffer.from(jpeg);
  let at = 2;
  while (claimed[at + 1] !== 0xc2) at += 2 + claimed.readUInt16BE(at + 2);
  claimed.writeUInt16BE(height, at + 5);
  claimed.writeUInt16BE(width, at + 7);
  return claimed;
}

const script = "<script>alert(1)</script>";
const svg = `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">${script}<image href="file:///etc/passwd"/></svg>`;

function randomBytes(length: number): Buffer {
  let state = 12345;
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 24;
  return Buffer.from(Array.from({ length }, next));
}

async function validFiles(): Promise<Record<string, Buffer>> {
  const picture = sharpOf(frameOf(60, 40, 3, wave));
  const frames = frameOf(16, 32, 3, (x, y, c) => (y < 16 ? 200 : 20) + x + c);
  return {
    "plain.jpg": await smallJpeg(),
    "quote\" newline\n emoji \u{1f600} it's.jpg": await smallJpeg(1),
    "-dash.jpg": await smallJpeg(2),
    "CON.jpg": await smallJpeg(7),
    "dot at the end..jpg": await smallJpeg(8),
    "twin.jpg": await smallJpeg(10),
    "Twin.jpg": await smallJpeg(11),
    [`${"n".repeat(251)}.jpg`]: await smallJpeg(12),
    "nfc-\u00e9.jpg": await smallJpeg(3),
    "nfd-e\u0301.jpg": await smallJpeg(4),
    "png named jpeg.jpg": await picture.clone().png().toBuffer(),
    "UPPER.JPEG": await smallJpeg(5),
    "cmyk.jpg": await picture.clone().toColourspace("cmyk").jpeg().toBuffer(),
    "sixteen-bit.png": await picture.clone().toColourspace("rgb16").png().toBuffer(),
    "gray-alpha.png": await sharp({ create: { width: 9, height: 9, channels: 4, background: "#8888" } })
      .toColourspace("b-w")
      .png()
      .toBuffer(),
    "animated.webp": await sharp(frames.data, { raw: { width: 16, height: 32, channels: 3, pageHeight: 16 } })
      .webp()
      .toBuffer(),
    "one-pixel.png": await sharpOf(frameOf(1, 1, 3, wave))
      .png()
      .toBuffer(),
    "tall.png": await sharpOf(frameOf(1, 20_000, 3, wave))
      .png()
      .toBuffer(),
    "long.avif": await sharpOf(frameOf(16, 16_000, 3, wave))
      .avif({ effort: 0 })
      .toBuffer(),
    "modern.avif": await picture.clone().avif({ effort: 0 }).toBuffer(),
    "html inside.jpg": Buffer.concat([await smallJpeg(6), Buffer.from(`<html>${script}</html>`)]),
  };
}

async function brokenFiles(): Promise<Record<string, [Buffer, Expected]>> {
  const jpeg = await sharpOf(frameOf(200, 200, 3, wave))
    .jpeg()
    .toBuffer();
  const png = await sharpOf(frameOf(80, 80, 3, wave))
    .png()
    .toBuffer();
  const avif = await sharpOf(frameOf(16, 64, 3, wave))
    .avif({ effort: 0 })
    .toBuffer();
  const progressive = await sharpOf(frameOf(64, 64, 3, wave))
    .jpeg({ progressive: true })
    .toBuffer();
  return {
    "empty.jpg": [Buffer.alloc(0), "unreadable_image"],
    "cut.jpg": [jpeg.subarray(0, jpeg.length / 2), "unreadable_image"],
    "cut.png": [png.subarray(0, png.length / 2), "unreadable_image"],
    "random.jpg": [randomBytes(4096), "unreadable_image"],
    "header only.jpg": [jpeg.subarray(0, 20), "unreadable_image"],
    "text.jpg": [Buffer.from("this is no image\n"), "type_mismatch"],
    "drawing.jpg": [Buffer.from(svg), "type_mismatch"],
    "drawing.png": [Buffer.from(`\ufeff<!-- x --> ${svg}`), "type_mismatch"],
    "page.webp": [Buffer.from(`<!doctype html>${script}`), "type_mismatch"],
    "movie.jpg": [Buffer.from("GIF89a\x01\0\x01\0\0\0\0;", "latin1"), "type_mismatch"],
    "phone.jpg": [Buffer.from("\0\0\0\x18ftypheic\0\0\0\0mif1heic", "latin1"), "type_mismatch"],
    "bomb.png": [await flatPng(30_000, 30_000), "image_too_large"],
    "bomb.avif": [claimedAvif(avif, 30_000, 30_000), "image_too_large"],
    "longer than it is.avif": [claimedAvif(avif, 16, 17_000), "unreadable_image"],
    "bomb progressive.jpg": [claimedJpeg(progressive, 60_000, 60_000), "image_too_large"],
    "drawing.svg": [Buffer.from(svg), "unsupported_type"],
    "movie.gif": [Buffer.from("GIF89a", "latin1"), "unsupported_type"],
    "notes.txt": [Buffer.from("notes"), "ignored"],
    "no extension": [await smallJpeg(), "ignored"],
    ".hidden.jpg": [await smallJpeg(), "ignored"],
  };
}

/**
 * Fills a folder with files that try a reader: broken, lying, odd and valid ones, links, a pipe, and names of all kinds.
 *
 * @returns the expected outcome of every path, in the form of `fileNameText`
 */
export async function writeHostileCorpus(folder: string, outside: string): Promise<Map<string, Expected>> {
  const expected = new Map<string, Expected>();
  const valid = await validFiles();
  for (const [name, bytes] of Object.entries(valid)) {
    await writeFile(join(folder, name), bytes);
    expected.set(name, "image");
  }
  for (const [name, [bytes, outcome]] of Object.entries(await brokenFiles())) {
    await writeFile(join(folder, name), bytes);
    expected.set(name, outcome);
  }
  for (const byte of [0xfe, 0xff]) {
    await writeFile(
      Buffer.concat([Buffer.from(`${folder}/byte `), Buffer.from([byte]), Buffer.from(".jpg")]),
      valid["plain.jpg"],
    );
    expected.set(`byte \\x${byte.toString(16)}.jpg`, "image");
  }
  await writeFile(join(folder, "byte \\xff.jpg"), valid["plain.jpg"]);
  expected.set("byte \\x5cxff.jpg", "image");

  await mkdir(join(folder, "inner"));
  await symlink("..", join(folder, "inner", "loop"));
  expected.set("inner/loop", "link_not_followed");
  await symlink("self.jpg", join(folder, "self.jpg"));
  expected.set("self.jpg", "link_not_followed");
  await writeFile(join(outside, "secret.jpg"), await smallJpeg(9));
  await symlink(join(outside, "secret.jpg"), join(folder, "secret link.jpg"));
  expected.set("secret link.jpg", "link_not_followed");
  await symlink(outside, join(folder, "outer folder"));
  expected.set("outer folder", "link_not_followed");
  await symlink("nowhere.jpg", join(folder, "dangling.jpg"));
  expected.set("dangling.jpg", "path_not_found");
  await symlink("plain.jpg", join(folder, "link inside.jpg"));
  expected.set("link inside.jpg", "image");
  await promisify(execFile)("mkfifo", [join(folder, "pipe.jpg")]);
  expected.set("pipe.jpg", "special_file");
  return expected;
}
