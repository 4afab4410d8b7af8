import type { FileHandle } from "node:fs/promises";

/** Ranges with at most so many bytes between them are read at once. */
const gapLimit = 64 * 1024;
/** Most bytes that are read at once, unless one range is longer. */
const readLimit = 4 * 1024 * 1024;

/** Parts of a file, by number: where each starts and how long it is, in bytes. */
export interface ByteRanges {
  starts: Float64Array;
  lengths: Uint32Array;
}

/**
 * Reads some ranges of a file, those that lie near each other together.
 *
 * @param chosen numbers of the ranges, in any order
 * @yields the number of a range and its text, in the order of the file
 */
export async function* readRanges(
  handle: FileHandle,
  { starts, lengths }: ByteRanges,
  chosen: Int32Array,
): AsyncGenerator<[number, string]> {
  const order = chosen.slice().sort((a, b) => starts[a] - starts[b]);
  for (let first = 0; first < order.length; ) {
    const from = starts[order[first]];
    let to = from + lengths[order[first]];
    let next = first + 1;
    while (next < order.length) {
      const start = starts[order[next]];
      const end = start + lengths[order[next]];
      if (start - to > gapLimit || end - from > readLimit) break;
      to = Math.max(to, end);
      next++;
    }
    const buffer = Buffer.allocUnsafe(to - from);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, from);
    if (bytesRead < buffer.length) buffer.fill(0, bytesRead);
    for (let i = first; i < next; i++) {
      const start = starts[order[i]] - from;
      yield [order[i], buffer.toString("utf8", start, start + lengths[order[i]])];
    }
    first = next;
  }
}
