import type { Graph } from "../graph.ts";
import { MutualProducts } from "../onnx/mutual-products.ts";
import type { CallContext } from "../pool.ts";
import type { NeighborCalls } from "./calls.ts";
import { mergeTopColumns } from "./candidate-lists.ts";
import { nextItem } from "./centers.ts";
import { gatherQueries, roundedUp } from "./integer-candidates.ts";
import { estimateMargin } from "./margin.ts";
import { type RowTable, rowLength, unitLength } from "./row-table.ts";
import { transposed } from "./transposed.ts";

/** Old and new rows compared in one product: columns times rows is the size of the runtime's intermediate results. */
const itemRows = 2048;
const columnsAtOnce = 2048;

/**
 * Compares all rows with the new ones, which are the last of the table, and looks at the products from both sides: the best rows enter
 * the candidate list of each new row, and pairs (old row, new row) come back where the estimate is above the old row's threshold.
 * Zero rows take no part. Workers share the rows through the counters, one for each group of new rows, and lock the lists they change.
 */
export async function findMutualCandidates(
  table: RowTable,
  { active, firstNew, graph, lists, locks, counters }: NeighborCalls["mutualCandidates"]["input"],
  context: CallContext,
): Promise<Int32Array> {
  const { dimension, values } = table;
  const pairs: number[] = [];
  const group = new Uint8Array(roundedUp(itemRows * dimension));
  const added = active.subarray(firstNew);
  const items = Math.ceil(active.length / itemRows);
  for (let part = 0; part * columnsAtOnce < added.length; part++) {
    const columns = added.subarray(part * columnsAtOnce, (part + 1) * columnsAtOnce);
    const base = new Int8Array(columns.length * dimension);
    columns.forEach((row, c) => {
      base.set(values.subarray(row * dimension, (row + 1) * dimension), c * dimension);
    });
    const factor = Float32Array.from(columns, (row) => table.step[row]);
    const session = await MutualProducts.open(transposed(base, dimension), dimension, factor);
    try {
      const counter = counters.subarray(part, part + 1);
      for (let item = nextItem(counter, items); item >= 0; item = nextItem(counter, items)) {
        context.check();
        const rows = active.subarray(item * itemRows, (item + 1) * itemRows);
        gatherQueries(table, rows, 0, rows.length, group);
        const steps = Float32Array.from(rows, (row) => table.step[row]);
        const limits = Float32Array.from(rows, (row) => thresholdOf(table, graph, row));
        const top = await session.run(group.subarray(0, rows.length * dimension), steps, limits, lists.width);
        columns.forEach((column, c) => {
          const list = column - (table.n - lists.count);
          while (Atomics.compareExchange(locks, list, 0, 1) !== 0);
          mergeTopColumns(lists, list, top.best, c, (r) => rows[r]);
          Atomics.store(locks, list, 0);
        });
        for (let h = 0; h < top.hitCount; h++) {
          pairs.push(rows[top.hits[2 * h]], columns[top.hits[2 * (top.hitCount + h)]]);
        }
        context.count(rows.length);
      }
    } finally {
      await session.close();
    }
  }
  return Int32Array.from(pairs);
}

/** The estimate above which a new row might enter the list of an old one; no new row interests a new one. */
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
