import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../testing/temporary-workspace.ts";
import { MediaFiles } from "./media-files.ts";

describe("media", () => {
  it("keeps thumbnails by content and size", async () => {
    const media = new MediaFiles(join(await temporaryFolder(), "media"), false);
    expect(await media.thumbnail("abcdef", 512)).toBeNull();
    expect(await media.thumbnailFile("abcdef", 512)).toBeNull();
    await media.putThumbnail("abcdef", 512, Buffer.from("jpeg"));
    expect(await media.thumbnail("abcdef", 512)).toEqual(Buffer.from("jpeg"));
    expect(await media.thumbnail("abcdef", 256)).toBeNull();
    const file = await media.thumbnailFile("abcdef", 512);
    expect(file && (await readFile(file, "utf8"))).toBe("jpeg");
  });

  it("copies a file in once for its content", async () => {
    const folder = await temporaryFolder();
    const media = new MediaFiles(join(folder, "media"), false);
    await writeFile(join(folder, "a.png"), "pixels");
    const copy = await media.copyIn(join(folder, "a.png"), "abcdef", "png");
    expect(await readFile(copy, "utf8")).toBe("pixels");
    expect(await media.copyIn(join(folder, "gone.png"), "abcdef", "png")).toBe(copy);
  });

  it("refuses hashes that are paths", async () => {
    const media = new MediaFiles(await temporaryFolder(), false);
    await expect(media.putThumbnail("../../x", 512, Buffer.from(""))).rejects.toThrow(RangeError);
    await expect(media.copyIn("a", "abc", "png/../..")).rejects.toThrow(RangeError);
  });
});
