/** Candidates in no order: row numbers and their scores. */
export interface Candidates {
  readonly rows: Int32Array;
  readonly scores: Float32Array;
}

/**
 * Brings the best `keep` of the candidates `start .. start + count - 1` to the front, in no order: those with the highest scores, and of
 * equal scores those of the smaller rows. Gives the lowest score that was kept, -Infinity when fewer than `keep` are there.
 * Quickselect (Hoare 1961), linear on average.
 */
export function selectBest({ rows, scores }: Candidates, start: number, count: number, keep: number): number {
  if (count < keep) return -Infinity;
  let low = start;
  let high = start + count - 1;
  const last = start + keep - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const score = scores[middle];
    const row = rows[middle];
    let left = low;
    let right = high;
    while (left <= right) {
      while (scores[left] > score || (scores[left] === score && rows[left] < row)) left++;
      while (scores[right] < score || (scores[right] === score && rows[right] > row)) right--;
      if (left > right) break;
      const otherScore = scores[left];
      const otherRow = rows[left];
      scores[left] = scores[right];
      rows[left++] = rows[right];
      scores[right] = otherScore;
      rows[right--] = otherRow;
    }
    if (last <= right) high = right;
    else if (last >= left) low = left;
    else break;
  }
  let lowest = Infinity;
  for (let at = start; at <= last; at++) if (scores[at] < lowest) lowest = scores[at];
  return lowest;
}
