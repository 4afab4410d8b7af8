import {
  createSelector,
  type Graph,
  type Strategy as KernelStrategy,
  type NearestOfSet,
  nearestOfSets,
  type SelectionStep,
  selectionSteps,
} from "@gleaner/kernel";
import { GleanerError } from "@gleaner/schema";
import type { EngineContext } from "../context.ts";
import type { LoadedIndex } from "../indexes/index-cache.ts";
import { kernelTask, throughKernel } from "../kernel-errors.ts";
import type { Work } from "../work.ts";
import { steps } from "./pick-record.ts";
import type { SelectionProblem, Strategy, StrategyPicks } from "./strategies.ts";

/**
 * An index that is open for one piece of work: selections share a thread and what they derive from the graph, and rows are compared in as
 * few passes over the vectors as possible. Rows everywhere are the index's.
 */
export interface OpenIndex {
  readonly loaded: LoadedIndex;
  /**
   * Picks by a strategy, in a worker thread.
   * @throws GleanerError `labels_missing` for `stratified` without labelled samples among the candidates
   */
  select(problem: SelectionProblem, work: Work): Promise<StrategyPicks>;
  /**
   * The nearest row of each of several sets to each query, with its cosine similarity: the first in the query's list of neighbours, and
   * only where the list of any set holds none, by comparing the query with all of them.
   * @param excludeSelf whether a query that is in a set must find another row; default false
   */
  nearest(
    queries: Int32Array,
    sets: readonly Int32Array[],
    work: Work,
    options?: { excludeSelf?: boolean },
  ): Promise<NearestOfSet[]>;
}

const kernelNames: Record<Strategy, KernelStrategy> = {
  auto: "adaptive",
  "k-center": "farthest",
  coverage: "coverage",
  facility: "facility",
  random: "random",
  stratified: "stratified",
  typical: "typical",
};

const stepOf: Record<SelectionStep, number> = {
  typical: steps.typical,
  singleton: steps.alone,
  small: steps.small,
  gain: steps.represents,
  farthest: steps.far,
  random: steps.random,
  stratum: steps.stratified,
  group: steps.together,
};

/** Opens an index, uses it, and ends its threads. */
export async function withOpenIndex<T>(
  { workspace, threads }: EngineContext,
  loaded: LoadedIndex,
  use: (opened: OpenIndex) => Promise<T>,
): Promise<T> {
  const { index, numbers, graph, tree } = loaded;
  const vectors = await workspace.vectors.source(index.space, numbers);
  const selector = createSelector({ graph, tree, level: index.level, vectors }, { threads });

  async function select({ strategy, candidates, ...problem }: SelectionProblem, work: Work): Promise<StrategyPicks> {
    const strata = strategy === "stratified" ? (await workspace.samples.classes(numbers)).indices : undefined;
    if (strata && !candidates.some((row) => strata[row] >= 0)) {
      throw new GleanerError("labels_missing", "The strategy stratified needs labelled samples in the pool.", {
        hint: "Label some, add --pool all, or choose another strategy.",
      });
    }
    const { rows, step, gain, displaced, edgeShare } = await throughKernel(() =>
      selector.select({
        ...problem,
        ...kernelTask(work, "select", problem.budget),
        strategy: kernelNames[strategy],
        pool: candidates,
        strata,
        allocation: "equal",
      }),
    );
    return { rows, step: step.map((at) => stepOf[selectionSteps[at]]), gain, displaced, details: null, edgeShare };
  }

  const nearest: OpenIndex["nearest"] = async (queries, sets, work, { excludeSelf = false } = {}) => {
    const found = sets.map((set) => nearestInGraph(graph, queries, set, excludeSelf));
    const isOpen = (_: number, at: number) => found.some(({ rows }) => rows[at] < 0);
    const open = Int32Array.from(queries.keys()).filter(isOpen);
    if (open.length === 0) return found;
    const asked = open.map((at) => queries[at]);
    const options = { signal: work.signal, threads, excludeSelf };
    const compared = await throughKernel(() => nearestOfSets(vectors, asked, sets, options));
    found.forEach(({ rows, similarities }, set) => {
      open.forEach((at, i) => {
        if (rows[at] >= 0) return;
        rows[at] = compared[set].rows[i];
        similarities[at] = compared[set].similarities[i];
      });
    });
    return found;
  };

  try {
    return await use({ loaded, select, nearest });
  } finally {
    await selector.close();
  }
}

/** The first row of a set in the list of each query's neighbours, -1 where the list holds none; the query itself unless it is excluded. */
export function nearestInGraph(
  { n, k, neighbors, similarities }: Graph,
  queries: Int32Array,
  set: Int32Array,
  excludeSelf: boolean,
): NearestOfSet {
  const isIn = new Uint8Array(n);
  for (const row of set) isIn[row] = 1;
  const found = { rows: new Int32Array(queries.length).fill(-1), similarities: new Float32Array(queries.length) };
  queries.forEach((query, at) => {
    if (!excludeSelf && isIn[query]) {
      found.rows[at] = query;
      found.similarities[at] = 1;
      return;
    }
    for (let edge = query * k; edge < (query + 1) * k; edge++) {
      if (neighbors[edge] < 0 || !isIn[neighbors[edge]]) continue;
      found.rows[at] = neighbors[edge];
      found.similarities[at] = similarities[edge];
      return;
    }
  });
  return found;
}
