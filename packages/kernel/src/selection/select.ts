import { availableParallelism } from "node:os";
import { checkGraph } from "../arguments.ts";
import type { MergeTree } from "../clusters/merge-tree.ts";
import { KernelError } from "../error.ts";
import type { Graph } from "../graph.ts";
import { WorkerPool } from "../pool.ts";
import { shareGraph, toShared } from "../shared-memory.ts";
import type { TaskOptions } from "../task.ts";
import type { VectorSource } from "../vectors.ts";
import { type Constraints, checkConstraints } from "./constraints.ts";
import type { SelectionCalls } from "./selection-calls.ts";
import type { RowSelection, SelectionInput, Strategy } from "./strategy.ts";
import { readVectorRows } from "./vector-rows.ts";

/** What rows are selected from. */
export interface SelectionSpace {
  readonly graph: Graph;
  readonly tree: MergeTree;
  /** Number of clusters of the stored level, at which coverage counts. */
  readonly level: number;
  /** Vectors of the rows; needed by `farthest` and `adaptive`. */
  readonly vectors?: VectorSource;
}

/** What one selection is asked for. */
export interface SelectionOptions extends TaskOptions, Omit<Constraints, "n"> {
  /** Number of rows to pick. Fewer come back when pool or groups do not hold so many. */
  budget: number;
  /** Default `adaptive`. */
  strategy?: Strategy;
  /** Default 0. Strategies other than the random ones do not depend on it. */
  seed?: number;
  /** `adaptive`: share of far-out rows, 0..1; default: decided from the data. */
  edgeShare?: number;
  /** `stratified`: `n` labels, -1 for rows that are left out. */
  strata?: Int32Array;
  /** `stratified`: shares of the strata as in the pool (default) or equal. */
  allocation?: "proportional" | "equal";
}

/**
 * Selects from the same rows as often as asked. Neighbourhoods, trees and threads are made once. Selections that overlap run one after the
 * other. After one was aborted, the others and later ones fail with `cancelled` too.
 */
export interface Selector {
  /**
   * Selects `budget` rows in a worker thread. Deterministic: the same input gives the same picks; a budget does not change the
   * order of what a smaller one picked for `random`, `stratified`, `facility` and `farthest`, but may for the others.
   * @throws KernelError `invalid_argument` for a budget that is no whole number from 0, unknown rows, missing vectors or strata,
   * shares outside 0..1; `non_finite_vector` where a row that is read holds NaN or infinities; `cancelled`.
   */
  select(options: SelectionOptions): Promise<RowSelection>;
  /** Ends the threads. */
  close(): Promise<void>;
}

/** Options of {@link createSelector}. */
export interface SelectorOptions {
  /** Worker threads of `farthest` and `adaptive`; default: as many as the machine runs at once, at most 8. */
  threads?: number;
}

const mostThreads = 8;

/** A selector; its thread starts with the first selection. */
export function createSelector(
  { graph, tree, level, vectors }: SelectionSpace,
  { threads = Math.min(mostThreads, availableParallelism()) }: SelectorOptions = {},
): Selector {
  let opening: Promise<WorkerPool<SelectionCalls>> | undefined;
  let next = 0;

  async function open(): Promise<WorkerPool<SelectionCalls>> {
    const worker = new WorkerPool<SelectionCalls>(new URL("./selection.worker.ts", import.meta.url), 1);
    await worker.call(0, "open", { graph: await shareGraph(graph), tree, level, threads });
    return worker;
  }

  return {
    async select({ signal, onProgress, ...options }) {
      const input = await inputOf({ graph, tree, level, vectors }, options);
      const id = next++;
      opening ??= open();
      const worker = await opening;
      const onAbort = () => worker.cancel();
      signal?.addEventListener("abort", onAbort, { once: true });
      if (signal?.aborted) worker.cancel();
      try {
        onProgress?.(0, "select");
        const rowOf = await worker.call(0, "begin", { id, input });
        onProgress?.(0.2, "select");
        const known =
          vectors && rowOf.length > 0 ? { rows: await readVectorRows(vectors, rowOf, signal), rowOf } : null;
        onProgress?.(0.4, "select");
        const selection = await worker.call(0, "finish", { id, vectors: known });
        onProgress?.(1, "select");
        return selection;
      } finally {
        signal?.removeEventListener("abort", onAbort);
      }
    },
    async close() {
      const worker = await opening?.catch(() => undefined);
      await worker?.close();
    },
  };
}

/** One selection by a selector of its own; see {@link Selector.select}. */
export async function selectRows(
  space: SelectionSpace,
  { threads, ...options }: SelectionOptions & SelectorOptions,
): Promise<RowSelection> {
  const selector = createSelector(space, { threads });
  try {
    return await selector.select(options);
  } finally {
    await selector.close();
  }
}

/** What the worker is asked for, with large arrays in shared memory. @throws KernelError `invalid_argument` */
async function inputOf({ graph, tree, vectors }: SelectionSpace, options: SelectionOptions): Promise<SelectionInput> {
  const { strategy = "adaptive", budget, seed = 0, edgeShare, strata, allocation = "proportional" } = options;
  const { pool, chosen, weights, groups, groupRule } = options;
  checkGraph(graph);
  checkConstraints({ n: graph.n, pool, chosen, weights, groups, groupRule });
  const refuse = (message: string, details: Record<string, unknown> = {}) => {
    throw new KernelError("invalid_argument", message, details);
  };
  if (!Number.isInteger(budget) || budget < 0) refuse("A budget must be a whole number from 0.", { budget });
  if (tree.n !== graph.n) refuse("Tree and graph belong to different rows.", { tree: tree.n, graph: graph.n });
  if (edgeShare !== undefined && !(edgeShare >= 0 && edgeShare <= 1))
    refuse("An edge share lies in 0..1.", { edgeShare });
  if (strategy === "stratified" && strata?.length !== graph.n) refuse("Stratified selection needs a stratum a row.");
  const needsVectors = strategy === "farthest" || (strategy === "adaptive" && edgeShare !== 0);
  if (needsVectors && vectors?.n !== graph.n) refuse(`The strategy ${strategy} needs the vectors.`);
  return {
    strategy,
    budget,
    seed,
    edgeShare: edgeShare ?? null,
    constraints: {
      n: graph.n,
      pool: pool && (await toShared(pool)),
      chosen: chosen && (await toShared(chosen)),
      weights: weights && (await toShared(weights)),
      groups: groups && (await toShared(groups)),
      groupRule,
    },
    strata: strata ? await toShared(strata) : null,
    allocation,
  };
}
