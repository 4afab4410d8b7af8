import type { Dot } from "../simd/dot.ts";
import type { NeighborCalls, Promising, QueryRows } from "./calls.ts";
import { type CandidateLists, enterCandidate } from "./candidate-lists.ts";
import { queryMargin } from "./margin.ts";
import { isZeroRow, type RowTable, similarity, unitLength } from "./row-table.ts";
import { type Candidates, selectBest } from "./select-best.ts";

/**
 * True similarities for all candidates inside the window, in place of their estimates. A query is no candidate of its own, and candidates
 * that are not promising are dropped before the first window.
 */
export function rescoreCandidates(
  table: RowTable,
  dot: Dot,
  { loaded, window, queries, lists, errors, promising, first }: NeighborCalls["rescore"]["input"],
): void {
  const bytes = 4 * table.dimension;
  const [from, to] = queryRange(queries, loaded.start, loaded.count);
  const unit = unitLength(table) ** 2;
  const scratch = emptyCandidates(lists.width);
  for (let query = from; query < to; query++) {
    const row = queries === null ? query : queries[query];
    const address = loaded.address + (row - loaded.start) * bytes;
    const start = query * lists.width;
    if (first) {
      const floor = dropUnpromising(table, lists, query, row, promising, scratch);
      if (errors) errors.floor[query] = floor;
    }
    for (let slot = start; slot < start + lists.width; slot++) {
      const candidate = lists.rows[slot];
      if (candidate < window.start || candidate >= window.start + window.count) continue;
      const product = dot(address, window.address + (candidate - window.start) * bytes, table.dimension);
      const truth = similarity(table, row, candidate, product);
      if (errors) {
        errors.observed[query] = Math.max(errors.observed[query], Math.abs(lists.scores[slot] - truth / unit));
      }
      lists.scores[slot] = truth;
    }
  }
}

/**
 * Drops the query's own row and the candidates that are not promising. Gives the highest estimate that a row outside the list can have.
 */
export function dropUnpromising(
  table: RowTable,
  { width, rows, scores, lowest }: CandidateLists,
  query: number,
  row: number,
  promising: Promising | null,
  scratch: Candidates = emptyCandidates(width),
): number {
  const start = query * width;
  const own = rows.subarray(start, start + width).indexOf(row);
  if (own >= 0) {
    rows[start + own] = -1;
    scores[start + own] = -Infinity;
  }
  if (promising === null) return lowest[query];
  scratch.rows.set(rows.subarray(start, start + width));
  scratch.scores.set(scores.subarray(start, start + width));
  const last = selectBest(scratch, 0, width, promising.k);
  const cut = last - promising.margins * queryMargin(table, row, 0);
  let floor = lowest[query];
  for (let slot = start; slot < start + width; slot++) {
    if (rows[slot] < 0 || scores[slot] >= cut) continue;
    rows[slot] = -1;
    scores[slot] = -Infinity;
    floor = Math.max(floor, cut);
  }
  return floor;
}

const emptyCandidates = (width: number): Candidates => ({
  rows: new Int32Array(width),
  scores: new Float32Array(width),
});

/** The similarities of pairs whose left rows are loaded and whose right rows lie in the window. */
export function scorePairs(
  table: RowTable,
  dot: Dot,
  { loaded, window, pairs, from, to }: NeighborCalls["scorePairs"]["input"],
): void {
  const bytes = 4 * table.dimension;
  for (let pair = from; pair < to; pair++) {
    const left = pairs.left[pair];
    const right = pairs.right[pair];
    const product = dot(
      loaded.address + (left - loaded.start) * bytes,
      window.address + (right - window.start) * bytes,
      table.dimension,
    );
    pairs.scores[pair] = similarity(table, left, right, product);
  }
}

/** Compares queries with loaded rows pair by pair and enters the similarities into their lists. */
export function findDotCandidates(
  table: RowTable,
  dot: Dot,
  { base, queries, queryRows, lists, part, parts }: NeighborCalls["dotCandidates"]["input"],
): void {
  const bytes = 4 * table.dimension;
  for (let query = part; query < queryRows.length; query += parts) {
    for (let r = 0; r < base.count; r++) {
      const row = base.start + r;
      if (row === queryRows[query] || isZeroRow(table, row)) continue;
      const product = dot(queries.address + query * bytes, base.address + r * bytes, table.dimension);
      enterCandidate(lists, query, row, similarity(table, queryRows[query], row, product));
    }
  }
}

/** The queries whose rows lie in `start .. start + count - 1`, as a half-open range of their positions. */
export function queryRange(queries: QueryRows, start: number, count: number): [number, number] {
  if (queries === null) return [start, start + count];
  return [lowerBound(queries, start), lowerBound(queries, start + count)];
}

/** The first position in ascending `rows` whose row is at least `row`. */
function lowerBound(rows: Int32Array, row: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rows[middle] < row) low = middle + 1;
    else high = middle;
  }
  return low;
}
