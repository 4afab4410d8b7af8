import type { ImageFrame } from "../image-frame.ts";
import { type IdxFrames, openIdxFrames } from "./idx-frames.ts";
import type { MediaReference } from "./source.ts";

/** Turns media references into what a decoder takes. Files that hold frames stay open until it is closed. */
export class MediaReader implements AsyncDisposable {
  readonly #cache: string;
  readonly #files = new Map<string, Promise<IdxFrames>>();

  /** @param cache folder in which gzipped `idx` files may be decompressed; safe to delete while no reader is open */
  constructor(cache: string) {
    this.#cache = cache;
  }

  /** @throws GleanerError `media_not_found` when a frame's file is gone or too short */
  async input(media: MediaReference): Promise<{ file: string } | { frame: ImageFrame }> {
    if (media.kind === "file") return { file: media.file };
    let frames = this.#files.get(media.file);
    if (!frames) {
      frames = openIdxFrames(media.file, this.#cache);
      this.#files.set(media.file, frames);
      // A file that could not be opened is tried again by the next call.
      frames.catch(() => this.#files.delete(media.file));
    }
    return { frame: await (await frames).read(media) };
  }

  async close(): Promise<void> {
    const files = [...this.#files.values()];
    this.#files.clear();
    for (const frames of files) await (await frames).close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
