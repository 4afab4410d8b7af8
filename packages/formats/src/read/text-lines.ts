import { createReadStream } from "node:fs";
import { fileLocation } from "./file-name.ts";

/** One line of a text file. */
export interface TextLine {
  /** Without the line break; empty when `tooLong`. */
  text: string;
  /** From 1. */
  line: number;
  /** Byte at which the line starts. */
  offset: number;
  /** The line is over the limit and was passed over. */
  tooLong: boolean;
}

/** Gathers the bytes of one line, up to a limit. */
class LineBuffer {
  #parts: Uint8Array[] = [];
  #length = 0;
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(part: Uint8Array): void {
    this.#length += part.length;
    if (this.#length <= this.#limit) this.#parts.push(part);
    else this.#parts = [];
  }

  get length(): number {
    return this.#length;
  }

  take(line: number, offset: number): TextLine {
    const tooLong = this.#length > this.#limit;
    const text = tooLong ? "" : Buffer.concat(this.#parts).toString("utf8");
    this.#parts = [];
    this.#length = 0;
    return { text: line === 1 && text.startsWith("\ufeff") ? text.slice(1) : text, line, offset, tooLong };
  }
}

/**
 * The lines of a UTF-8 file, streamed; a byte-order mark is taken off. A line over `limit` bytes is given without its text, so memory
 * stays bounded whatever the file holds.
 */
export async function* readLines(file: string, limit: number, signal?: AbortSignal): AsyncGenerator<TextLine> {
  const gathered = new LineBuffer(limit);
  let line = 1;
  let lineStart = 0;
  let position = 0;
  const chunks: AsyncIterable<Buffer> = createReadStream(fileLocation(file), { signal, highWaterMark: 256 * 1024 });
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      gathered.add(chunk.subarray(start, end));
      yield gathered.take(line++, lineStart);
      start = end + 1;
      lineStart = position + start;
    }
    if (start < chunk.length) gathered.add(chunk.subarray(start));
    position += chunk.length;
  }
  if (gathered.length > 0) yield gathered.take(line, lineStart);
}
