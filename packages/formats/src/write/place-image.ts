import { constants, copyFile, link, mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { encodePng } from "../decode/encode-png.ts";
import { fileLocation } from "../read/file-name.ts";
import type { MediaReader } from "../read/media-reader.ts";
import type { ExportSample, ImagePlacement } from "./export-sample.ts";

function cannotHardLink(error: unknown): boolean {
  const codes = ["EXDEV", "EPERM", "ENOTSUP", "EMLINK"];
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}

async function linkFile(source: string, target: string): Promise<void> {
  try {
    await link(fileLocation(source), fileLocation(target));
  } catch (error) {
    if (!cannotHardLink(error)) throw error;
    await symlink(fileLocation(source), fileLocation(target));
  }
}

/** Puts images of samples into an output folder. */
export class ImagePlacer {
  readonly #placement: Exclude<ImagePlacement, "none">;
  readonly #media: MediaReader;
  readonly #folders = new Set<string>();

  constructor(placement: Exclude<ImagePlacement, "none">, media: MediaReader) {
    this.#placement = placement;
    this.#media = media;
  }

  /** Copies or links the image file, or writes a frame as PNG. */
  async place({ media }: ExportSample, target: string): Promise<void> {
    const folder = dirname(target);
    if (!this.#folders.has(folder)) {
      await mkdir(fileLocation(folder), { recursive: true });
      this.#folders.add(folder);
    }
    const input = await this.#media.input(media);
    if ("frame" in input) await writeFile(fileLocation(target), encodePng(input.frame));
    else if (this.#placement === "link") await linkFile(input.file, target);
    else await copyFile(fileLocation(input.file), fileLocation(target), constants.COPYFILE_FICLONE);
  }
}
