import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, describe, expect, test } from "vitest";
import type { ImageFrame } from "../image-frame.ts";
import { frameOf, quarters, sharpOf, wave } from "../testing/pictures.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { decodeFrame } from "./decode-frame.ts";
import { createDecoder } from "./decoder.ts";
import type { DecodedImage, DecodeRequest, Region } from "./decoding.ts";
import { cropFrame } from "./frame-region.ts";

const decoder = createDecoder({ processes: 1, maxPixels: 4_000_000 });
afterAll(() => decoder.close());

async function decode(bytes: Uint8Array, request: DecodeRequest = {}): Promise<DecodedImage> {
  const result = await decoder.decode({ bytes }, request);
  if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
  return result;
}

function ofFrame(frame: ImageFrame, request: DecodeRequest): DecodedImage {
  const result = decodeFrame(frame, request);
  if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
  return result;
}

const everything: DecodeRequest = { measures: true, thumbnail: true, pixels: { size: 224 } };

/** The colour in the middle of each quarter of square RGB pixels. */
function corners(pixels: Uint8Array | null, size: number): string[] {
  if (pixels === null) throw new Error("no pixels");
  const at = (x: number, y: number) => [...pixels.subarray((y * size + x) * 3, (y * size + x) * 3 + 3)];
  const [low, high] = [size >> 2, size - (size >> 2)];
  const name = (rgb: number[]) => rgb.map((value) => (value > 127 ? "1" : "0")).join("");
  return [at(low, low), at(high, low), at(low, high), at(high, high)].map(name);
}

describe("orientation", () => {
  const [red, green, blue, white] = ["100", "010", "001", "111"];
  const upright: Record<number, string[]> = {
    1: [red, green, blue, white],
    2: [green, red, white, blue],
    3: [white, blue, green, red],
    4: [blue, white, red, green],
    5: [red, blue, green, white],
    6: [blue, red, white, green],
    7: [white, green, blue, red],
    8: [green, white, red, blue],
  };
  test.each(Object.keys(upright).map(Number))("%i is turned upright", async (orientation) => {
    const stored = sharpOf(quarters(960, 600)).withMetadata({ orientation });
    const image = await decode(await stored.jpeg({ chromaSubsampling: "4:4:4" }).toBuffer(), everything);
    expect([image.width, image.height]).toEqual(orientation < 5 ? [960, 600] : [600, 960]);
    expect(corners(image.pixels, 224)).toEqual(upright[orientation]);
    const thumbnail = sharp(image.thumbnail ?? Buffer.alloc(0));
    const { width, height, orientation: left } = await thumbnail.metadata();
    expect([width, height, left]).toEqual(orientation < 5 ? [512, 320, undefined] : [320, 512, undefined]);
    const square = await thumbnail.resize(224, 224, { fit: "fill" }).raw().toBuffer();
    expect(corners(square, 224)).toEqual(upright[orientation]);
  });
});

test("what is asked for together is what is asked for one by one", async () => {
  const bytes = await sharpOf(frameOf(900, 700, 3, wave))
    .jpeg()
    .toBuffer();
  const together = await decode(bytes, everything);
  expect((await decode(bytes, { measures: true })).measures).toEqual(together.measures);
  expect((await decode(bytes, { thumbnail: true })).thumbnail).toEqual(together.thumbnail);
  expect((await decode(bytes, { pixels: { size: 224 } })).pixels).toEqual(together.pixels);
  expect(await decode(bytes)).toMatchObject({ measures: null, thumbnail: null, pixels: null });
});

test("hash, size and format are those of the file", async () => {
  const bytes = await sharpOf(frameOf(40, 30, 3, wave))
    .webp()
    .toBuffer();
  const file = join(await temporaryFolder(), "wrong extension.jpg");
  await writeFile(file, bytes);
  const result = await decoder.decode({ file }, {});
  const hash = createHash("sha256").update(bytes).digest("hex");
  expect(result).toMatchObject({ ok: true, hash, bytes: bytes.length, format: "webp", width: 40, height: 30 });
});

test("a picture of at most 768 pixels needs no thumbnail, and none is enlarged", async () => {
  const small = await sharpOf(frameOf(768, 300, 3, wave))
    .png()
    .toBuffer();
  expect((await decode(small, { thumbnail: true })).thumbnail).toBeNull();
  const view = await decoder.picture({ bytes: small }, 2048);
  expect(view).toMatchObject({ ok: true, width: 768, height: 300 });
  const large = await sharpOf(frameOf(1300, 650, 3, wave))
    .png()
    .toBuffer();
  expect(await decoder.picture({ bytes: large }, 1000)).toMatchObject({ ok: true, width: 1000, height: 500 });
});

test("transparency lies on white", async () => {
  const clear = sharp({ create: { width: 20, height: 20, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } });
  const image = await decode(await clear.png().toBuffer(), everything);
  expect(image.pixels?.every((value) => value === 255)).toBe(true);
  expect(image.measures?.light).toBe(0);
});

test("the first frame of an animation is taken", async () => {
  const frames = frameOf(16, 32, 3, (_x, y) => (y < 16 ? 250 : 10));
  const animation = sharp(frames.data, { raw: { width: 16, height: 32, channels: 3, pageHeight: 16 } });
  const image = await decode(await animation.webp({ lossless: true }).toBuffer(), { pixels: { size: 16 } });
  expect([image.width, image.height]).toEqual([16, 16]);
  expect(image.pixels?.every((value) => value === 250)).toBe(true);
});

test("16-bit and CMYK images come out as the picture they show", async () => {
  const deep = sharpOf(quarters(64, 64)).toColourspace("rgb16").png();
  expect(corners((await decode(await deep.toBuffer(), { pixels: { size: 64 } })).pixels, 64)).toEqual(
    corners(quarters(64, 64).data, 64),
  );
  const print = sharpOf(quarters(64, 64)).toColourspace("cmyk").jpeg({ chromaSubsampling: "4:4:4" });
  const pixels = (await decode(await print.toBuffer(), { pixels: { size: 64 } })).pixels;
  expect(corners(pixels, 64)[3]).toBe("111");
  expect(corners(pixels, 64)[0]).toBe("100");
});

test("pixels larger than the reduced image are not enlarged from it", async () => {
  const detail = sharpOf(frameOf(800, 800, 3, (x, y) => (((x >> 1) + (y >> 1)) % 2 === 0 ? 255 : 0)));
  const image = await decode(await detail.png().toBuffer(), { pixels: { size: 800 } });
  expect(image.pixels?.subarray(0, 12)).toEqual(Uint8Array.from([255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0]));
});

test("the pixel limit is checked before decoding and can be moved", async () => {
  const bytes = await sharpOf(frameOf(100, 100, 3, wave))
    .png()
    .toBuffer();
  using strict = createDecoder({ processes: 1, maxPixels: 9_999 });
  const refused = await strict.decode({ bytes }, {});
  expect(refused).toMatchObject({ ok: false, code: "image_too_large" });
  expect(await strict.picture({ bytes }, 50)).toMatchObject({ ok: false, code: "image_too_large" });
  using exact = createDecoder({ processes: 1, maxPixels: 10_000 });
  expect(await exact.decode({ bytes }, {})).toMatchObject({ ok: true });
});

test("camera and time become metadata, the position only on request", async () => {
  const exif = {
    IFD0: { Make: "Acme", Model: "Acme <b>One</b>" },
    IFD2: { DateTimeOriginal: "2024:05:06 07:08:09", OffsetTimeOriginal: "+02:00" },
    IFD3: { GPSLatitudeRef: "S", GPSLatitude: "10/1 30/1 0/1", GPSLongitudeRef: "E", GPSLongitude: "20/1 0/1 36/1" },
  };
  const bytes = await sharpOf(frameOf(20, 20, 3, wave))
    .withExif(exif)
    .jpeg()
    .toBuffer();
  const known = { camera: "Acme <b>One</b>", captured_at: "2024-05-06T07:08:09+02:00" };
  expect((await decode(bytes)).meta).toEqual(known);
  expect((await decode(bytes, { gps: true })).meta).toEqual({ ...known, latitude: -10.5, longitude: 20.01 });
});

test("broken EXIF is no reason to refuse an image", async () => {
  const plain = await sharpOf(frameOf(20, 20, 3, wave))
    .withExif({ IFD0: { Make: "Acme" } })
    .jpeg()
    .toBuffer();
  const start = plain.indexOf("Exif\0\0");
  for (let at = start + 6; at < start + 40; at += 3) {
    const broken = Buffer.from(plain);
    broken[at] = 0xff;
    const result = await decoder.decode({ bytes: broken }, { gps: true });
    expect(result.ok).toBe(true);
  }
});

test("a frame decodes like the PNG of its pixels", async () => {
  const frame = frameOf(28, 28, 1, wave);
  const bytes = await sharpOf(frame).png().toBuffer();
  const fromFile = await decode(bytes, everything);
  const direct = ofFrame(frame, everything);
  expect(direct.measures).toEqual(fromFile.measures);
  expect(direct.pixels).toEqual(fromFile.pixels);
  expect(direct.hash).not.toBe(ofFrame({ ...frame, width: 14, height: 56 }, {}).hash);
});

describe("regions", () => {
  const colourAt = (pixels: Uint8Array | null, at: number) => [...(pixels ?? []).slice(at * 3, at * 3 + 3)];

  test("are cut from the full image, turned upright, as images of their own", async () => {
    const picture = quarters(2000, 1000);
    const stored = await sharpOf(picture).withMetadata({ orientation: 8 }).png().toBuffer();
    const size = 16;
    // Upright, it is 1000 x 2000 with green and white above red and blue.
    const regions: Region[] = [
      [0, 0, 500, 1000],
      [500, 0, 500, 1000],
      [10.2, 1500.5, 3.3, 3.3],
      [-50, 1900, 100, 500],
    ];
    const { pixels } = await decode(stored, { pixels: { size, regions } });
    expect(pixels).toHaveLength(regions.length * size * size * 3);
    const corner = (at: number) => colourAt(pixels, at * size * size);
    expect([0, 1, 2, 3].map(corner)).toEqual([
      [0, 255, 0],
      [255, 255, 255],
      [255, 0, 0],
      [255, 0, 0],
    ]);
  });

  test("give what the picture of the region gives", async () => {
    const frame = frameOf(700, 600, 3, wave);
    const part = cropFrame(frame, [100, 50, 300, 200]);
    const bytes = await sharpOf(frame).png().toBuffer();
    const cut = await sharpOf(part).png().toBuffer();
    const pixels = { size: 64, fit: "crop", edge: 80 } as const;
    const expected = (await decode(cut, { pixels })).pixels;
    const request: DecodeRequest = { pixels: { ...pixels, regions: [[100, 50, 300, 200]] } };
    expect((await decode(bytes, request)).pixels).toEqual(expected);
    expect(ofFrame(part, { pixels }).pixels).toEqual(ofFrame(frame, request).pixels);
  });

  test("lie in the image", async () => {
    const frame = frameOf(20, 10, 3, wave);
    const bytes = await sharpOf(frame).png().toBuffer();
    const outside: Region[] = [
      [20, 0, 5, 5],
      [0, 10, 5, 5],
      [-5, 0, 5, 5],
      [3, 3, 0, 5],
      [Number.NaN, 0, 5, 5],
    ];
    for (const region of outside) {
      const request: DecodeRequest = { pixels: { size: 8, regions: [region] } };
      const failed = { ok: false, code: "bad_record", message: expect.stringContaining("20 x 10") };
      expect(await decoder.decode({ bytes }, request)).toMatchObject(failed);
      expect(decodeFrame(frame, request)).toMatchObject(failed);
    }
  });
});

describe("the middle of a picture", () => {
  // Black but for a white square of 100 x 100 in the middle.
  const target = frameOf(400, 200, 3, (x, y) => (x >= 150 && x < 250 && y >= 50 && y < 150 ? 255 : 0));
  const whiteShare = (pixels: Uint8Array | null) =>
    (pixels ?? []).filter((value) => value > 127).length / (pixels?.length ?? 1);

  test.each([
    ["stretched", { size: 32 }, 1 / 8],
    ["cropped", { size: 32, fit: "crop" }, 1 / 4],
    ["cropped of a longer edge", { size: 32, fit: "crop", edge: 64 }, 1],
  ] as const)("%s", async (_, pixels, share) => {
    const file = await decode(await sharpOf(target).png().toBuffer(), { pixels });
    expect(whiteShare(file.pixels)).toBeCloseTo(share, 1);
    expect(whiteShare(ofFrame(target, { pixels }).pixels)).toBeCloseTo(share, 1);
  });

  test("keeps its pixels in a very long picture", async () => {
    const long = frameOf(3000, 100, 3, (x) => (x % 2 === 0 ? 255 : 0));
    const { pixels } = await decode(await sharpOf(long).png().toBuffer(), { pixels: { size: 100, fit: "crop" } });
    expect(pixels).toEqual(cropFrame(long, [1450, 0, 100, 100]).data);
  });

  test("lies on the colour asked for", async () => {
    const clear = sharp({ create: { width: 20, height: 20, channels: 4, background: { r: 9, g: 9, b: 9, alpha: 0 } } });
    const image = await decode(await clear.png().toBuffer(), { pixels: { size: 1, background: [7, 8, 9] } });
    expect([...(image.pixels ?? [])]).toEqual([7, 8, 9]);
  });
});
