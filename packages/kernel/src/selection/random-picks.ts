import { createRandom } from "../random.ts";
import type { PickList } from "./pick-list.ts";

/**
 * All rows of the pool in random order, heavier rows earlier in proportion to their weight (Efraimidis & Spirakis 2006,
 * algorithm A: the k first are a weighted random sample without replacement). O(n log n).
 */
export function randomOrder(list: PickList, seed: number): Int32Array {
  const { n } = list.constraints;
  const random = createRandom(seed);
  const keys = new Float64Array(n);
  const rows: number[] = [];
  for (let row = 0; row < n; row++) {
    // One draw a row, in or out of the pool, so that a row keeps its number when others leave the pool.
    keys[row] = -Math.log(1 - random.uniform()) / list.weight(row);
    if (list.inPool[row]) rows.push(row);
  }
  return Int32Array.from(rows).sort((a, b) => keys[a] - keys[b] || a - b);
}

/** Picks at random, weighted, without replacement. */
export function pickRandomly(list: PickList, seed: number): void {
  for (const row of randomOrder(list, seed)) if (list.canPick(row)) list.pick(row, "random", Number.NaN);
}
