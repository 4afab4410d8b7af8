import { largestStep, type RowTable, rowLength, unitLength } from "./row-table.ts";

/** How many standard deviations of the rounding error an unseen row may gain. One in 10^9 errors of a normal distribution is larger. */
const safety = 6;

/**
 * How far a true similarity may lie above its eight-bit estimate, both in the table's unit. Rounding errors of rotated rows are
 * independent and uniform within a step, so the error of an inner product is close to normal with the variance
 * (step of the query^2 x length of the row^2 + step of the row^2 x length of the query^2) / 12. The row is unknown: the largest step and
 * length stand for it. Twice the largest error observed so far is allowed for as well.
 */
export function estimateMargin(table: RowTable, queryStep: number, queryLength: number, observed: number): number {
  const deviation = Math.sqrt((queryStep ** 2 + (largestStep(table) * queryLength) ** 2) / 12);
  return Math.max(safety * deviation, 2 * observed);
}

/** The margin of estimates for a row of the table. */
export function queryMargin(table: RowTable, row: number, observed: number): number {
  const length = table.metric === "cosine" ? 1 : rowLength(table, row) / unitLength(table);
  return estimateMargin(table, table.step[row], length, observed);
}
