import type { CandidateErrors, NeighborCalls } from "./calls.ts";
import { isZeroRow, largestStep, type RowTable, rowLength, unitLength } from "./row-table.ts";

/** How many standard deviations of the rounding error an unseen row may gain. One in 10^9 errors of a normal distribution is larger. */
const safety = 6;

/**
 * Writes the k best candidates of each query into the graph: by similarity, ties by the smaller row.
 * Gives the queries for which a row outside the list might belong into it.
 */
export function finishLists(
  table: RowTable,
  { start, count, queries, lists, k, neighbors, similarities, errors }: NeighborCalls["finish"]["input"],
): number[] {
  const { width } = lists;
  const uncertain: number[] = [];
  const sortedRows = new Int32Array(width);
  const sortedScores = new Float64Array(width);
  for (let query = start; query < start + count; query++) {
    const row = queries === null ? query : queries[query];
    let found = 0;
    if (!isZeroRow(table, row)) {
      for (let slot = query * width; slot < (query + 1) * width; slot++) {
        const candidate = lists.rows[slot];
        if (candidate < 0) continue;
        const score = lists.scores[slot];
        let place = found++;
        while (place > 0 && isBefore(score, candidate, sortedScores[place - 1], sortedRows[place - 1])) {
          sortedScores[place] = sortedScores[place - 1];
          sortedRows[place] = sortedRows[place - 1];
          place--;
        }
        sortedScores[place] = score;
        sortedRows[place] = candidate;
      }
    }
    for (let c = 0; c < k; c++) {
      neighbors[row * k + c] = c < found ? sortedRows[c] : -1;
      similarities[row * k + c] = c < found ? sortedScores[c] : -Infinity;
    }
    if (errors && found > 0 && !isComplete(table, errors, query, row, found >= k ? sortedScores[k - 1] : -Infinity)) {
      uncertain.push(query);
    }
  }
  return uncertain;
}

const isBefore = (score: number, row: number, otherScore: number, otherRow: number): boolean =>
  score > otherScore || (score === otherScore && row < otherRow);

/**
 * True when no row outside the list can be among the k best: its estimate is at most the lowest in the list, and no rounding error
 * lifts it from there to the k-th similarity. Rounding errors of rotated rows are independent and uniform within a step, so the error
 * of an inner product is close to normal; the largest error seen in the list itself is allowed for as well.
 */
function isComplete(table: RowTable, errors: CandidateErrors, query: number, row: number, last: number): boolean {
  const floor = errors.floor[query];
  if (floor === -Infinity) return true;
  if (table.metric === "cosine" && last >= 1) return true;
  const unit = unitLength(table);
  const length = table.metric === "cosine" ? 1 : rowLength(table, row) / unit;
  const deviation = Math.sqrt((table.step[row] ** 2 + (largestStep(table) * length) ** 2) / 12);
  return last / unit ** 2 > floor + Math.max(safety * deviation, 2 * errors.observed[query]);
}
