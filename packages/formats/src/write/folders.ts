import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { fileLocation } from "../read/file-name.ts";

/** Makes the folders of files, each once. */
export class Folders {
  readonly #made = new Set<string>();

  async makeFor(file: string): Promise<void> {
    const folder = dirname(file);
    if (this.#made.has(folder)) return;
    await mkdir(fileLocation(folder), { recursive: true });
    this.#made.add(folder);
  }
}
