import { isAbsolute, join } from "node:path";
import { type ConfinedFile, confine } from "./confined-path.ts";
import type { ImageAccess, SkippedRecord } from "./source.ts";

/** How many names are tried to find the folder that a data set's images lie in. */
const probes = 20;

/** Finds the images that a dataset file names, in the folders where its format keeps them. */
export class ImagePlaces {
  readonly #root: string;
  readonly #folders: string[];
  readonly #access: ImageAccess;

  /**
   * @param root absolute real folder that nothing may leave
   * @param folders relative to it, the likely ones first
   */
  constructor(root: string, folders: string[], access: ImageAccess) {
    this.#root = root;
    this.#folders = [...new Set(folders)];
    this.#access = access;
  }

  /** Puts the folder first in which most of these images are. */
  async probe(names: string[]): Promise<void> {
    if (this.#access === "named") return;
    const tried = names.slice(0, probes);
    const counts = new Map<string, number>();
    for (const folder of this.#folders) {
      const found = await Promise.all(tried.map((name) => this.#at(folder, name, name)));
      counts.set(folder, found.filter((place) => place.kind === "confined").length);
    }
    this.#folders.sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
  }

  /** The folder that is looked into first. */
  get first(): string {
    return this.#folders[0];
  }

  #at(folder: string, name: string, item: string): Promise<ConfinedFile | SkippedRecord> {
    return confine(this.#root, isAbsolute(name) ? name : join(folder, name), item, this.#access);
  }

  /**
   * The file of an image.
   *
   * @param item how the record is named when there is none
   */
  async find(name: string, item: string): Promise<ConfinedFile | SkippedRecord> {
    let failure: SkippedRecord | null = null;
    const names = name.includes("\\") ? [name, name.replaceAll("\\", "/")] : [name];
    for (const folder of this.#folders) {
      for (const given of names) {
        const place = await this.#at(folder, given, item);
        if (place.kind === "confined") return place;
        // A folder that does not have it says less than one that has something in its place.
        if (failure === null || failure.code === "path_not_found") failure = place;
      }
      if (isAbsolute(name)) break;
    }
    return failure ?? this.#at("", name, item);
  }
}
