import { excludedBelow, type TopColumns } from "../onnx/top-products.ts";
import { sharedFloat32, sharedInt32 } from "../shared-memory.ts";

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
}

/** Empty lists. */
export function createCandidateLists(count: number, width: number): CandidateLists {
  const lists = { count, width, rows: sharedInt32(count * width), scores: sharedFloat32(count * width) };
  clearCandidates(lists);
  return lists;
}

/** Empties all lists. */
export function clearCandidates(lists: CandidateLists): void {
  lists.rows.fill(-1);
  lists.scores.fill(-Infinity);
}

/**
 * Merges the best columns of a block into the list of each query: the highest scores stay, ties go to the smaller row.
 * `queryOf(r)` is the list of query r, `rowOf(column)` the row behind a column.
 */
export function mergeTopColumns(
  lists: CandidateLists,
  count: number,
  queryOf: (query: number) => number,
  top: TopColumns,
  rowOf: (column: number) => number,
): void {
  const { width, rows, scores } = lists;
  for (let r = 0; r < count; r++) {
    const start = queryOf(r) * width;
    let worst = worstSlot(lists, start);
    for (let c = r * top.width; c < (r + 1) * top.width; c++) {
      const score = top.scores[c];
      if (score < scores[worst] || score < excludedBelow) continue;
      const row = rowOf(top.columns[2 * c]);
      if (score === scores[worst] && row > rows[worst]) continue;
      scores[worst] = score;
      rows[worst] = row;
      worst = worstSlot(lists, start);
    }
  }
}

/** The place of the lowest score and, among equals, of the largest row. Empty places come first. */
function worstSlot({ width, rows, scores }: CandidateLists, start: number): number {
  let worst = start;
  for (let slot = start + 1; slot < start + width; slot++) {
    if (scores[slot] < scores[worst] || (scores[slot] === scores[worst] && rows[slot] > rows[worst])) worst = slot;
  }
  return worst;
}
