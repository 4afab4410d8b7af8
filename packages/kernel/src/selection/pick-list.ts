import type { Constraints } from "./constraints.ts";

/** The steps by which a row can come into a selection; {@link Picks.step} holds indices into this list. */
export const selectionSteps = [
  "typical",
  "singleton",
  "small",
  "gain",
  "farthest",
  "random",
  "stratum",
  "group",
] as const;
export type SelectionStep = (typeof selectionSteps)[number];

/** The picks of a selection in the order in which they were made, with the reason of each. One entry a pick everywhere. */
export interface Picks {
  /** Rows. */
  readonly rows: Int32Array;
  /** Index into {@link selectionSteps}. `group`: taken because a row of the same whole group was. */
  readonly step: Uint8Array;
  /** What the pick added to the objective of its step; NaN where the step has none. */
  readonly gain: Float32Array;
  /** The best row that was passed over for the pick, -1 where none is defined. */
  readonly displaced: Int32Array;
}

/**
 * A selection under construction: knows which rows may still be picked under the constraints, and keeps the picks.
 * The one place where pool, chosen rows, budget, zero weights and groups are looked after.
 */
export class PickList {
  readonly constraints: Constraints;
  readonly budget: number;
  /** 1 for rows of the pool that have a weight. */
  readonly inPool: Uint8Array;
  /** 1 for rows that were chosen before or picked. */
  readonly taken: Uint8Array;
  readonly #rows: number[] = [];
  readonly #step: number[] = [];
  readonly #gain: number[] = [];
  readonly #displaced: number[] = [];
  /** Rows of each group that can still be picked (`whole`) or may still be picked (`atMost`). */
  readonly #left = new Map<number, number>();
  readonly #mates = new Map<number, number[]>();
  /** Cluster of each row, and 1 for clusters that hold a taken row. */
  #spread: { cluster: Int32Array; covered: Uint8Array } | null = null;

  constructor(constraints: Constraints, budget: number) {
    const { n, pool, chosen = new Int32Array(0), weights } = constraints;
    this.constraints = constraints;
    this.budget = budget;
    this.inPool = new Uint8Array(n).fill(pool ? 0 : 1);
    for (const row of pool ?? []) this.inPool[row] = 1;
    if (weights) for (let row = 0; row < n; row++) if (weights[row] === 0) this.inPool[row] = 0;
    this.taken = new Uint8Array(n);
    for (const row of chosen) this.taken[row] = 1;
    this.#countGroups();
  }

  get count(): number {
    return this.#rows.length;
  }

  get full(): boolean {
    return this.#rows.length >= this.budget;
  }

  weight(row: number): number {
    return this.constraints.weights?.[row] ?? 1;
  }

  /** From now on a pick must lie in a cluster without a taken row, as long as `work` runs. `cluster`: label of each row, from 0. */
  async inOpenClusters<T>(cluster: Int32Array, work: () => Promise<T>): Promise<T> {
    const covered = new Uint8Array(cluster.reduce((most, label) => Math.max(most, label + 1), 0));
    this.taken.forEach((taken, row) => {
      if (taken) covered[cluster[row]] = 1;
    });
    this.#spread = { cluster, covered };
    try {
      return await work();
    } finally {
      this.#spread = null;
    }
  }

  /** Whether the row may be picked now. Once false for a row it stays false, but for clusters that {@link inOpenClusters} closed. */
  canPick(row: number): boolean {
    if (!this.inPool[row] || this.taken[row] || this.full) return false;
    if (this.#spread?.covered[this.#spread.cluster[row]] === 1) return false;
    const group = this.constraints.groups?.[row] ?? -1;
    if (group < 0) return true;
    const left = this.#left.get(group) ?? 0;
    return this.#takesWholeGroups ? left <= this.budget - this.count : left > 0;
  }

  /** Picks a row for which `canPick` holds; gives the rows that came in with it (a whole group), itself first. */
  pick(row: number, step: SelectionStep, gain: number, displaced = -1): readonly number[] {
    this.#add(row, step, gain, displaced);
    const group = this.constraints.groups?.[row] ?? -1;
    if (group < 0) return [row];
    if (!this.#takesWholeGroups) {
      this.#left.set(group, (this.#left.get(group) ?? 0) - 1);
      return [row];
    }
    const mates = (this.#mates.get(group) ?? []).filter((mate) => !this.taken[mate]);
    for (const mate of mates) this.#add(mate, "group", Number.NaN, -1);
    return [row, ...mates];
  }

  /** The picks so far. */
  finish(): Picks {
    return {
      rows: Int32Array.from(this.#rows),
      step: Uint8Array.from(this.#step),
      gain: Float32Array.from(this.#gain),
      displaced: Int32Array.from(this.#displaced),
    };
  }

  get #takesWholeGroups(): boolean {
    const { groupRule } = this.constraints;
    return groupRule !== undefined && "whole" in groupRule;
  }

  #add(row: number, step: SelectionStep, gain: number, displaced: number): void {
    this.taken[row] = 1;
    if (this.#spread) this.#spread.covered[this.#spread.cluster[row]] = 1;
    this.#rows.push(row);
    this.#step.push(selectionSteps.indexOf(step));
    this.#gain.push(gain);
    this.#displaced.push(displaced);
  }

  #countGroups(): void {
    const { n, groups, groupRule, chosen = new Int32Array(0) } = this.constraints;
    if (!groups) return;
    const most = groupRule && "atMost" in groupRule ? groupRule.atMost : 1;
    for (let row = 0; row < n; row++) {
      const group = groups[row];
      if (group < 0) continue;
      if (!this.#takesWholeGroups) this.#left.set(group, most);
      else if (this.inPool[row] && !this.taken[row]) {
        const mates = this.#mates.get(group) ?? [];
        mates.push(row);
        this.#mates.set(group, mates);
        this.#left.set(group, mates.length);
      }
    }
    if (this.#takesWholeGroups) return;
    for (const row of new Set(chosen)) {
      const left = this.#left.get(groups[row]);
      if (left !== undefined) this.#left.set(groups[row], left - 1);
    }
  }
}
