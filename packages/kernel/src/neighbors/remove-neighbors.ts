import { availableParallelism } from "node:os";
import { setImmediate as nextTurn } from "node:timers/promises";
import { checkGraph, checkSource, checkWhole } from "../arguments.ts";
import { KernelError } from "../error.ts";
import type { Graph } from "../graph.ts";
import { sharedFloat32, sharedInt32 } from "../shared-memory.ts";
import type { VectorSource } from "../vectors.ts";
import { Comparison } from "./comparison.ts";
import { computeNeighbors, type NeighborOptions } from "./compute-neighbors.ts";
import { findExactNeighbors } from "./exact-neighbors.ts";

/** When more rows than this share have lost a neighbour, all are computed again. */
const mostAffectedShare = 0.5;

/** Rows whose lists are copied before other work gets its turn. */
const rowsPerTurn = 20_000;

/**
 * The graph without some of its rows. The rows that stay are renumbered in order; those that lose a neighbour are searched again among all
 * that stay, exactly, so the result of an exact graph equals that of {@link computeNeighbors} on the rows that stay, similarities to the bit.
 * Cost: nothing but copying when no list is affected, else reads the source a few times; `affected x n x dimension` multiplications.
 *
 * @param removed Row numbers of the graph, in any order; repeated ones count once.
 * @param source The rows that stay, in order.
 * @param options As for {@link computeNeighbors}; `metric` must be that of the graph. A `k` larger than the graph's computes all again.
 * @throws KernelError as {@link computeNeighbors}, and `invalid_argument` when `removed` and `source` do not fit the graph.
 */
export async function removeNeighbors(
  graph: Graph,
  removed: Int32Array,
  source: VectorSource,
  options: NeighborOptions = {},
): Promise<Graph> {
  const { k: wanted = 15, metric = "cosine", threads = availableParallelism() } = options;
  checkGraph(graph);
  checkSource(source);
  checkWhole("k", wanted, 1, 1024);
  checkWhole("threads", threads, 1, 1024);
  const numbers = renumber(graph.n, removed);
  const { n } = source;
  if (numbers.kept !== n) {
    throw new KernelError("invalid_argument", `${numbers.kept} rows of the graph stay, but the source has ${n}.`, {
      n,
    });
  }
  const k = Math.max(0, Math.min(wanted, n - 1));
  if (graph.k < k) return computeNeighbors(source, options);
  const target = { k, neighbors: sharedInt32(n * k), similarities: sharedFloat32(n * k) };
  const affected = await keepLists(graph, numbers.now, target);
  if (affected.length > mostAffectedShare * n) return computeNeighbors(source, options);
  if (affected.length > 0) {
    const comparison = await Comparison.open(source, { ...options, metric, threads }, 0.3);
    try {
      await findExactNeighbors(comparison, affected, target, { from: 0.3, to: 1 });
    } finally {
      await comparison.close();
    }
  }
  options.onProgress?.(1, "done");
  return { n, ...target, recall: graph.recall };
}

/** The new number of every row, -1 for removed ones, and how many stay. */
function renumber(n: number, removed: Int32Array): { now: Int32Array; kept: number } {
  const now = new Int32Array(n);
  for (const row of removed) {
    if (row < 0 || row >= n) {
      throw new KernelError("invalid_argument", `The graph has no row ${row} to remove.`, { row });
    }
    now[row] = -1;
  }
  let kept = 0;
  for (let row = 0; row < n; row++) if (now[row] === 0) now[row] = kept++;
  return { now, kept };
}

/** Copies the lists of the rows that stay, and gives the rows (new numbers) whose first k neighbours are no longer all there. */
async function keepLists(
  graph: Graph,
  now: Int32Array,
  { k, neighbors, similarities }: { k: number; neighbors: Int32Array; similarities: Float32Array },
): Promise<Int32Array> {
  const affected: number[] = [];
  for (let row = 0; row < graph.n; row++) {
    if (row % rowsPerTurn === rowsPerTurn - 1) await nextTurn();
    if (now[row] < 0) continue;
    let place = now[row] * k;
    const end = place + k;
    let lost = false;
    for (let slot = row * graph.k; slot < (row + 1) * graph.k && place < end; slot++) {
      const neighbor = graph.neighbors[slot];
      if (neighbor >= 0 && now[neighbor] < 0) {
        lost = true;
        continue;
      }
      neighbors[place] = neighbor < 0 ? -1 : now[neighbor];
      similarities[place++] = graph.similarities[slot];
    }
    if (lost && place < end) affected.push(now[row]);
  }
  return Int32Array.from(affected);
}
