import { cut, cutNodes } from "../clusters/cut.ts";
import { type AdaptivePlan, type AdaptiveTrade, pickAdaptively, planAdaptive } from "./adaptive-picks.ts";
import { clustersOf, nearestEarlier } from "./explain-picks.ts";
import { pickFarthest } from "./farthest-picks.ts";
import { mixed } from "./mixed-order.ts";
import type { Neighborhoods } from "./neighborhoods.ts";
import { PickList } from "./pick-list.ts";
import { PoolTree } from "./pool-tree.ts";
import { pickRandomly } from "./random-picks.ts";
import type { SelectionGround } from "./selection-ground.ts";
import type { KnownVectors, RowSelection, SelectionInput } from "./strategy.ts";
import { pickStratified } from "./stratified-picks.ts";
import { pickEveryCluster, pickRest, pickTypical } from "./typical-picks.ts";

/** Of the typical strategy: the tree is cut into so many clusters a pick, and the heaviest are used. */
const clustersPerPick = 1.5;

/** A selection that was begun and waits for the vectors that it needs. */
export class StrategyRun {
  readonly #ground: SelectionGround;
  readonly #input: SelectionInput;
  readonly #check: () => void;
  readonly #list: PickList;
  readonly #graph: Neighborhoods;
  readonly #plan: AdaptivePlan | null;

  /** `check` runs now and then and may throw. */
  constructor(ground: SelectionGround, input: SelectionInput, check: () => void) {
    this.#ground = ground;
    this.#input = input;
    this.#check = check;
    this.#list = new PickList(input.constraints, input.budget);
    this.#graph = ground.neighborhoods;
    check();
    const adapts = input.strategy === "adaptive" && !this.#coversLevel();
    this.#plan = adapts ? planAdaptive(this.#list, ground, input.edgeShare, check) : null;
  }

  /** Rows whose vectors `finish` needs, ascending. */
  get vectorRows(): Int32Array {
    const { n } = this.#list.constraints;
    const needed = new Uint8Array(n);
    if (this.#input.strategy === "farthest") needed.set(this.#list.inPool);
    for (const row of this.#plan?.candidates ?? []) needed[row] = 1;
    for (const row of this.#plan?.sample ?? []) needed[row] = 1;
    if (!needed.includes(1)) return new Int32Array(0);
    for (const row of this.#list.constraints.chosen ?? []) needed[row] = 1;
    return Int32Array.from(needed.keys()).filter((row) => needed[row] === 1);
  }

  /** Makes the picks and adds the explanations. `vectors` holds those of `vectorRows`; null when there are none. */
  async finish(vectors: KnownVectors | null): Promise<RowSelection> {
    const { tree, level } = this.#ground;
    const { constraints } = this.#input;
    const trade = await this.#fill(vectors);
    const picks = trade ? mixed(this.#list.finish()) : this.#list.finish();
    const { nearest, similarity } = nearestEarlier(this.#graph, picks.rows, constraints.chosen ?? new Int32Array(0));
    const cluster = clustersOf(tree, cutNodes(tree, level), picks.rows);
    return {
      ...picks,
      cluster,
      nearest,
      nearestSimilarity: similarity,
      edgeShare: trade?.edgeShare ?? null,
      evenness: trade?.evenness ?? null,
    };
  }

  /** Makes the picks; gives what the adaptive strategy decided. */
  async #fill(vectors: KnownVectors | null): Promise<AdaptiveTrade | null> {
    const { strategy, seed, strata, allocation, budget } = this.#input;
    const { level } = this.#ground;
    const [list, check] = [this.#list, this.#check];
    let trade: AdaptiveTrade | null = null;
    switch (strategy) {
      case "random":
        pickRandomly(list, seed);
        return null;
      case "stratified":
        if (strata) pickStratified(list, strata, allocation, seed);
        return null;
      case "farthest":
        if (!vectors) return null;
        if (!list.taken.includes(1)) this.#pickCenter();
        await pickFarthest(list, this.#ground.farthest, { ...vectors, candidates: null }, budget, check);
        return null;
      case "typical":
        pickTypical(list, this.#tree(), budget, clustersPerPick);
        break;
      case "coverage":
      case "adaptive":
        trade = await list.inOpenClusters(cut(this.#ground.tree, level), async () => {
          const decided = await this.#pickBelowLevel(vectors);
          pickEveryCluster(list, this.#tree(), level);
          return decided;
        });
        break;
      case "facility":
        break;
    }
    pickRest(list, this.#graph, check);
    return trade;
  }

  /** Which clusters get the picks where there are fewer picks than clusters; nothing otherwise. */
  async #pickBelowLevel(vectors: KnownVectors | null): Promise<AdaptiveTrade | null> {
    const { strategy, budget, edgeShare } = this.#input;
    if (this.#plan) {
      return pickAdaptively(this.#list, this.#ground, this.#plan, edgeShare, vectors, this.#check);
    }
    if (strategy === "coverage" && !this.#coversLevel()) pickTypical(this.#list, this.#tree(), budget, clustersPerPick);
    return null;
  }

  #tree(): PoolTree {
    return new PoolTree(this.#ground.tree, this.#graph, this.#list);
  }

  /** Whether the budget allows a pick in every cluster of the level that holds none yet. */
  #coversLevel(): boolean {
    const { graph, level } = this.#ground;
    return graph.n === 0 || this.#tree().openClusters(level).length <= this.#input.budget;
  }

  /** Starts with the most typical row of all. */
  #pickCenter(): void {
    const tree = this.#tree();
    const root = 2 * tree.tree.n - 2;
    if (root < 0) return;
    const { row, runnerUp } = tree.mostTypical(root);
    if (row >= 0) this.#list.pick(row, "typical", tree.weight[root], runnerUp);
  }
}
