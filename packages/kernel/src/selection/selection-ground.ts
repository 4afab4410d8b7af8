import { agglomerate } from "../clusters/agglomerate.ts";
import { completeTree, type MergeTree } from "../clusters/merge-tree.ts";
import type { Graph } from "../graph.ts";
import { WorkerPool } from "../pool.ts";
import type { FarthestCalls } from "./farthest-calls.ts";
import { type Neighborhoods, neighborhoodsOf } from "./neighborhoods.ts";

/** What selections from the same rows share: made when it is first needed, and kept. */
export class SelectionGround {
  readonly graph: Graph;
  readonly tree: MergeTree;
  /** Number of clusters of the stored level. */
  readonly level: number;
  readonly #threads: number;
  readonly #trees = new Map<number, MergeTree>();
  #neighborhoods: Neighborhoods | undefined;
  #farthest: WorkerPool<FarthestCalls> | undefined;

  /** `threads` for farthest-point selection. */
  constructor(graph: Graph, tree: MergeTree, level: number, threads: number) {
    this.graph = graph;
    this.tree = tree;
    this.level = level;
    this.#threads = threads;
    this.#trees.set(tree.exponent, tree);
  }

  get neighborhoods(): Neighborhoods {
    this.#neighborhoods ??= neighborhoodsOf(this.graph);
    return this.#neighborhoods;
  }

  /** Threads that compute farthest points; they end with the thread that the ground lies in. */
  get farthest(): WorkerPool<FarthestCalls> {
    this.#farthest ??= new WorkerPool(new URL("./farthest.worker.ts", import.meta.url), this.#threads);
    return this.#farthest;
  }

  /** The merge tree of the graph with another linkage exponent. */
  treeOf(exponent: number, check: () => void): MergeTree {
    const known = this.#trees.get(exponent);
    if (known) return known;
    const tree = completeTree(agglomerate(this.graph, exponent, check));
    this.#trees.set(exponent, tree);
    return tree;
  }
}
