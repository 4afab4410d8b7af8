import { setImmediate as nextTurn } from "node:timers/promises";
import { settled } from "../pool.ts";
import { createSharedMemory, type SharedMemory } from "../simd/web-assembly.ts";
import type { VectorSource } from "../vectors.ts";
import type { LoadedRows } from "./calls.ts";

/** Rows of one read: large enough to be fast, small enough to keep the event loop free while a source in memory copies them. */
const chunkBytes = 4 << 20;

/**
 * The float32 rows that are in memory at any time: a few chunks that stream through, and one window that stays for a pass.
 * One shared WebAssembly memory, so that the workers' SIMD code reads it in place.
 */
export class RowMemory {
  readonly memory: SharedMemory;
  /** Rows of a chunk. */
  readonly chunkRows: number;
  /** Chunks that can be in memory together. */
  readonly slots: number;
  /** Rows of the window: all rows, or a multiple of a chunk. */
  readonly windowRows: number;
  readonly #source: VectorSource;
  #copied = 0;

  /** `slots` chunks of at most 4 MB, and a window of `windowBytes` or one chunk, if that is more. */
  constructor(source: VectorSource, slots: number, windowBytes: number) {
    const rowBytes = 4 * source.dimension;
    this.#source = source;
    this.slots = slots;
    this.chunkRows = Math.max(1, Math.min(source.n, Math.floor(chunkBytes / rowBytes)));
    const windowChunks = Math.max(1, Math.floor(windowBytes / (this.chunkRows * rowBytes)));
    this.windowRows = Math.min(source.n, windowChunks * this.chunkRows);
    const bytes = slots * this.chunkRows * rowBytes + Math.max(windowBytes, this.windowRows * rowBytes);
    this.memory = createSharedMemory(bytes);
  }

  /** Reads a chunk into a slot. */
  async readChunk(slot: number, start: number): Promise<LoadedRows> {
    const count = Math.min(this.chunkRows, this.#source.n - start);
    const loaded = { address: slot * this.chunkRows * 4 * this.#source.dimension, start, count };
    await this.#read(loaded);
    return loaded;
  }

  /** The chunk from row `start` on, if it lies in the window; else undefined. */
  chunkWithin(window: LoadedRows, start: number): LoadedRows | undefined {
    const offset = start - window.start;
    if (offset < 0 || offset >= window.count) return undefined;
    const count = Math.min(this.chunkRows, window.count - offset);
    return { address: window.address + 4 * offset * this.#source.dimension, start, count };
  }

  /** Reads rows `start .. start + count - 1` into the window, chunk by chunk. */
  async readWindow(
    start: number,
    count: number,
    afterChunk: (chunk: LoadedRows) => Promise<void>,
  ): Promise<LoadedRows> {
    const address = this.windowAddress;
    for (let done = 0; done < count; done += this.chunkRows) {
      const chunk = {
        address: address + 4 * done * this.#source.dimension,
        start: start + done,
        count: Math.min(this.chunkRows, count - done),
      };
      await this.#read(chunk);
      await afterChunk(chunk);
    }
    return { address, start, count };
  }

  /** Reads single rows, in ascending order, into the window; consecutive row numbers are read together. */
  async gatherWindow(rows: Int32Array, afterRun: (run: LoadedRows) => Promise<void>): Promise<LoadedRows> {
    const address = this.windowAddress;
    for (let first = 0; first < rows.length; ) {
      let count = 1;
      while (count < this.chunkRows && rows[first + count] === rows[first] + count) count++;
      const run = { address: address + 4 * first * this.#source.dimension, start: rows[first], count };
      await this.#read(run);
      await afterRun(run);
      first += count;
    }
    return { address, start: 0, count: rows.length };
  }

  /** Where the window begins. */
  get windowAddress(): number {
    return this.slots * this.chunkRows * 4 * this.#source.dimension;
  }

  /** A source in memory copies at once and returns nothing: other work gets its turn after every few megabytes. */
  async #read({ address, start, count }: LoadedRows): Promise<void> {
    const values = count * this.#source.dimension;
    const reading = this.#source.read(start, count, new Float32Array(this.memory.buffer, address, values));
    if (reading) return reading;
    this.#copied += 4 * values;
    if (this.#copied < chunkBytes) return;
    this.#copied = 0;
    await nextTurn();
  }
}

/**
 * Reads the chunks that start at the given rows, one after the other, and has `use` work on each while the next are read.
 * A chunk's memory, named by its slot, is reused once the promise is settled. Chunks inside `window` are not read again.
 * `check` runs before each read and may throw. After a failure no more is read, and all work has ended when it is thrown.
 */
export async function streamChunks<T>(
  rows: RowMemory,
  starts: Iterable<number>,
  use: (chunk: LoadedRows, slot: number) => Promise<T>,
  check: () => void,
  window?: LoadedRows,
): Promise<T[]> {
  const started: Promise<T>[] = [];
  const slots: (Promise<T> | undefined)[] = new Array(rows.slots).fill(undefined);
  let turn = 0;
  try {
    for (const start of starts) {
      const slot = turn++ % slots.length;
      check();
      await slots[slot];
      const chunk = (window && rows.chunkWithin(window, start)) ?? (await rows.readChunk(slot, start));
      const work = use(chunk, slot);
      work.catch(() => {});
      slots[slot] = work;
      started.push(work);
    }
  } catch (error) {
    await Promise.allSettled(started);
    throw error;
  }
  return settled(started);
}
