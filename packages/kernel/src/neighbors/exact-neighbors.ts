import { settled } from "../pool.ts";
import { sharedFloat32, sharedInt32 } from "../shared-memory.ts";
import type { CandidateErrors, NeighborCalls, QueryRows } from "./calls.ts";
import type { CandidateLists } from "./candidate-lists.ts";
import { columnWork } from "./column-candidates.ts";
import type { Comparison } from "./comparison.ts";
import { pairWork } from "./pair-candidates.ts";
import { queryRange } from "./rescore.ts";
import type { RowTable } from "./row-table.ts";

/** Where the neighbours go: `n x k` arrays in shared memory, of which the rows of the queries are written. */
export interface NeighborTarget {
  readonly k: number;
  readonly neighbors: Int32Array;
  readonly similarities: Float32Array;
}

/** In fewer dimensions neighbours lie closer together than eight bits can tell, and float32 products are cheap. */
export const smallestDimension = 32;

/** Queries that are compared one pair at a time; see `findFewNeighbors`. */
const fewRows = 64;

/**
 * More candidates than neighbours: room for the row itself and for estimates in the wrong order. Twice the room for seven bits: of 70,000
 * rows with 15 neighbours 11 % would have to be searched again by float32 products with 32 candidates, .3 % with 48.
 */
export const candidatesFor = ({ range }: Pick<RowTable, "range">, k: number): number =>
  Math.ceil((k + (range === 63 ? 33 : 17)) / 16) * 16;

/**
 * Candidates that get a true similarity: the margin allows for rounding errors of rows outside the list, and a third of it more
 * for those of the k best.
 */
const promisingMargins = 4 / 3;

/**
 * Exact nearest neighbours of the given rows (null: all rows) among all rows.
 * Candidates come from eight-bit products and are rescored in float32. Lists that might miss a neighbour because of the rounding to
 * eight bits are found by their margin and computed again in float32. Cost: `queries x n x d` eight-bit operations, half of it for all rows.
 */
export async function findExactNeighbors(
  comparison: Comparison,
  queries: QueryRows,
  target: NeighborTarget,
  progress: { from: number; to: number },
): Promise<void> {
  const { table } = comparison;
  if (table.range === 0 || table.dimension < smallestDimension) {
    await findFloatNeighbors(comparison, queries, target, progress);
    return;
  }
  const middle = progress.from + 0.85 * (progress.to - progress.from);
  const uncertain = await findIntegerNeighbors(comparison, queries, target, { from: progress.from, to: middle });
  await findFloatNeighbors(comparison, uncertain, target, { from: middle, to: progress.to });
}

/** Eight-bit candidates, rescored. Gives the rows whose lists may miss a neighbour. */
async function findIntegerNeighbors(
  comparison: Comparison,
  queries: QueryRows,
  target: NeighborTarget,
  progress: { from: number; to: number },
): Promise<Int32Array> {
  const count = queries?.length ?? comparison.table.n;
  const lists = await comparison.emptyLists(count, candidatesFor(comparison.table, target.k));
  const middle = progress.from + 0.85 * (progress.to - progress.from);
  const range = { from: progress.from, to: middle };
  if (queries === null) await comparePairs(comparison, lists, range);
  else await compareColumns(comparison, { columns: queries, graph: null, lists }, range);
  const errors = { floor: sharedFloat32(count), observed: sharedFloat32(count) };
  const promising = { k: target.k, margins: promisingMargins };
  await rescore(comparison, [{ queries, lists, errors, promising }], { from: middle, to: progress.to });
  const uncertain = await finish(comparison, queries, lists, target, errors);
  return Int32Array.from(uncertain, (query) => (queries ? queries[query] : query));
}

/** Every pair of rows once. */
async function comparePairs(
  comparison: Comparison,
  lists: CandidateLists,
  progress: { from: number; to: number },
): Promise<void> {
  const { blocks, items } = pairWork(lists.count);
  const input = { lists, locks: sharedInt32(lists.count), counters: sharedInt32(blocks) };
  await comparison.phase("compare", progress.from, progress.to, items, () =>
    comparison.pool.callEach("pairCandidates", () => input),
  );
}

/** Some rows with all rows. Gives pairs (row of the graph, one of the rows) that belong into the graph, if one is given. */
export async function compareColumns(
  comparison: Comparison,
  { columns, graph, lists }: Pick<NeighborCalls["columnCandidates"]["input"], "columns" | "graph" | "lists">,
  progress: { from: number; to: number },
): Promise<Int32Array[]> {
  const { blocks, items } = columnWork(comparison.table.n, columns.length);
  const input = { columns, graph, lists, locks: sharedInt32(lists.count), counters: sharedInt32(blocks) };
  return comparison.phase("compare", progress.from, progress.to, items, () =>
    comparison.pool.callEach("columnCandidates", () => input),
  );
}

/** The same by float32 products: for processors without exact integer products, and for rows that eight bits cannot tell apart. */
export async function findFloatNeighbors(
  comparison: Comparison,
  queries: QueryRows,
  target: NeighborTarget,
  progress: { from: number; to: number },
): Promise<void> {
  const { table, rows, pool } = comparison;
  const all = queries ?? everyRow(table.n);
  if (all.length === 0) return;
  if (all.length <= fewRows) return findFewNeighbors(comparison, all, target, progress);
  const lists = await comparison.emptyLists(all.length, candidatesFor(comparison.table, target.k));
  const windows = Math.ceil(all.length / rows.windowRows);
  const middle = progress.from + 0.9 * (progress.to - progress.from);
  await comparison.phase("compare", progress.from, middle, windows * table.n, async () => {
    for (let first = 0; first < all.length; first += rows.windowRows) {
      const queryRows = all.slice(first, first + rows.windowRows);
      const window = await rows.gatherWindow(queryRows, async () => comparison.check());
      await comparison.stream(comparison.chunkStarts(), (base) =>
        pool.callEach("floatCandidates", (part) => ({
          base,
          queries: { ...window, start: first },
          queryRows,
          lists,
          part,
          parts: pool.size,
        })),
      );
    }
  });
  await rescore(comparison, [{ queries: all, lists, errors: null, promising: null }], {
    from: middle,
    to: progress.to,
  });
  await finish(comparison, all, lists, target, null);
}

/** The same for a handful of rows: dot products with every row cost less than to prepare all rows for matrix products. */
async function findFewNeighbors(
  comparison: Comparison,
  queryRows: Int32Array,
  target: NeighborTarget,
  progress: { from: number; to: number },
): Promise<void> {
  const { table, pool } = comparison;
  const lists = await comparison.emptyLists(queryRows.length, target.k);
  await comparison.phase("compare", progress.from, progress.to, table.n, async () => {
    const queries = await comparison.gatherWindow(queryRows);
    await comparison.stream(comparison.chunkStarts(), async (base, member) => {
      if (comparison.needsScaling(base)) await pool.call(member, "scale", base);
      const input = { base, queries, queryRows, lists, parts: pool.size };
      return pool.callEach("dotCandidates", (part) => ({ ...input, part }));
    });
  });
  await finish(comparison, queryRows, lists, target, null);
}

/** Replaces the estimates of lists by true similarities: every window of rows stays while the queries of all lists stream past it. */
export async function rescore(
  comparison: Comparison,
  all: readonly Pick<NeighborCalls["rescore"]["input"], "queries" | "lists" | "errors" | "promising">[],
  progress: { from: number; to: number },
): Promise<void> {
  const { table, rows, pool } = comparison;
  const windows = Math.ceil(table.n / rows.windowRows);
  const starts = [...comparison.chunkStarts()].filter((start) =>
    all.some(({ queries }) => {
      const [from, to] = queryRange(queries, start, rows.chunkRows);
      return to > from;
    }),
  );
  const units = windows * starts.length * rows.chunkRows * all.length;
  await comparison.phase("rescore", progress.from, progress.to, units, async () => {
    for (let start = 0; start < table.n; start += rows.windowRows) {
      const window = await comparison.loadWindow(start);
      await comparison.stream(
        starts,
        async (loaded, member) => {
          if (loaded.address < window.address && comparison.needsScaling(loaded))
            await pool.call(member, "scale", loaded);
          return settled(
            all.map((lists) => pool.call(member, "rescore", { ...lists, loaded, window, first: start === 0 })),
          );
        },
        window,
      );
    }
  });
}

/** Sorts all lists into the target. Gives the positions of the queries whose lists are uncertain, in ascending order. */
export async function finish(
  { pool }: Comparison,
  queries: QueryRows,
  lists: CandidateLists,
  { k, neighbors, similarities }: NeighborTarget,
  errors: CandidateErrors | null,
): Promise<number[]> {
  const parts = await pool.callEach("finish", (part) => {
    const start = Math.floor((lists.count * part) / pool.size);
    const end = Math.floor((lists.count * (part + 1)) / pool.size);
    return { start, count: end - start, queries, lists, k, neighbors, similarities, errors };
  });
  return parts.flat();
}

function everyRow(n: number): Int32Array {
  const rows = new Int32Array(n);
  for (let row = 0; row < n; row++) rows[row] = row;
  return rows;
}
