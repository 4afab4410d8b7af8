import { excludedScore, TopProducts } from "../onnx/top-products.ts";
import type { CallContext } from "../pool.ts";
import type { NeighborCalls } from "./calls.ts";
import { mergeTopColumns } from "./candidate-lists.ts";
import { isZeroRow, type RowTable } from "./row-table.ts";
import { transposed } from "./transposed.ts";
import { Turns } from "./turns.ts";

/**
 * Compares the queries with all rows, block by block, and keeps the best of each query. Every worker runs this with the same input:
 * they share the groups of queries through `turns`, and each packs every block for itself.
 */
export async function findIntegerCandidates(
  table: RowTable,
  { queries, lists, turns, blockRows, itemRows }: NeighborCalls["candidates"]["input"],
  context: CallContext,
): Promise<void> {
  const { n, dimension } = table;
  const items = new Turns(turns);
  const group = new Uint8Array(roundedUp(itemRows * dimension));
  const blocks = Math.ceil(n / blockRows);
  for (let block = 0; block < blocks; block++) {
    const start = block * blockRows;
    const rows = Math.min(blockRows, n - start);
    let session: TopProducts | undefined;
    const factor = table.step.slice(start, start + rows);
    const offset = Float32Array.from({ length: rows }, (_, j) => (isZeroRow(table, start + j) ? excludedScore : 0));
    try {
      for (let item = items.take(block, context.check); item >= 0; item = items.take(block, context.check)) {
        session ??= await TopProducts.open(transposed(rowsOf(table, start, rows), dimension), dimension, rows);
        const first = item * itemRows;
        const count = Math.min(itemRows, lists.count - first);
        gatherQueries(table, queries, first, count, group);
        const top = await session.run(group.subarray(0, count * dimension), count, factor, offset, lists.width);
        for (let r = 0; r < count; r++) {
          const row = queries[first + r];
          mergeTopColumns(lists, first + r, top, r, (column) => start + column, table.step[row]);
        }
        items.finish(item);
        context.count(1);
      }
    } finally {
      await session?.close();
    }
  }
}

const rowsOf = ({ values, dimension }: RowTable, start: number, count: number): Int8Array =>
  values.subarray(start * dimension, (start + count) * dimension);

/** Copies the rows of queries `first .. first + count - 1`, plus 128, into `target`, whose length is a multiple of four. */
export function gatherQueries(
  { dimension, values }: RowTable,
  queries: Int32Array | null,
  first: number,
  count: number,
  target: Uint8Array,
): void {
  const signed = new Int8Array(target.buffer, target.byteOffset, target.length);
  if (queries === null) signed.set(values.subarray(first * dimension, (first + count) * dimension));
  else {
    for (let r = 0; r < count; r++) {
      const from = queries[first + r] * dimension;
      signed.set(values.subarray(from, from + dimension), r * dimension);
    }
  }
  addZeroPoint(target, count * dimension);
}

/** Turns the first `count` signed bytes into unsigned ones, each 128 larger. The length of `bytes` is a multiple of four. */
export function addZeroPoint(bytes: Uint8Array, count: number): void {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, roundedUp(count) / 4);
  for (let word = 0; word < words.length; word++) words[word] ^= 0x80808080;
}

/** The next multiple of four. */
export const roundedUp = (bytes: number): number => (bytes + 3) & ~3;
