import type { RowTable } from "./row-table.ts";

/** Copies the rows of queries `first .. first + count - 1`, plus 128, into `target`, whose length is a multiple of four. */
export function gatherQueries(
  { dimension, values }: RowTable,
  queries: Int32Array | null,
  first: number,
  count: number,
  target: Uint8Array,
): void {
  if (dimension % 4 === 0) {
    gatherWords(words(values), words(target), dimension / 4, queries, first, count);
    return;
  }
  const signed = new Int8Array(target.buffer, target.byteOffset, target.length);
  for (let r = 0; r < count; r++) {
    const from = (queries === null ? first + r : queries[first + r]) * dimension;
    signed.set(values.subarray(from, from + dimension), r * dimension);
  }
  addZeroPoint(target, count * dimension);
}

/** The same for rows of whole words: one pass in place of two, and no view of every row. */
function gatherWords(
  source: Uint32Array,
  target: Uint32Array,
  rowWords: number,
  queries: Int32Array | null,
  first: number,
  count: number,
): void {
  for (let r = 0, to = 0; r < count; r++) {
    let from = (queries === null ? first + r : queries[first + r]) * rowWords;
    for (const end = from + rowWords; from < end; from++, to++) target[to] = source[from] ^ zeroPoints;
  }
}

/** Four bytes whose exclusive or with signed bytes makes them unsigned, each 128 larger. */
const zeroPoints = 0x80808080;

const words = (bytes: Uint8Array | Int8Array): Uint32Array =>
  new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);

/** Turns the first `count` signed bytes into unsigned ones, each 128 larger. The length of `bytes` is a multiple of four. */
export function addZeroPoint(bytes: Uint8Array, count: number): void {
  const touched = words(bytes).subarray(0, roundedUp(count) / 4);
  for (let word = 0; word < touched.length; word++) touched[word] ^= zeroPoints;
}

/** The next multiple of four. */
export const roundedUp = (bytes: number): number => (bytes + 3) & ~3;
