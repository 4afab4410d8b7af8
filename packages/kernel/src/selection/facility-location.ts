import { GainHeap } from "./gain-heap.ts";
import type { PickList, SelectionStep } from "./pick-list.ts";
import type { Representation } from "./representation.ts";
import type { SelectionBuilder } from "./selection.ts";

const turnsPerCheck = 1024;

/** What lazy greedy maximisation does with its choices. */
interface GreedyChoice {
  /** Whether a row may be taken now; once false it stays false. */
  allows(row: number): boolean;
  /** Takes a row; gives all rows that came in with it. `runnerUp` is the best other by its last known gain, -1 for none. */
  take(row: number, gain: number, runnerUp: number): readonly number[];
  /** Whether enough is taken. */
  done(): boolean;
}

/**
 * Lazy greedy maximisation (Minoux 1978), at least 1 - 1/e of the best possible for the objective (Nemhauser et al. 1978). Gains only
 * fall, so a row whose gain was computed in the current round and is still the largest is the greedy choice. Among equal gains the
 * smaller row goes first. O(edges log n) in practice.
 */
function maximizeLazily(
  candidates: ArrayLike<number>,
  objective: Representation,
  choice: GreedyChoice,
  check: () => void,
): void {
  const heap = new GainHeap(candidates.length);
  for (let i = 0; i < candidates.length; i++) {
    if (choice.allows(candidates[i])) heap.push(candidates[i], objective.gain(candidates[i]), 0);
  }
  for (let round = 0, turns = 0; !choice.done() && heap.length > 0; turns++) {
    if (turns % turnsPerCheck === 0) check();
    const { row, gain } = heap;
    if (!choice.allows(row)) heap.pop();
    else if (heap.round < round) heap.lower(objective.gain(row), round);
    else {
      heap.pop();
      for (const added of choice.take(row, gain, heap.length > 0 ? heap.row : -1)) objective.add(added);
      round++;
    }
  }
}

/** Adds to a selection the candidates that represent most, one at a time, until it has `budget` picks or no candidate is left. */
export function takeMostRepresentative(
  candidates: ArrayLike<number>,
  budget: number,
  objective: Representation,
  selection: SelectionBuilder,
): void {
  const choice: GreedyChoice = {
    allows: () => true,
    take: (row, gain, runnerUp) => {
      selection.push(row, gain, runnerUp);
      return [row];
    },
    done: () => selection.length >= budget,
  };
  maximizeLazily(candidates, objective, choice, () => {});
}

/** Fills a list with the candidates that represent most, `picks` at most, as far as its constraints allow. */
export function pickByGain(
  list: PickList,
  objective: Representation,
  candidates: ArrayLike<number>,
  step: SelectionStep,
  picks: number,
  check: () => void,
): void {
  const until = Math.min(list.budget, list.count + picks);
  const choice: GreedyChoice = {
    allows: (row) => list.canPick(row),
    take: (row, gain, runnerUp) => list.pick(row, step, gain, runnerUp),
    done: () => list.count >= until,
  };
  maximizeLazily(candidates, objective, choice, check);
}
