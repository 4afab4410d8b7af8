import fc from "fast-check";
import sharp from "sharp";
import { expect, test } from "vitest";
import { frameOf, sharpOf, smallJpeg, wave } from "../testing/pictures.ts";
import { plainHeaderSize } from "./image-header.ts";

const sizes: [number, number][] = [
  [1, 1],
  [300, 7],
  [5, 260],
];

test.each(sizes)("plain images of %i x %i are read without the decoder", async (width, height) => {
  const picture = () => sharpOf(frameOf(width, height, 3, wave));
  const size = { width, height };
  expect(plainHeaderSize(await picture().jpeg({ progressive: true }).toBuffer(), "jpeg")).toEqual(size);
  expect(plainHeaderSize(await picture().png().toBuffer(), "png")).toEqual(size);
  expect(plainHeaderSize(await picture().webp().toBuffer(), "webp")).toEqual(size);
  expect(plainHeaderSize(await picture().webp({ lossless: true }).toBuffer(), "webp")).toEqual(size);
  expect(plainHeaderSize(await picture().ensureAlpha(0.5).webp().toBuffer(), "webp")).toEqual(size);
});

test("images with EXIF are left to the decoder", async () => {
  const turned = () => sharpOf(frameOf(40, 30, 3, wave)).withMetadata({ orientation: 6 });
  expect(plainHeaderSize(await turned().jpeg().toBuffer(), "jpeg")).toBeNull();
  expect(plainHeaderSize(await turned().png().toBuffer(), "png")).toBeNull();
  expect(plainHeaderSize(await turned().webp().toBuffer(), "webp")).toBeNull();
});

test("whatever the bytes are, it ends and agrees with the decoder or leaves it to it", async () => {
  const bytes = await smallJpeg();
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(255), async (at, value) => {
      const changed = Buffer.from(bytes);
      changed[at] = value;
      const size = plainHeaderSize(changed, "jpeg");
      const known = await sharp(changed)
        .metadata()
        .catch(() => null);
      if (size !== null && known !== null) expect(size).toEqual({ width: known.width, height: known.height });
    }),
    { numRuns: 150 },
  );
});
