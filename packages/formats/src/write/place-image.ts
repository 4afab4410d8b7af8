import { constants, copyFile, link, mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { encodePng } from "../decode/encode-png.ts";
import { fileLocation } from "../read/file-name.ts";
import { type IdxFrames, openIdxFrames } from "../read/idx-frames.ts";
import type { ExportSample, ImagePlacement } from "./export-sample.ts";

function isOtherDisk(error: unknown): boolean {
  return (
    error instanceof Error && "code" in error && ["EXDEV", "EPERM", "ENOTSUP", "EMLINK"].includes(String(error.code))
  );
}

async function linkFile(source: string, target: string): Promise<void> {
  try {
    await link(fileLocation(source), fileLocation(target));
  } catch (error) {
    if (!isOtherDisk(error)) throw error;
    await symlink(fileLocation(source), fileLocation(target));
  }
}

/** Puts images of samples into an output folder. Files that hold frames stay open until it is closed. */
export class ImagePlacer implements AsyncDisposable {
  readonly #placement: Exclude<ImagePlacement, "none">;
  readonly #cache: string;
  readonly #frames = new Map<string, IdxFrames>();
  readonly #folders = new Set<string>();

  /** @param cache folder in which gzipped `idx` files may be decompressed */
  constructor(placement: Exclude<ImagePlacement, "none">, cache: string) {
    this.#placement = placement;
    this.#cache = cache;
  }

  /** Copies or links the image file, or writes a frame as PNG. */
  async place(sample: ExportSample, target: string): Promise<void> {
    const folder = dirname(target);
    if (!this.#folders.has(folder)) {
      await mkdir(fileLocation(folder), { recursive: true });
      this.#folders.add(folder);
    }
    const { media } = sample;
    if (media.kind === "frame") {
      const frame = await (await this.#open(media.file)).read(media);
      await writeFile(fileLocation(target), encodePng(frame));
    } else if (this.#placement === "link") await linkFile(media.file, target);
    else await copyFile(fileLocation(media.file), fileLocation(target), constants.COPYFILE_FICLONE);
  }

  async #open(file: string): Promise<IdxFrames> {
    const known = this.#frames.get(file);
    if (known) return known;
    const opened = await openIdxFrames(file, this.#cache);
    this.#frames.set(file, opened);
    return opened;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const frames of this.#frames.values()) await frames.close();
  }
}
