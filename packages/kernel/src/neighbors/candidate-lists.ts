import { excludedBelow, type TopColumns } from "../onnx/top-products.ts";
import { sharedFloat32, sharedInt32 } from "../shared-memory.ts";
import { type Candidates, selectBest } from "./select-best.ts";

/**
 * For each of `count` queries up to `width` candidate rows with their scores, in no order. In shared memory:
 * different threads may fill different queries.
 */
export interface CandidateLists {
  readonly count: number;
  readonly width: number;
  /** `count x width`; -1 where there is no candidate. */
  readonly rows: Int32Array;
  /** `count x width`; -Infinity where there is no candidate. */
  readonly scores: Float32Array;
  /** The lowest score of each list, -Infinity until it is full. Never above the truth when another thread changes the list. */
  readonly lowest: Float32Array;
}

/** Lists in zero-filled shared memory; {@link clearCandidates} empties them. */
export function createCandidateLists(count: number, width: number): CandidateLists {
  return {
    count,
    width,
    rows: sharedInt32(count * width),
    scores: sharedFloat32(count * width),
    lowest: sharedFloat32(count),
  };
}

/** Empties part p of `parts` of the lists. */
export function clearCandidates(
  { count, width, rows, scores, lowest }: CandidateLists,
  part: number,
  parts: number,
): void {
  const start = Math.floor((count * part) / parts);
  const end = Math.floor((count * (part + 1)) / parts);
  rows.fill(-1, start * width, end * width);
  scores.fill(-Infinity, start * width, end * width);
  lowest.fill(-Infinity, start, end);
}

/**
 * Merges the best columns of query r into list `list`, each score times `scale`: the highest stay, ties go to the smaller row.
 * The result of several merges does not depend on their order. `rowOf(column)` is the row behind a column.
 */
export function mergeTopColumns(
  lists: CandidateLists,
  list: number,
  top: TopColumns,
  r: number,
  rowOf: (column: number) => number,
  scale = 1,
): void {
  let worst = worstSlot(lists, list);
  for (let c = r * top.width; c < (r + 1) * top.width; c++) {
    if (top.scores[c] < excludedBelow) continue;
    const score = Math.fround(top.scores[c] * scale);
    if (score < lists.scores[worst]) continue;
    worst = replaceWorst(lists, list, worst, rowOf(top.columns[2 * c]), score);
  }
  lists.lowest[list] = lists.scores[worst];
}

/** Enters a row that is in no list yet, if it is good enough. */
export function enterCandidate(lists: CandidateLists, list: number, row: number, score: number): void {
  const worst = worstSlot(lists, list);
  if (score < lists.scores[worst]) return;
  lists.lowest[list] = lists.scores[replaceWorst(lists, list, worst, row, score)];
}

/**
 * Merges `count` candidates from place `start` on, none of which is in the list yet, into a list. The places from `start` on are
 * overwritten, `count + width` of them. The result of several merges does not depend on their order.
 */
export function mergeCandidates(
  { width, rows, scores, lowest }: CandidateLists,
  list: number,
  candidates: Candidates,
  start: number,
  count: number,
): void {
  const from = list * width;
  const end = start + count;
  for (let slot = 0; slot < width; slot++) {
    candidates.rows[end + slot] = rows[from + slot];
    candidates.scores[end + slot] = scores[from + slot];
  }
  const worst = selectBest(candidates, start, count + width, width);
  for (let slot = 0; slot < width; slot++) {
    rows[from + slot] = candidates.rows[start + slot];
    scores[from + slot] = candidates.scores[start + slot];
  }
  lowest[list] = worst;
}

/** Locks a list that other threads may change as well: its word is 1 meanwhile. Gives what `change` gives. */
export function withLock<T>(locks: Int32Array, list: number, change: () => T): T {
  while (Atomics.compareExchange(locks, list, 0, 1) !== 0);
  const result = change();
  Atomics.store(locks, list, 0);
  return result;
}

/** Puts a row with at least the worst score in its place, if it wins the tie; gives the new worst place. */
function replaceWorst(lists: CandidateLists, list: number, worst: number, row: number, score: number): number {
  const { rows, scores } = lists;
  if (score === scores[worst] && row > rows[worst]) return worst;
  scores[worst] = score;
  rows[worst] = row;
  return worstSlot(lists, list);
}

/** The place of the lowest score and, among equals, of the largest row. Empty places come first. */
function worstSlot({ width, rows, scores }: CandidateLists, list: number): number {
  let worst = list * width;
  for (let slot = worst + 1; slot < (list + 1) * width; slot++) {
    if (scores[slot] < scores[worst] || (scores[slot] === scores[worst] && rows[slot] > rows[worst])) worst = slot;
  }
  return worst;
}
