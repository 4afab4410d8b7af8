import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { fileLocation } from "../read/file-name.ts";

/** A text file that is written piece by piece, waiting while the disk is behind. */
export class TextFile {
  readonly #stream: WriteStream;
  readonly #closed: Promise<unknown>;

  constructor(file: string) {
    this.#stream = createWriteStream(fileLocation(file));
    this.#closed = once(this.#stream, "close");
    // The failure is thrown by the next write or by close.
    this.#closed.catch(() => {});
  }

  async write(text: string): Promise<void> {
    if (this.#stream.errored) throw this.#stream.errored;
    if (!this.#stream.write(text)) await Promise.race([once(this.#stream, "drain"), this.#closed]);
  }

  async close(): Promise<void> {
    this.#stream.end();
    await this.#closed;
    if (this.#stream.errored) throw this.#stream.errored;
  }
}
