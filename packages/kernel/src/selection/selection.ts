/** Rows chosen by a strategy, in the order of choice, and why; all arrays have one entry a pick. */
export interface Selection {
  rows: Int32Array;
  /** What the pick added to the facility-location objective when it was made. */
  gain: Float32Array;
  /** The row that would have been taken in its place, -1 where there was no other. */
  displaced: Int32Array;
}

/** Collects picks one by one. */
export interface SelectionBuilder {
  readonly length: number;
  push(row: number, gain: number, displaced: number): void;
  done(): Selection;
}

/** A builder for at most `budget` picks. */
export function createSelection(budget: number): SelectionBuilder {
  const rows = new Int32Array(budget);
  const gains = new Float32Array(budget);
  const displaced = new Int32Array(budget);
  let length = 0;
  return {
    get length() {
      return length;
    },
    push(row, gain, other) {
      rows[length] = row;
      gains[length] = gain;
      displaced[length++] = other;
    },
    done: () => ({ rows: rows.slice(0, length), gain: gains.slice(0, length), displaced: displaced.slice(0, length) }),
  };
}
