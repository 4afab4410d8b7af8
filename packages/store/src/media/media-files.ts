import { randomBytes } from "node:crypto";
import { constants, copyFile, mkdir, open, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { MediaStore } from "../contract/files.ts";
import { readIfPresent, statOrNull, syncFile, syncFolder } from "../workspace/files.ts";

/** Hashes and extensions become file names. */
const safeName = /^[A-Za-z0-9_-]{1,128}$/;

/** Thumbnails and copied-in files, by content hash, in folders of the hash's first two characters. */
export class MediaFiles implements MediaStore {
  readonly #root: string;
  readonly #readOnly: boolean;

  constructor(root: string, readOnly: boolean) {
    this.#root = root;
    this.#readOnly = readOnly;
  }

  thumbnail(contentHash: string, size: number): Promise<Uint8Array | null> {
    return readIfPresent(this.#thumbnail(contentHash, size));
  }

  async thumbnailFile(contentHash: string, size: number): Promise<string | null> {
    const file = this.#thumbnail(contentHash, size);
    return (await isFile(file)) ? file : null;
  }

  async putThumbnail(contentHash: string, size: number, jpeg: Uint8Array): Promise<void> {
    if (this.#readOnly) return;
    const file = this.#thumbnail(contentHash, size);
    await place(file, async (temporary) => {
      const handle = await open(temporary, "w");
      try {
        await handle.writeFile(jpeg);
      } finally {
        await handle.close();
      }
    });
  }

  copyIn(file: string, contentHash: string, extension: string): Promise<string> {
    return this.#add(contentHash, extension, (temporary) => copyFile(file, temporary, constants.COPYFILE_FICLONE));
  }

  keep(bytes: Uint8Array, contentHash: string, extension: string): Promise<string> {
    return this.#add(contentHash, extension, (temporary) => writeFile(temporary, bytes));
  }

  /** Adds a file for ever, whose content `write` gives, unless it is there. */
  async #add(contentHash: string, extension: string, write: (temporary: string) => Promise<void>): Promise<string> {
    requireSafe(extension);
    const target = join(this.#folder("files", contentHash), `${contentHash}.${extension}`);
    if (await isFile(target)) return target;
    await place(target, async (temporary) => {
      await write(temporary);
      await syncFile(temporary);
    });
    await syncFolder(dirname(target));
    return target;
  }

  #thumbnail(contentHash: string, size: number): string {
    return join(this.#folder("thumbnails", contentHash), `${contentHash}-${Math.floor(size)}.jpg`);
  }

  #folder(kind: "thumbnails" | "files", contentHash: string): string {
    requireSafe(contentHash);
    return join(this.#root, kind, contentHash.slice(0, 2));
  }
}

/** Makes a file whole or not at all: `write` fills a temporary one, which takes the name. */
async function place(file: string, write: (temporary: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const temporary = `${file}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    await write(temporary);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function isFile(file: string): Promise<boolean> {
  return (await statOrNull(file))?.isFile() ?? false;
}

function requireSafe(name: string): void {
  if (!safeName.test(name)) throw new RangeError(`Not a content hash or an extension: ${JSON.stringify(name)}`);
}
