import { randomUUID } from "node:crypto";
import { mkdir, readdir, realpath, rename, rm, rmdir } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { GleanerError } from "@gleaner/schema";
import { fileLocation, pathText } from "../read/file-name.ts";
import { isInside } from "../read/real-path.ts";

function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}

/** `new`: nothing is there; `empty`: an empty folder; `full`: a folder with entries, or a file. */
async function occupation(target: string): Promise<"new" | "empty" | "full"> {
  try {
    return (await readdir(fileLocation(target))).length === 0 ? "empty" : "full";
  } catch (error) {
    if (hasCode(error, "ENOENT")) return "new";
    if (hasCode(error, "ENOTDIR")) return "full";
    throw error;
  }
}

/** A folder that is written under another name beside its target and appears there whole, or not at all. */
export class OutputFolder {
  /** Where to write, in the form of `fileNameText`. */
  readonly directory: string;
  readonly #target: string;
  readonly #overwrite: boolean;

  private constructor(target: string, overwrite: boolean) {
    this.#target = target;
    this.#overwrite = overwrite;
    this.directory = join(dirname(target), `.${basename(target).slice(0, 100)}.${randomUUID()}.partial`);
  }

  /**
   * @param out the target as the user named it
   * @throws GleanerError `output_exists` when something is there and `overwrite` is false
   */
  static async create(out: string, overwrite: boolean): Promise<OutputFolder> {
    const target = resolve(pathText(out));
    if (!overwrite && (await occupation(target)) === "full") {
      throw new GleanerError("output_exists", `${out} exists and is not an empty folder.`, {
        hint: "Name another folder with --out.",
      });
    }
    const folder = new OutputFolder(target, overwrite);
    await mkdir(fileLocation(folder.directory), { recursive: true });
    return folder;
  }

  /** Refuses to replace a folder that holds what is being read. @throws GleanerError `output_exists` */
  async protect(file: string): Promise<void> {
    if (!this.#overwrite) return;
    const target = await realpath(fileLocation(this.#target)).catch(() => this.#target);
    if (isInside(target, file) || isInside(this.#target, file)) {
      throw new GleanerError("output_exists", `${this.#target} holds the images that are being exported.`, {
        hint: "Name another folder with --out.",
      });
    }
  }

  /** Moves the folder to its target. */
  async commit(): Promise<void> {
    const state = await occupation(this.#target);
    const target = fileLocation(this.#target);
    if (state === "empty") await rmdir(target);
    if (state === "full") {
      if (!this.#overwrite) throw new GleanerError("output_exists", `${this.#target} was made meanwhile.`);
      const old = fileLocation(`${this.directory}.old`);
      await rename(target, old);
      await rename(fileLocation(this.directory), target);
      await rm(old, { recursive: true, force: true });
    } else await rename(fileLocation(this.directory), target);
  }

  /** Removes what was written so far. */
  async discard(): Promise<void> {
    await rm(fileLocation(this.directory), { recursive: true, force: true });
  }
}
