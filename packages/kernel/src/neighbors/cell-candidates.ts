import { type TopColumns, TopProducts } from "../onnx/top-products.ts";
import type { CallContext } from "../pool.ts";
import type { NeighborCalls } from "./calls.ts";
import { type CandidateLists, mergeTopColumns, offerCandidate, withLock } from "./candidate-lists.ts";
import { nextItem } from "./centers.ts";
import { gatherQueries, roundedUp } from "./integer-candidates.ts";
import type { RowTable } from "./row-table.ts";
import { transposed } from "./transposed.ts";

/** Queries a product, and rows of a cell that are the columns of one session. */
const itemRows = 2048;
const largestBase = 4096;

/**
 * Compares the rows of each cell with the rows that have it among their nearest cells, and keeps the best of each query.
 * Workers take cells in turn and lock the list they change. The best under a total order do not depend on the order of the merges.
 */
export async function findCellCandidates(
  table: RowTable,
  { members, queries, lists, locks, counter, order, width }: NeighborCalls["cellCandidates"]["input"],
  context: CallContext,
): Promise<void> {
  const { dimension } = table;
  const group = new Uint8Array(roundedUp(itemRows * dimension));
  for (let item = nextItem(counter, order.length); item >= 0; item = nextItem(counter, order.length)) {
    const cell = order[item];
    const end = members.start[cell + 1];
    for (let first = members.start[cell]; first < end; first += largestBase) {
      const base = members.rows.subarray(first, Math.min(end, first + largestBase));
      const session = await openRows(table, base);
      const factor = Float32Array.from(base, (row) => table.step[row]);
      const offset = new Float32Array(base.length);
      try {
        for (let from = queries.start[cell]; from < queries.start[cell + 1]; from += itemRows) {
          context.check();
          const count = Math.min(itemRows, queries.start[cell + 1] - from);
          gatherQueries(table, queries.rows, from, count, group);
          const top = await session.run(group.subarray(0, count * dimension), count, factor, offset, width);
          mergeLocked(table, lists, locks, queries.rows.subarray(from, from + count), top, base);
        }
      } finally {
        await session.close();
      }
    }
    context.count(1);
  }
}

function openRows(table: RowTable, rows: Int32Array): Promise<TopProducts> {
  const { dimension, values } = table;
  const base = new Int8Array(rows.length * dimension);
  rows.forEach((row, r) => {
    base.set(values.subarray(row * dimension, (row + 1) * dimension), r * dimension);
  });
  return TopProducts.open(transposed(base, dimension), dimension, rows.length);
}

/** Merges into lists that other workers may change at the same time. */
function mergeLocked(
  table: RowTable,
  lists: CandidateLists,
  locks: Int32Array,
  queries: Int32Array,
  top: TopColumns,
  base: Int32Array,
): void {
  for (let r = 0; r < queries.length; r++) {
    const row = queries[r];
    withLock(locks, row, () => mergeTopColumns(lists, row, top, r, (column) => base[column], table.step[row]));
  }
}

/**
 * Makes candidates mutual: every row that has j in its list is offered to the list of j. Part p of `parts` changes its share of `to`,
 * which starts as a copy of `from`.
 */
export function offerBack(table: RowTable, { from, to, part, parts }: NeighborCalls["offerBack"]["input"]): void {
  const first = Math.floor((table.n * part) / parts);
  const end = Math.floor((table.n * (part + 1)) / parts);
  const { width, rows, scores } = from;
  to.rows.set(rows.subarray(first * width, end * width), first * width);
  to.scores.set(scores.subarray(first * width, end * width), first * width);
  for (let slot = 0; slot < rows.length; slot++) {
    const list = rows[slot];
    if (list < first || list >= end) continue;
    const row = Math.floor(slot / width);
    if (row !== list) offerCandidate(to, list, row, scores[slot]);
  }
}
