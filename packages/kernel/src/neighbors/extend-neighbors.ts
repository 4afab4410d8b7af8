import { availableParallelism } from "node:os";
import { setImmediate as nextTurn } from "node:timers/promises";
import { checkGraph, checkSource, checkWhole } from "../arguments.ts";
import { KernelError } from "../error.ts";
import type { Graph } from "../graph.ts";
import { sharedFloat32, sharedInt32 } from "../shared-memory.ts";
import type { VectorSource } from "../vectors.ts";
import type { CandidateLists } from "./candidate-lists.ts";
import { Comparison } from "./comparison.ts";
import { computeNeighbors, type NeighborOptions } from "./compute-neighbors.ts";
import {
  candidatesFor,
  compareColumns,
  findFloatNeighbors,
  finish,
  type NeighborTarget,
  smallestDimension,
} from "./exact-neighbors.ts";
import { scoreRowPairs } from "./pair-scores.ts";
import { dropUnpromising } from "./rescore.ts";
import { unitLength } from "./row-table.ts";

/** Fewer old rows, or more new rows than this share of the old ones, are as fast to compute from the start. */
const fewestOldRows = 2048;
const mostNewShare = 0.5;

/** A few new rows whose lists stay uncertain cost a pass over all rows: more candidates get a true similarity than for a whole graph. */
const promisingMargins = 2;

/** Rows whose lists are copied before other work gets its turn. */
const rowsPerTurn = 20_000;

/**
 * The graph of the old rows and new ones that follow them: rows `graph.n .. source.n - 1`.
 * New rows get their lists, and old rows' lists take new rows in; the result of an exact graph equals that of {@link computeNeighbors}
 * on all rows, similarities to the bit. Extending an approximate graph searches new rows exactly; its recall is carried over.
 * Cost: reads the source twice; `new x n x dimension` multiplications. Small graphs and large additions are computed from the start.
 *
 * @param source Old rows, unchanged and in the order of the graph, then the new rows.
 * @param options As for {@link computeNeighbors}; `metric` must be that of the graph.
 * @throws KernelError as {@link computeNeighbors}, and `invalid_argument` when the source has fewer rows than the graph.
 */
export async function extendNeighbors(
  graph: Graph,
  source: VectorSource,
  options: NeighborOptions = {},
): Promise<Graph> {
  const { k: wanted = 15, metric = "cosine", threads = availableParallelism() } = options;
  checkGraph(graph);
  checkSource(source);
  checkWhole("k", wanted, 1, 1024);
  checkWhole("threads", threads, 1, 1024);
  const { n } = source;
  const added = n - graph.n;
  if (added < 0) {
    throw new KernelError("invalid_argument", `The graph has ${graph.n} rows, the source only ${n}.`, {
      n,
      graph: graph.n,
    });
  }
  const incomplete = graph.k < Math.min(wanted, graph.n - 1);
  if (graph.n < fewestOldRows || added > mostNewShare * graph.n || incomplete || source.dimension < smallestDimension) {
    return computeNeighbors(source, options);
  }
  const k = Math.min(wanted, n - 1);
  const target = { k, neighbors: sharedInt32(n * k), similarities: sharedFloat32(n * k) };
  await copyLists(graph, target);
  const recall = (graph.recall * graph.n + added) / n;
  if (added === 0) return { n, ...target, recall };
  const comparison = await Comparison.open(source, { ...options, metric, threads }, 0.4);
  try {
    if (comparison.table.range === 0) return await computeNeighbors(source, options);
    await addRows(comparison, graph, target);
    options.onProgress?.(1, "done");
    return { n, ...target, recall };
  } finally {
    await comparison.close();
  }
}

/** Fills the lists of the new rows and lets new rows into the lists of old ones. */
async function addRows(comparison: Comparison, graph: Graph, target: NeighborTarget): Promise<void> {
  const { table } = comparison;
  const added = table.n - graph.n;
  const rows = sharedInt32(added);
  for (let list = 0; list < added; list++) rows[list] = graph.n + list;
  const lists = await comparison.emptyLists(added, 2 * candidatesFor(table, target.k));
  const old = { n: graph.n, k: target.k, similarities: target.similarities };
  const hits = await compareColumns(comparison, { columns: rows, graph: old, lists }, { from: 0.4, to: 0.8 });

  const errors = { floor: sharedFloat32(added), observed: sharedFloat32(added) };
  rows.forEach((row, list) => {
    errors.floor[list] = dropUnpromising(table, lists, list, row, { k: target.k, margins: promisingMargins });
  });
  const listed = listedPairs(lists, graph.n);
  const left = joined([listed.left, ...hits.map((pairs) => pairs.filter((_, at) => at % 2 === 0))]);
  const right = joined([listed.right, ...hits.map((pairs) => pairs.filter((_, at) => at % 2 === 1))]);
  const scores = await scoreRowPairs(comparison, left, right, graph.n);

  const unit = unitLength(table) ** 2;
  listed.slot.forEach((slot, pair) => {
    const list = Math.floor(slot / lists.width);
    const error = Math.abs(lists.scores[slot] - scores[pair] / unit);
    errors.observed[list] = Math.max(errors.observed[list], error);
    lists.scores[slot] = scores[pair];
  });
  const uncertain = await finish(comparison, rows, lists, target, errors);
  await findFloatNeighbors(
    comparison,
    Int32Array.from(uncertain, (list) => rows[list]),
    target,
    { from: 0.9, to: 1 },
  );
  for (let pair = listed.slot.length; pair < left.length; pair++) insert(target, left[pair], right[pair], scores[pair]);
}

/** The candidates of new rows as pairs (candidate, new row) with their places. */
function listedPairs(
  lists: CandidateLists,
  firstNew: number,
): { left: Int32Array; right: Int32Array; slot: Int32Array } {
  const left: number[] = [];
  const right: number[] = [];
  const slots: number[] = [];
  lists.rows.forEach((candidate, slot) => {
    if (candidate < 0) return;
    left.push(candidate);
    right.push(firstNew + Math.floor(slot / lists.width));
    slots.push(slot);
  });
  return { left: Int32Array.from(left), right: Int32Array.from(right), slot: Int32Array.from(slots) };
}

function joined(parts: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Puts a neighbour into a sorted list, by similarity and then by row, and drops the last. */
function insert(
  { k, neighbors, similarities }: NeighborTarget,
  row: number,
  neighbor: number,
  similarity: number,
): void {
  const start = row * k;
  let place = start + k;
  while (
    place > start &&
    (similarity > similarities[place - 1] ||
      (similarity === similarities[place - 1] && neighbor < neighbors[place - 1]))
  ) {
    place--;
  }
  if (place === start + k) return;
  neighbors.copyWithin(place + 1, place, start + k - 1);
  similarities.copyWithin(place + 1, place, start + k - 1);
  neighbors[place] = neighbor;
  similarities[place] = similarity;
}

/** Copies the lists of a graph, as far as they fit the target. */
async function copyLists(graph: Graph, { k, neighbors, similarities }: NeighborTarget): Promise<void> {
  for (let start = 0; start < graph.n; start += rowsPerTurn) {
    const end = Math.min(graph.n, start + rowsPerTurn);
    if (k === graph.k) {
      neighbors.set(graph.neighbors.subarray(start * k, end * k), start * k);
      similarities.set(graph.similarities.subarray(start * k, end * k), start * k);
    } else {
      for (let row = start; row < end; row++) {
        neighbors.set(graph.neighbors.subarray(row * graph.k, row * graph.k + k), row * k);
        similarities.set(graph.similarities.subarray(row * graph.k, row * graph.k + k), row * k);
      }
    }
    if (end < graph.n) await nextTurn();
  }
}
