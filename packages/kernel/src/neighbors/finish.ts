import type { CandidateErrors, NeighborCalls } from "./calls.ts";
import { queryMargin } from "./margin.ts";
import { isZeroRow, type RowTable, unitLength } from "./row-table.ts";

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
 * lifts it from there to the k-th similarity.
 */
function isComplete(table: RowTable, errors: CandidateErrors, query: number, row: number, last: number): boolean {
  const floor = errors.floor[query];
  if (floor === -Infinity) return true;
  if (table.metric === "cosine" && last >= 1) return true;
  return last / unitLength(table) ** 2 > floor + queryMargin(table, row, errors.observed[query]);
}
