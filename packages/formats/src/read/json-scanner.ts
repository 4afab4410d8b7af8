import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { GleanerError } from "@gleaner/schema";
import { fileLocation } from "./file-name.ts";

/** Deepest nesting inside an element. */
const depthLimit = 64;
/** Largest element whose text is given, in bytes. */
const elementLimit = 32 * 1024 * 1024;
/** Longest name of a section, in bytes. */
const keyLimit = 4096;

/** One element of a list in a JSON file, as text. */
export interface JsonElement {
  /** Name of the list in the file's outer object; empty where the file is a list. */
  section: string;
  /** Position in its list; -1 for the value of a section that is no list. */
  index: number;
  /** Byte at which it starts. */
  offset: number;
  /** In bytes. */
  length: number;
  /** Null where it is too long or too deep. */
  text: string | null;
}

type State = "start" | "key or end" | "key" | "colon" | "value" | "item or end" | "item" | "comma" | "next" | "end";

const [tab, newline, carriageReturn, space] = [9, 10, 13, 32];
const [quote, comma, colon, open, backslash, close, openBrace, closeBrace] = [
  ...[0x22, 0x2c, 0x3a, 0x5b, 0x5c, 0x5d, 0x7b, 0x7d],
];

/** What a byte means outside strings: 1 quote, 2 opening, 3 closing bracket. */
const kinds = new Uint8Array(256);
kinds[quote] = 1;
kinds[open] = kinds[openBrace] = 2;
kinds[close] = kinds[closeBrace] = 3;

const isSpace = (byte: number): boolean =>
  byte === space || byte === newline || byte === carriageReturn || byte === tab;

/**
 * Finds the elements of the lists in a JSON file without holding more than one of them: it follows brackets and strings byte by byte and
 * leaves what is between to `JSON.parse`. So an element that is broken inside costs itself, and only a broken frame ends the file.
 */
export class JsonScanner {
  readonly #file: string;
  readonly #isWanted: (section: string) => boolean;
  #state: State = "start";
  #isList = false;
  #section = "";
  readonly #seen = new Set<string>();
  #index = 0;
  /** Where the chunk starts in the file. */
  #base = 0;
  /** Inside a value: what is open, and where it started. */
  #depth = 0;
  #brackets = new Uint8Array(depthLimit + 1);
  #inString = false;
  #isEscaped = false;
  #isScalar = false;
  #isTooDeep = false;
  #valueStart = 0;
  #parts: Buffer[] = [];
  #partsLength = 0;

  /** @param isWanted which sections' elements are given; the rest is only followed */
  constructor(file: string, isWanted: (section: string) => boolean) {
    this.#file = file;
    this.#isWanted = isWanted;
  }

  /** Sections that have been met so far, in order. */
  get sections(): string[] {
    return [...this.#seen];
  }

  /** True when the file is a list; false also before anything was seen. */
  get isList(): boolean {
    return this.#isList;
  }

  #fail(at: number, message: string): GleanerError {
    const offset = this.#base + at;
    return new GleanerError("bad_record", `${basename(this.#file)} is no valid JSON at byte ${offset}: ${message}.`, {
      details: { file: this.#file, offset },
    });
  }

  /**
   * Takes the next bytes of the file.
   *
   * @returns the elements that end in them
   * @throws GleanerError `bad_record` with the byte at which the frame is broken
   */
  push(chunk: Buffer): JsonElement[] {
    const found: JsonElement[] = [];
    let at = this.#base === 0 && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? 3 : 0;
    while (at < chunk.length) {
      if (this.#state === "value" || this.#state === "item") at = this.#followValue(chunk, at, found);
      else if (this.#state === "key") at = this.#followKey(chunk, at);
      else if (isSpace(chunk[at])) at++;
      else at = this.#step(chunk, at);
    }
    if (this.#isInside && this.#isWanted(this.#section))
      this.#keep(chunk, Math.max(0, this.#valueStart - this.#base), at);
    this.#base += chunk.length;
    return found;
  }

  /** @throws GleanerError `bad_record` when the file ends early */
  end(): void {
    if (this.#state !== "end") throw this.#fail(0, "the file ends in the middle");
  }

  get #isInside(): boolean {
    return this.#depth > 0 || this.#inString || this.#isScalar;
  }

  #step(chunk: Buffer, at: number): number {
    const byte = chunk[at];
    const outerClose = this.#isList ? close : closeBrace;
    switch (this.#state) {
      case "start":
        if (byte !== open && byte !== openBrace) throw this.#fail(at, "neither an object nor a list");
        this.#isList = byte === open;
        this.#state = this.#isList ? "item or end" : "key or end";
        return at + 1;
      case "key or end":
        if (byte === closeBrace) this.#state = "end";
        else if (byte === quote) this.#startKey();
        else throw this.#fail(at, "a name in quotes or } belongs here");
        return at + 1;
      case "colon":
        if (byte !== colon) throw this.#fail(at, "a colon belongs here");
        this.#state = "value";
        return at + 1;
      case "item or end":
        if (byte !== close) this.#state = "item";
        else this.#state = this.#isList ? "end" : "next";
        return byte === close ? at + 1 : at;
      case "comma":
        if (byte === comma) this.#state = "item";
        else if (byte === close) this.#state = this.#isList ? "end" : "next";
        else throw this.#fail(at, "a comma or ] belongs here");
        return at + 1;
      case "next":
        if (byte === outerClose) this.#state = "end";
        else if (byte === comma) this.#state = "key or end";
        else throw this.#fail(at, "a comma or } belongs here");
        return at + 1;
      default:
        throw this.#fail(at, "something follows the end");
    }
  }

  #startKey(): void {
    this.#state = "key";
    this.#parts = [];
    this.#partsLength = 0;
    this.#isEscaped = false;
  }

  #followKey(chunk: Buffer, from: number): number {
    let at = from;
    for (; at < chunk.length; at++) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (chunk[at] === backslash) this.#isEscaped = true;
      else if (chunk[at] === quote) break;
    }
    this.#partsLength += at - from;
    if (this.#partsLength > keyLimit) throw this.#fail(at, "a name is longer than 4096 bytes");
    this.#parts.push(Buffer.from(chunk.subarray(from, at)));
    if (at === chunk.length) return at;
    this.#section = this.#readKey(at);
    if (this.#seen.has(this.#section)) throw this.#fail(at, `${JSON.stringify(this.#section)} stands there twice`);
    if (this.#seen.size >= 1000) throw this.#fail(at, "there are more than 1000 names");
    this.#seen.add(this.#section);
    this.#parts = [];
    this.#partsLength = 0;
    this.#index = 0;
    this.#state = "colon";
    return at + 1;
  }

  #readKey(at: number): string {
    try {
      return String(JSON.parse(`"${Buffer.concat(this.#parts).toString("utf8")}"`));
    } catch {
      throw this.#fail(at, "a name is no valid text");
    }
  }

  /** Follows a value to its end, or to the end of the chunk. */
  #followValue(chunk: Buffer, from: number, found: JsonElement[]): number {
    let at = from;
    if (!this.#isInside) {
      if (isSpace(chunk[at])) return at + 1;
      if (this.#state === "value" && chunk[at] === open && this.#isWanted(this.#section)) {
        this.#state = "item or end";
        return at + 1;
      }
      at = this.#startValue(chunk, at);
    }
    const end = this.#isScalar ? this.#endOfScalar(chunk, at) : this.#endOfNested(chunk, at);
    if (end < 0) return chunk.length;
    if (this.#isTooDeep && !this.#isWanted(this.#section))
      throw this.#fail(end, `${JSON.stringify(this.#section)} is nested deeper than ${depthLimit} levels`);
    this.#finishValue(chunk, end, found);
    return end;
  }

  #startValue(chunk: Buffer, at: number): number {
    const kind = kinds[chunk[at]];
    this.#valueStart = this.#base + at;
    this.#isTooDeep = false;
    this.#isEscaped = false;
    if (kind === 3 || chunk[at] === comma || chunk[at] === colon) throw this.#fail(at, "a value belongs here");
    if (kind === 0) this.#isScalar = true;
    else if (kind === 1) this.#inString = true;
    else {
      this.#depth = 1;
      this.#brackets[1] = chunk[at];
    }
    return kind === 0 ? at : at + 1;
  }

  #endOfScalar(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at];
      if (byte === comma || byte === close || byte === closeBrace || isSpace(byte)) {
        this.#isScalar = false;
        return at;
      }
    }
    return -1;
  }

  #endOfNested(chunk: Buffer, from: number): number {
    let depth = this.#depth;
    let inString = this.#inString;
    let isEscaped = this.#isEscaped;
    const length = chunk.length;
    let at = from;
    let end = -1;
    while (at < length) {
      const byte = chunk[at++];
      if (inString) {
        if (isEscaped) isEscaped = false;
        else if (byte === backslash) isEscaped = true;
        else if (byte === quote) {
          inString = false;
          if (depth === 0) {
            end = at;
            break;
          }
        }
        continue;
      }
      const kind = kinds[byte];
      if (kind === 0) continue;
      if (kind === 1) inString = true;
      else if (kind === 2) {
        if (++depth <= depthLimit) this.#brackets[depth] = byte;
        else this.#isTooDeep = true;
      } else {
        // The closing bracket is two above its opening one, in both pairs.
        if (depth <= depthLimit && this.#brackets[depth] !== byte - 2)
          throw this.#fail(at - 1, `${String.fromCharCode(byte)} closes what was not opened`);
        if (--depth === 0) {
          end = at;
          break;
        }
      }
    }
    this.#depth = depth;
    this.#inString = inString;
    this.#isEscaped = isEscaped;
    return end;
  }

  #finishValue(chunk: Buffer, end: number, found: JsonElement[]): void {
    const isItem = this.#state === "item";
    if (this.#isWanted(this.#section)) {
      const start = this.#valueStart - this.#base;
      const length = end - start;
      const isKept = !this.#isTooDeep && length <= elementLimit;
      const text = isKept ? this.#textOf(chunk, start, end) : null;
      const { section, offset } = { section: this.#section, offset: this.#valueStart };
      found.push({ section, index: isItem ? this.#index++ : -1, offset, length, text });
    }
    this.#parts = [];
    this.#partsLength = 0;
    this.#state = isItem ? "comma" : "next";
  }

  #textOf(chunk: Buffer, start: number, end: number): string {
    if (start >= 0) return chunk.toString("utf8", start, end);
    return Buffer.concat([...this.#parts, chunk.subarray(0, end)]).toString("utf8");
  }

  /** Keeps the part of an element that lies in a chunk, unless the element is over the limit already. */
  #keep(chunk: Buffer, from: number, to: number): void {
    this.#partsLength += to - from;
    if (this.#partsLength > elementLimit) this.#parts = [];
    else this.#parts.push(Buffer.from(chunk.subarray(from, to)));
  }
}

/**
 * The elements of the lists in a JSON file (`{"section": [element, ...], ...}` or `[element, ...]`), streamed, those that end in one piece
 * of the file together. Memory holds one piece and one element.
 *
 * @param isWanted which sections to give; the value of a wanted section that is no list is given as one element
 * @throws GleanerError `bad_record` with the byte where the frame of the file is broken
 */
export async function* scanJson(
  file: string,
  isWanted: (section: string) => boolean,
  signal?: AbortSignal,
): AsyncGenerator<JsonElement[]> {
  const scanner = new JsonScanner(file, isWanted);
  const chunks: AsyncIterable<Buffer> = createReadStream(fileLocation(file), { signal, highWaterMark: 1024 * 1024 });
  for await (const chunk of chunks) {
    const found = scanner.push(chunk);
    if (found.length > 0) yield found;
  }
  scanner.end();
}

/** An element's value, or a sentence that says what is wrong with it and where. */
export function parseElement({ text, offset }: JsonElement): { value: unknown } | string {
  if (text === null) return `at byte ${offset}: longer than 32 MiB, or nested deeper than ${depthLimit} levels.`;
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `no valid JSON in the element at byte ${offset}: ${reason.slice(0, 200)}.`;
  }
}
