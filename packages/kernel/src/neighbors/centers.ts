import { TopProducts } from "../onnx/top-products.ts";
import type { CallContext } from "../pool.ts";
import type { NeighborCalls } from "./calls.ts";
import type { CellCenters } from "./cells.ts";
import { gatherQueries, roundedUp } from "./query-bytes.ts";
import { isZeroRow, type RowTable } from "./row-table.ts";

/** Rows that are compared with the centers in one product. */
const itemRows = 1024;

/** Takes the next item of a shared counter; -1 when `items` are taken. */
export function nextItem(counter: Int32Array, items: number): number {
  const item = Atomics.add(counter, 0, 1);
  return item < items ? item : -1;
}

/** The centers as the columns of products whose best come first. */
export const openCenters = ({ values }: CellCenters, dimension: number): Promise<TopProducts> =>
  TopProducts.open(values, dimension, true);

/**
 * One worker's part of a step of spherical k-means over the rows of `sample`: adds the eight-bit values of each row to the sum of its
 * nearest center. Sums of whole numbers do not depend on which worker takes which rows.
 */
export async function sumNearest(
  table: RowTable,
  { centers, sample, counter, sums }: NeighborCalls["sumNearest"]["input"],
  context: CallContext,
): Promise<void> {
  const { dimension, values } = table;
  const session = await openCenters(centers, dimension);
  const group = new Uint8Array(roundedUp(itemRows * dimension));
  const offset = new Float32Array(centers.count);
  const items = Math.ceil(sample.length / itemRows);
  try {
    for (let item = nextItem(counter, items); item >= 0; item = nextItem(counter, items)) {
      context.check();
      const first = item * itemRows;
      const count = Math.min(itemRows, sample.length - first);
      gatherQueries(table, sample, first, count, group);
      const { columns } = await session.run(group.subarray(0, count * dimension), count, centers.factor, offset, 1);
      for (let r = 0; r < count; r++) {
        const from = sample[first + r] * dimension;
        const to = columns[2 * r] * dimension;
        for (let j = 0; j < dimension; j++) sums[to + j] += values[from + j];
      }
      context.count(count);
    }
  } finally {
    await session.close();
  }
}

/** Notes the nearest centers of rows. All workers run it together. */
export async function rankCells(
  table: RowTable,
  { centers, rows, counter, cells }: NeighborCalls["rankCells"]["input"],
  context: CallContext,
): Promise<void> {
  const { dimension } = table;
  const { width, ranks } = cells;
  const n = ranks.length / width;
  const session = await openCenters(centers, dimension);
  const group = new Uint8Array(roundedUp(itemRows * dimension));
  const offset = new Float32Array(centers.count);
  const items = Math.ceil(n / itemRows);
  try {
    for (let item = nextItem(counter, items); item >= 0; item = nextItem(counter, items)) {
      context.check();
      const first = item * itemRows;
      const count = Math.min(itemRows, n - first);
      gatherQueries(table, rows, first, count, group);
      const { columns } = await session.run(group.subarray(0, count * dimension), count, centers.factor, offset, width);
      for (let r = 0; r < count; r++) {
        const zero = isZeroRow(table, rows === null ? first + r : rows[first + r]);
        for (let p = 0; p < width; p++) ranks[(first + r) * width + p] = zero ? -1 : columns[2 * (r * width + p)];
      }
      context.count(count);
    }
  } finally {
    await session.close();
  }
}
