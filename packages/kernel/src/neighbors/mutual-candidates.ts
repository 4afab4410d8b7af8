import type { Graph } from "../graph.ts";
import type { CallContext } from "../pool.ts";
import type { NeighborCalls } from "./calls.ts";
import { nextItem } from "./centers.ts";
import { estimateMargin } from "./margin.ts";
import { ProductScan } from "./product-scan.ts";
import { type RowTable, rowLength, unitLength } from "./row-table.ts";

/** Rows that are multiplied at once with the new rows of a block: 4 MB of products. */
const itemRows = 512;

/** New rows that are columns together. */
export const mutualBlockRows = 2048;

/**
 * Compares all rows with the new ones, which are the last of the table, and looks at the products from both sides: the best rows enter
 * the candidate list of each new row, and pairs (old row, new row) come back where the estimate reaches the old row's threshold.
 * Zero rows take no part. Workers share the rows through the counters, one for each block of new rows, and lock the lists they change.
 */
export async function findMutualCandidates(
  table: RowTable,
  { active, firstNew, graph, lists, locks, counters }: NeighborCalls["mutualCandidates"]["input"],
  context: CallContext,
): Promise<Int32Array> {
  const pairs: number[] = [];
  const added = active.subarray(firstNew);
  const items = Math.ceil(active.length / itemRows);
  const listOf = (row: number) => row - (table.n - lists.count);
  const scan = new ProductScan(table, itemRows, Math.min(added.length, mutualBlockRows), lists.width);
  for (let part = 0; part * mutualBlockRows < added.length; part++) {
    const counter = counters.subarray(part, part + 1);
    let item = nextItem(counter, items);
    if (item < 0) continue;
    try {
      await scan.open(added.subarray(part * mutualBlockRows, (part + 1) * mutualBlockRows));
      for (; item >= 0; item = nextItem(counter, items)) {
        context.check();
        const first = item * itemRows;
        const count = Math.min(itemRows, active.length - first);
        await scan.multiply(active, first, count);
        for (let r = 0; r < count; r++) {
          const row = active[first + r];
          const found = scan.collect(r, row, thresholdOf(table, graph, row), true);
          for (let hit = 0; hit < found; hit++) pairs.push(row, scan.found.rows[hit]);
        }
        context.count(count);
      }
      scan.merge(lists, locks, listOf);
    } finally {
      await scan.close();
    }
  }
  return Int32Array.from(pairs);
}

/** The estimate from which on a new row might enter the list of an old one; no new row interests a new one. */
function thresholdOf(
  table: RowTable,
  { n, k, similarities }: Pick<Graph, "n" | "k" | "similarities">,
  row: number,
): number {
  if (row >= n) return Infinity;
  const last = similarities[row * k + k - 1];
  if (table.metric === "cosine" && last >= 1) return Infinity;
  const unit = unitLength(table);
  const length = table.metric === "cosine" ? 1 : rowLength(table, row) / unit;
  return last / unit ** 2 - estimateMargin(table, table.step[row], length, 0);
}
