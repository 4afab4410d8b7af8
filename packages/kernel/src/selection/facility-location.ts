import type { Representation } from "./representation.ts";
import type { SelectionBuilder } from "./selection.ts";

/**
 * Adds to a selection the candidates that represent most, one at a time, until it has `budget` picks or no candidate is left: lazy
 * greedy maximisation (Minoux 1978), at least 1 - 1/e of the best possible for the objective (Nemhauser et al. 1978). Gains only fall, so a
 * candidate is looked at again only when its old gain is the highest. Among equal gains the smaller row goes first. O(edges log n) in practice.
 */
export function takeMostRepresentative(
  candidates: ArrayLike<number>,
  budget: number,
  objective: Representation,
  selection: SelectionBuilder,
): void {
  const heap = createHeap(candidates.length);
  for (let i = 0; i < candidates.length; i++) heap.push(candidates[i], objective.gain(candidates[i]));
  while (selection.length < budget && heap.size > 0) {
    const { row } = heap.top();
    const gain = objective.gain(row);
    heap.lowerTop(gain);
    if (heap.top().row !== row) continue;
    heap.pop();
    selection.push(row, gain, heap.size > 0 ? heap.top().row : -1);
    objective.add(row);
  }
}

/** A binary heap of rows, the highest gain first, the smaller row among equals. */
function createHeap(capacity: number) {
  const rows = new Int32Array(capacity);
  const gains = new Float64Array(capacity);
  let size = 0;
  const before = (a: number, b: number) => gains[a] > gains[b] || (gains[a] === gains[b] && rows[a] < rows[b]);
  const swap = (a: number, b: number) => {
    [rows[a], rows[b]] = [rows[b], rows[a]];
    [gains[a], gains[b]] = [gains[b], gains[a]];
  };
  const sink = (start: number) => {
    for (let at = start; ; ) {
      let first = at;
      for (let child = 2 * at + 1; child <= 2 * at + 2 && child < size; child++)
        if (before(child, first)) first = child;
      if (first === at) return;
      swap(at, first);
      at = first;
    }
  };
  return {
    get size() {
      return size;
    },
    push(row: number, gain: number) {
      rows[size] = row;
      gains[size] = gain;
      for (let at = size++; at > 0; ) {
        const parent = (at - 1) >> 1;
        if (!before(at, parent)) break;
        swap(at, parent);
        at = parent;
      }
    },
    top: () => ({ row: rows[0], gain: gains[0] }),
    lowerTop(gain: number) {
      gains[0] = gain;
      sink(0);
    },
    pop() {
      size--;
      swap(0, size);
      sink(0);
    },
  };
}
