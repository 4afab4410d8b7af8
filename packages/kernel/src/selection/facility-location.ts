import { GainHeap } from "./gain-heap.ts";
import type { PickList, SelectionStep } from "./pick-list.ts";
import type { Representation } from "./representation.ts";

const turnsPerCheck = 1024;

/**
 * Adds the candidates that represent most, `picks` at most, as far as the list's constraints allow: lazy greedy maximisation
 * (Minoux 1978), at least 1 - 1/e of the best possible for the objective (Nemhauser et al. 1978). Gains only fall, so a row whose gain
 * was computed in the current round and is still the largest is the greedy choice. Among equal gains the smaller row goes first.
 * The displaced row of a pick is the runner-up by its last known gain. O(edges log n) in practice.
 */
export function pickByGain(
  list: PickList,
  objective: Representation,
  candidates: ArrayLike<number>,
  step: SelectionStep,
  picks: number,
  check: () => void,
): void {
  const until = Math.min(list.budget, list.count + picks);
  const heap = new GainHeap(candidates.length);
  for (let i = 0; i < candidates.length; i++) {
    if (list.canPick(candidates[i])) heap.push(candidates[i], objective.gain(candidates[i]), 0);
  }
  for (let round = 0, turns = 0; list.count < until && heap.length > 0; turns++) {
    if (turns % turnsPerCheck === 0) check();
    const { row, gain } = heap;
    if (!list.canPick(row)) heap.pop();
    else if (heap.round < round) heap.lower(objective.gain(row), round);
    else {
      heap.pop();
      for (const added of list.pick(row, step, gain, heap.length > 0 ? heap.row : -1)) objective.add(added);
      round++;
    }
  }
}
