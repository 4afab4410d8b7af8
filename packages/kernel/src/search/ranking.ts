import type { CandidateLists } from "../neighbors/candidate-lists.ts";

/** Candidates of one query from all workers, by descending estimate. */
export interface RankedCandidates {
  readonly rows: Int32Array;
  readonly estimates: Float64Array;
  /** No row outside the candidates has a higher estimate; -Infinity when there is no other row. */
  readonly floor: number;
}

/** Joins the lists of a query; `step` turns the workers' scores into estimates of similarities. */
export function rankCandidates(lists: readonly CandidateLists[], query: number, step: number): RankedCandidates {
  const found: { row: number; estimate: number }[] = [];
  let floor = -Infinity;
  for (const { width, rows, scores } of lists) {
    let lowest = Infinity;
    for (let slot = query * width; slot < (query + 1) * width; slot++) {
      const estimate = rows[slot] < 0 ? -Infinity : scores[slot] * step;
      lowest = Math.min(lowest, estimate);
      if (rows[slot] >= 0) found.push({ row: rows[slot], estimate });
    }
    floor = Math.max(floor, lowest);
  }
  found.sort((a, b) => b.estimate - a.estimate || a.row - b.row);
  return {
    rows: Int32Array.from(found, ({ row }) => row),
    estimates: Float64Array.from(found, ({ estimate }) => estimate),
    floor,
  };
}

/** The best `limit` rows seen so far: by score, ties by the smaller row. */
export class BestRows {
  readonly rows: number[] = [];
  readonly scores: number[] = [];
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The score that a row must reach to get in; -Infinity while there is room. */
  get last(): number {
    return this.rows.length < this.#limit ? -Infinity : this.scores[this.#limit - 1];
  }

  offer(row: number, score: number): void {
    if (score === -Infinity) return;
    let place = this.rows.length;
    while (
      place > 0 &&
      (score > this.scores[place - 1] || (score === this.scores[place - 1] && row < this.rows[place - 1]))
    ) {
      place--;
    }
    if (place >= this.#limit) return;
    this.rows.splice(place, 0, row);
    this.scores.splice(place, 0, score);
    if (this.rows.length > this.#limit) {
      this.rows.pop();
      this.scores.pop();
    }
  }
}
