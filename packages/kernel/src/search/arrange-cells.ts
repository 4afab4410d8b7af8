import { cellsFor } from "../neighbors/approximate-neighbors.ts";
import type { CellCenters, CellRanks } from "../neighbors/cells.ts";
import { Comparison } from "../neighbors/comparison.ts";
import type { Metric } from "../neighbors/metric.ts";
import { trainCenters } from "../neighbors/train-centers.ts";
import { sharedBuffer, sharedInt32 } from "../shared-memory.ts";
import type { VectorSource } from "../vectors.ts";

/** All rows sorted into the cells of the approximate graph. */
export interface Arrangement {
  readonly centers: CellCenters;
  /** Row numbers, cell by cell, ascending within a cell; zero rows come last. In shared memory. */
  readonly order: Int32Array;
  /** Cell c holds the rows `order[start[c]] .. order[start[c + 1] - 1]`. */
  readonly start: Int32Array;
  /** The cell of each row; -1 for zero rows. */
  readonly cellOf: Int32Array;
}

/**
 * Sorts all rows into about sqrt(n) cells, by the centers that {@link findApproximateNeighbors} uses. Null where the processor has no exact
 * eight-bit products. Holds an eight-bit copy of all rows meanwhile.
 */
export async function arrangeCells(
  source: VectorSource,
  options: { metric: Metric; threads: number; signal?: AbortSignal },
): Promise<Arrangement | null> {
  const comparison = await Comparison.open(source, options, 1);
  try {
    const { table, pool } = comparison;
    if (table.range === 0) return null;
    const centers = await trainCenters(comparison, cellsFor(table.n), 0);
    if (centers.count === 0) return null;
    const cells: CellRanks = { cells: centers.count, width: 1, ranks: new Int16Array(sharedBuffer(2 * table.n)) };
    const counter = sharedInt32(1);
    await pool.callEach("rankCells", () => ({ centers, rows: null, counter, cells }));
    const { start, rows } = await pool.call(0, "rowsByCell", { cells, from: 0, to: 1 });
    return { centers, order: withZeroRows(rows, cells.ranks), start, cellOf: Int32Array.from(cells.ranks) };
  } finally {
    await comparison.close();
  }
}

function withZeroRows(rows: Int32Array, ranks: Int16Array): Int32Array {
  const order = sharedInt32(ranks.length);
  order.set(rows);
  let next = rows.length;
  ranks.forEach((cell, row) => {
    if (cell < 0) order[next++] = row;
  });
  return order;
}
