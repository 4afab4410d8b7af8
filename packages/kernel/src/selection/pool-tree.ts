import { cutNodes } from "../clusters/cut.ts";
import { type MergeTree, membersOf } from "../clusters/merge-tree.ts";
import type { Neighborhoods } from "./neighborhoods.ts";
import type { PickList } from "./pick-list.ts";

/** The best and the second-best member of a cluster, -1 where there is none. */
export interface TypicalMember {
  readonly row: number;
  readonly runnerUp: number;
}

/** A merge tree as a selection sees it: what of each node lies in the pool, and what of it is taken already. */
export class PoolTree {
  readonly tree: MergeTree;
  /** Sum of the weights of the pool rows below each node. */
  readonly weight: Float64Array;
  /** Number of pool rows below each node. */
  readonly count: Int32Array;
  /** Number of taken rows below each node, chosen before or picked until the tree was made. */
  readonly taken: Int32Array;
  readonly #graph: Neighborhoods;
  readonly #list: PickList;

  constructor(tree: MergeTree, graph: Neighborhoods, list: PickList) {
    const { n, left, right } = tree;
    const nodes = Math.max(0, 2 * n - 1);
    this.tree = tree;
    this.#graph = graph;
    this.#list = list;
    this.weight = new Float64Array(nodes);
    this.count = new Int32Array(nodes);
    this.taken = new Int32Array(nodes);
    for (let row = 0; row < n; row++) {
      this.weight[row] = list.inPool[row] ? list.weight(row) : 0;
      this.count[row] = list.inPool[row];
      this.taken[row] = list.taken[row];
    }
    for (let m = 0; m < n - 1; m++) {
      this.weight[n + m] = this.weight[left[m]] + this.weight[right[m]];
      this.count[n + m] = this.count[left[m]] + this.count[right[m]];
      this.taken[n + m] = this.taken[left[m]] + this.taken[right[m]];
    }
  }

  /** Number of rows that were taken when the tree was made. */
  get takenRows(): number {
    return this.taken[this.taken.length - 1] ?? 0;
  }

  /** The clusters of a cut that hold pool rows and no taken row, heaviest first, then by node. */
  openClusters(clusters: number): Int32Array {
    return this.#isOpen(cutNodes(this.tree, clusters)).sort((a, b) => this.weight[b] - this.weight[a] || a - b);
  }

  /** The coarsest cut with at least `wanted` open clusters; the finest cut when there are never so many. */
  cutWithOpen(wanted: number): number {
    let [coarse, fine] = [Math.min(1, this.tree.n), this.tree.n];
    while (coarse < fine) {
      const middle = Math.floor((coarse + fine) / 2);
      if (this.#isOpen(cutNodes(this.tree, middle)).length >= wanted) fine = middle;
      else coarse = middle + 1;
    }
    return fine;
  }

  /**
   * The member of a node that can be picked and is most typical of it: the largest weighted sum of similarities to
   * other pool members, times its own weight. The smaller row wins ties.
   */
  mostTypical(node: number): TypicalMember {
    const { start, neighbors, similarities } = this.#graph;
    const { start: first, size } = this.tree;
    const isMember = (row: number) => first[row] >= first[node] && first[row] < first[node] + size[node];
    let [row, runnerUp, best, second] = [-1, -1, -1, -1];
    for (const member of membersOf(this.tree, node)) {
      if (!this.#list.canPick(member)) continue;
      let score = 0;
      for (let edge = start[member]; edge < start[member + 1]; edge++) {
        const other = neighbors[edge];
        if (this.#list.inPool[other] && isMember(other)) score += similarities[edge] * this.#list.weight(other);
      }
      score *= this.#list.weight(member);
      if (score > best || (score === best && member < row)) {
        [runnerUp, second] = [row, best];
        [row, best] = [member, score];
      } else if (score > second || (score === second && member < runnerUp)) [runnerUp, second] = [member, score];
    }
    return { row, runnerUp };
  }

  #isOpen(nodes: Int32Array): Int32Array {
    return nodes.filter((node) => this.count[node] > 0 && this.taken[node] === 0);
  }
}
