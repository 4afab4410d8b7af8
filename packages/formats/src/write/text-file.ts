import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { fileLocation } from "../read/file-name.ts";
import { readLines } from "../read/text-lines.ts";

/** Characters that are gathered before they are written. */
const pieceSize = 64 * 1024;

/** A text file that is written piece by piece, waiting while the disk is behind. */
export class TextFile {
  readonly file: string;
  readonly #stream: WriteStream;
  readonly #closed: Promise<unknown>;
  #piece = "";

  constructor(file: string) {
    this.file = file;
    this.#stream = createWriteStream(fileLocation(file));
    this.#closed = once(this.#stream, "close");
    // The failure is thrown by the next write or by close.
    this.#closed.catch(() => {});
  }

  async write(text: string): Promise<void> {
    this.#piece += text;
    if (this.#piece.length >= pieceSize) await this.#flush();
  }

  async #flush(): Promise<void> {
    if (this.#stream.errored) throw this.#stream.errored;
    const piece = this.#piece;
    this.#piece = "";
    if (!this.#stream.write(piece)) await Promise.race([once(this.#stream, "drain"), this.#closed]);
  }

  async close(): Promise<void> {
    await this.#flush();
    this.#stream.end();
    await this.#closed;
    if (this.#stream.errored) throw this.#stream.errored;
  }

  /** Closes the file, gives its lines and removes it: for what can be said only when all is known. */
  async *takeLines(): AsyncGenerator<string> {
    await this.close();
    for await (const { text } of readLines(this.file, Number.MAX_SAFE_INTEGER)) yield text;
    await rm(fileLocation(this.file), { force: true });
  }
}
