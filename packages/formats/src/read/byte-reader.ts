/** Reads a stream of chunks in pieces of the sizes that the caller asks for. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** The next `size` bytes in memory of their own, or null when the stream ends before. */
  async read(size: number): Promise<Uint8Array | null> {
    if (this.#rest.length >= size) return this.#take(size);
    const parts = [this.#rest];
    let length = this.#rest.length;
    while (length < size) {
      const next = await this.#chunks.next();
      if (next.done) return null;
      parts.push(next.value);
      length += next.value.length;
    }
    this.#rest = Buffer.concat(parts);
    return this.#take(size);
  }

  #take(size: number): Uint8Array {
    const piece = new Uint8Array(this.#rest.subarray(0, size));
    this.#rest = this.#rest.subarray(size);
    return piece;
  }

  /** Ends the stream early. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}
