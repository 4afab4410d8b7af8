import type { CallContext } from "../pool.ts";
import type { NeighborCalls } from "./calls.ts";
import { mergeCandidates, withLock } from "./candidate-lists.ts";
import { nextItem } from "./centers.ts";
import { ProductScan } from "./product-scan.ts";
import type { RowTable } from "./row-table.ts";

/** Rows that are columns together, and rows that are multiplied with them at once: 8 MB of products. */
export const pairBlockRows = 4096;
export const pairItemRows = 512;

/**
 * Compares every row with every other and keeps the best of each row in its list. A block of rows is multiplied with itself and with the
 * rows behind it, and each product serves both of its rows: half the multiplications of comparing each row with all. Every worker runs
 * this with the same input: they share the groups of rows through the counters, one a block, and each packs every block for itself.
 * The best under a total order do not depend on the order in which they are found.
 */
export async function findPairCandidates(
  table: RowTable,
  { lists, locks, counters }: NeighborCalls["pairCandidates"]["input"],
  context: CallContext,
): Promise<void> {
  const { n } = table;
  const scan = new ProductScan(table, Math.min(n, pairItemRows), Math.min(n, pairBlockRows), lists.width);
  for (let start = 0, block = 0; start < n; start += pairBlockRows, block++) {
    const end = Math.min(n, start + pairBlockRows);
    const counter = counters.subarray(block, block + 1);
    const items = Math.ceil((n - start) / pairItemRows);
    let item = nextItem(counter, items);
    if (item < 0) continue;
    try {
      await scan.openPacked(Int32Array.from({ length: end - start }, (_, column) => start + column));
      for (; item >= 0; item = nextItem(counter, items)) {
        context.check();
        const first = start + item * pairItemRows;
        const count = Math.min(pairItemRows, n - first);
        await scan.multiply(null, first, count);
        const mutual = first >= end;
        if (mutual) scan.raiseThresholds((row) => lists.lowest[row]);
        for (let row = first; row < first + count; row++) {
          const found = scan.collect(row - first, row, lists.lowest[row], mutual);
          if (found > 0) withLock(locks, row, () => mergeCandidates(lists, row, scan.found, 0, found));
        }
        context.count(1);
      }
      scan.merge(lists, locks, (row) => row);
    } finally {
      await scan.close();
    }
  }
}

/** Blocks of all rows, and the products over all blocks. */
export function pairWork(n: number): { blocks: number; items: number } {
  const blocks = Math.ceil(n / pairBlockRows);
  let items = 0;
  for (let block = 0; block < blocks; block++) items += Math.ceil((n - block * pairBlockRows) / pairItemRows);
  return { blocks, items };
}
