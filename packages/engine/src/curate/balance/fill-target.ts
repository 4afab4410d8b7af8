import { valueRange } from "../field-codes.ts";
import { lazyGreedy } from "../lazy-greedy.ts";
import type { FieldTarget } from "./target.ts";

/** Expected count of a value without a share: such values are avoided, but taken before nothing. */
const leastExpected = 0.001;

/**
 * Positions of the pool whose values come closest to a target, at most `budget`: greedy on the squared error of the counts relative to the
 * expected ones (Pearson's chi-squared), so that a value that runs out leaves its part to the others in proportion. Samples with the same
 * values are taken in the order of `order`. What is gained by a sample only falls, so the greedy choice is found lazily.
 * @param order all positions, best first
 * @param first positions that are taken whatever they do to the target; `room` knows of them already
 * @param room which positions may be taken; told of every one that is
 */
export function fillTarget(
  targets: readonly FieldTarget[],
  order: Int32Array,
  budget: number,
  first: ReadonlySet<number>,
  room: { allows(position: number): boolean; take(position: number): void },
): Int32Array {
  const cells = cellsOf(
    targets,
    order.filter((position) => !first.has(position)),
  );
  const need = targets.map(({ shares }) => shares.map((share) => budget * share));
  const weights = targets.map(({ shares }) => shares.map((share) => 1 / Math.max(leastExpected, budget * share)));
  const missing = targets.map(() => 0);
  const gain = ({ codes }: Cell) => {
    let sum = 0;
    codes.forEach((own, field) => {
      if (own.length === 0) sum += (2 * missing[field] - 1) / leastExpected;
      for (const code of own) sum += (2 * need[field][code] - 1) * weights[field][code];
    });
    return sum;
  };
  const picks = [...first];
  const count = (codes: number[][]) => {
    codes.forEach((own, field) => {
      if (own.length === 0) missing[field]--;
      for (const code of own) need[field][code]--;
    });
  };
  for (const position of first) count(codesOf(targets, position));
  if (picks.length >= budget) return Int32Array.from(picks);
  lazyGreedy(
    cells.keys(),
    (at) => {
      const cell = cells[at];
      while (cell.next < cell.positions.length && !room.allows(cell.positions[cell.next])) cell.next++;
      return cell.next < cell.positions.length ? gain(cell) : Number.NEGATIVE_INFINITY;
    },
    (at) => {
      const cell = cells[at];
      const position = cell.positions[cell.next++];
      picks.push(position);
      room.take(position);
      count(cell.codes);
      return picks.length < budget;
    },
  );
  return Int32Array.from(picks);
}

/** Samples with the same values of all fields. */
interface Cell {
  codes: number[][];
  positions: number[];
  next: number;
}

function cellsOf(targets: readonly FieldTarget[], order: Int32Array): Cell[] {
  const cells = new Map<string, Cell>();
  for (const position of order) {
    const codes = codesOf(targets, position);
    const key = JSON.stringify(codes);
    const cell = cells.get(key);
    if (cell) cell.positions.push(position);
    else cells.set(key, { codes, positions: [position], next: 0 });
  }
  return [...cells.values()];
}

/** The codes of a position in each field. */
function codesOf(targets: readonly FieldTarget[], position: number): number[][] {
  return targets.map(({ values }) => {
    const [start, end] = valueRange(values, position);
    return [...values.codes.subarray(start, end)].filter((code) => code >= 0);
  });
}
