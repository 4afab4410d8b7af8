import type { TopFloatProducts } from "../onnx/top-float-products.ts";
import { excludedScore } from "../onnx/top-products.ts";
import type { CallContext } from "../pool.ts";
import type { SharedMemory } from "../simd/web-assembly.ts";
import type { NeighborCalls } from "./calls.ts";
import { mergeTopColumns } from "./candidate-lists.ts";
import { isZeroRow, type RowTable, unitLength } from "./row-table.ts";

/** Queries a product: a constant, so that the split over threads cannot change a bit of the result. */
const groupRows = 512;

/** Compares queries with loaded rows in float32 and merges the best into the queries' lists. */
export async function findFloatCandidates(
  table: RowTable,
  memory: SharedMemory,
  session: TopFloatProducts,
  { base, queries, queryRows, lists, part, parts }: NeighborCalls["floatCandidates"]["input"],
  context: CallContext,
): Promise<void> {
  const { dimension } = table;
  const rows = scaledRows(table, memory, base.address, base.count, (r) => base.start + r);
  const offset = Float32Array.from({ length: base.count }, (_, r) =>
    isZeroRow(table, base.start + r) ? excludedScore : 0,
  );
  for (let first = part * groupRows; first < queries.count; first += parts * groupRows) {
    context.check();
    const count = Math.min(groupRows, queries.count - first);
    const address = queries.address + 4 * first * dimension;
    const group = scaledRows(table, memory, address, count, (r) => queryRows[first + r]);
    const top = await session.run(group, count, rows, offset, lists.width);
    for (let r = 0; r < count; r++)
      mergeTopColumns(lists, queries.start + first + r, top, r, (column) => base.start + column);
  }
  if (part === 0) context.count(base.count);
}

/** A copy of rows in the shared memory: of unit length for cosine, in parts of the longest row for inner products. */
function scaledRows(
  table: RowTable,
  memory: SharedMemory,
  address: number,
  count: number,
  rowAt: (position: number) => number,
): Float32Array {
  const { dimension, metric } = table;
  const rows = new Float32Array(count * dimension);
  rows.set(new Float32Array(memory.buffer, address, count * dimension));
  for (let r = 0; r < count; r++) {
    const row = rowAt(r);
    const factor = metric === "cosine" ? table.inverseLength[row] * 2 ** table.exponent[row] : 1 / unitLength(table);
    for (let at = r * dimension; at < (r + 1) * dimension; at++) rows[at] *= factor;
  }
  return rows;
}
