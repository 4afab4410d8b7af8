import type { CallContext } from "../pool.ts";
import type { NeighborCalls } from "./calls.ts";
import { mergeCandidates, withLock } from "./candidate-lists.ts";
import { type CellRanks, type CellRows, hasProbe } from "./cells.ts";
import { nextItem } from "./centers.ts";
import { ProductScan } from "./product-scan.ts";
import type { RowTable } from "./row-table.ts";

/** Queries a product, and rows of a cell that are columns together: at most 8 MB of products. */
const itemRows = 1024;
const largestBase = 2048;

/**
 * Rows of a cell that are compared with each other at most. Only thousands of equal rows make a cell that large, and of those each finds
 * enough within its share.
 */
const largestShare = 4 * largestBase;

/**
 * Compares the rows of each cell with each other, or with the rows of other cells that probe it, and keeps the best of each row in its
 * list. A product of rows of two cells serves both of them. Workers take cells in turn and lock the list they change. The best under a
 * total order do not depend on the order of the merges.
 */
export async function findCellCandidates(
  table: RowTable,
  { cells, members, queries, lists, locks, counter, order }: NeighborCalls["cellCandidates"]["input"],
  context: CallContext,
): Promise<void> {
  const within = queries === null;
  const columns = Math.min(largestBase, largestCell(members));
  const scan = new ProductScan(table, itemRows, columns, lists.width, (query, row) => isCounted(cells, query, row));
  try {
    for (let item = nextItem(counter, order.length); item >= 0; item = nextItem(counter, order.length)) {
      const cell = order[item];
      const { start, rows } = queries ?? members;
      const cellEnd = members.start[cell + 1];
      for (let first = members.start[cell]; first < cellEnd; first += largestBase) {
        await scan.open(members.rows.subarray(first, Math.min(cellEnd, first + largestBase)));
        if (!within) scan.raiseThresholds((row) => lists.lowest[row]);
        const share = within ? shareOf(members, cell, first) : { from: start[cell], end: start[cell + 1] };
        for (let from = share.from; from < share.end; from += itemRows) {
          context.check();
          const count = Math.min(itemRows, share.end - from);
          await scan.multiply(rows, from, count);
          for (let r = 0; r < count; r++) {
            const row = rows[from + r];
            const found = scan.collect(r, row, lists.lowest[row], !within);
            if (found > 0) withLock(locks, row, () => mergeCandidates(lists, row, scan.found, 0, found));
          }
        }
        scan.merge(lists, locks, (row) => row);
      }
      context.count(1);
    }
  } finally {
    await scan.close();
  }
}

/** The rows of a cell that those from place `first` on are compared with. */
function shareOf({ start }: CellRows, cell: number, first: number): { from: number; end: number } {
  const from = first - ((first - start[cell]) % largestShare);
  return { from, end: Math.min(start[cell + 1], from + largestShare) };
}

function largestCell({ start }: CellRows): number {
  let largest = 0;
  for (let cell = 1; cell < start.length; cell++) largest = Math.max(largest, start[cell] - start[cell - 1]);
  return largest;
}

/** Whether the pair counts where the query meets the row's cell: if each probes the other's cell, it does in the cell with the smaller number. */
function isCounted(cells: CellRanks, query: number, row: number): boolean {
  const own = cells.ranks[query * cells.width];
  const cell = cells.ranks[row * cells.width];
  return query !== row && (own <= cell ? own === cell || !hasProbe(cells, row, own) : true);
}
