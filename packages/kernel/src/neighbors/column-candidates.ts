import type { Graph } from "../graph.ts";
import type { CallContext } from "../pool.ts";
import type { NeighborCalls } from "./calls.ts";
import { nextItem } from "./centers.ts";
import { queryMargin } from "./margin.ts";
import { ProductScan } from "./product-scan.ts";
import { type RowTable, unitLength } from "./row-table.ts";

/** Rows that are multiplied at once with the columns of a block: 4 MB of products. */
const itemRows = 512;

/** After so many products workers tell each other which candidates are good enough: none collects what another knows to be hopeless. */
const sharedAfter = [2, 8, 32];

/** Rows that are columns together. */
const blockRows = 2048;

/**
 * Compares all rows with some, which are the columns of the products, and keeps the best of each column in its list. Where a graph of the
 * first rows is given, pairs (row of the graph, column's row) come back where the estimate reaches the threshold of the graph's row.
 * Workers share the rows through the counters, one for each block of columns, and lock the lists they change.
 * The best under a total order do not depend on the order in which they are found.
 */
export async function findColumnCandidates(
  table: RowTable,
  { columns, graph, lists, locks, counters }: NeighborCalls["columnCandidates"]["input"],
  context: CallContext,
): Promise<Int32Array> {
  const pairs: number[] = [];
  const items = Math.ceil(table.n / itemRows);
  const queries = Math.min(table.n, itemRows);
  const scan = new ProductScan(table, queries, Math.min(columns.length, blockRows), lists.width);
  try {
    for (let block = 0; block < counters.length; block++) {
      const counter = counters.subarray(block, block + 1);
      const start = block * blockRows;
      let item = nextItem(counter, items);
      if (item < 0) continue;
      await scan.openPacked(columns.subarray(start, start + blockRows));
      const listOf = (_: number, column: number) => start + column;
      let done = 0;
      for (; item >= 0; item = nextItem(counter, items)) {
        context.check();
        const first = item * itemRows;
        const count = Math.min(itemRows, table.n - first);
        await scan.multiply(null, first, count);
        for (let row = first; row < first + count; row++) {
          const found = scan.collect(row - first, row, thresholdOf(table, graph, row), true);
          for (let hit = 0; hit < found; hit++) pairs.push(row, scan.found.rows[hit]);
        }
        context.count(1);
        if (!sharedAfter.includes(++done)) continue;
        scan.merge(lists, locks, listOf);
        scan.raiseThresholds((_, column) => lists.lowest[start + column]);
      }
      scan.merge(lists, locks, listOf);
    }
  } finally {
    await scan.close();
  }
  return Int32Array.from(pairs);
}

/** Blocks of columns, and the products over all blocks. */
export function columnWork(n: number, columns: number): { blocks: number; items: number } {
  const blocks = Math.ceil(columns / blockRows);
  return { blocks, items: blocks * Math.ceil(n / itemRows) };
}

/** The estimate from which on a column's row might enter the list of a row of the graph; no other row wants any. */
function thresholdOf(table: RowTable, graph: Pick<Graph, "n" | "k" | "similarities"> | null, row: number): number {
  if (graph === null || row >= graph.n) return Infinity;
  const last = graph.similarities[row * graph.k + graph.k - 1];
  if (table.metric === "cosine" && last >= 1) return Infinity;
  return last / unitLength(table) ** 2 - queryMargin(table, row, 0);
}
