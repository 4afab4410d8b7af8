/**
 * A binary heap of rows, the largest gain first, the smaller row first among equals. Every entry carries the round in which its
 * gain was computed, so that a caller can tell fresh gains from stale ones without comparing floats.
 */
export class GainHeap {
  readonly #rows: Int32Array;
  readonly #gains: Float64Array;
  readonly #rounds: Int32Array;
  #length = 0;

  constructor(capacity: number) {
    this.#rows = new Int32Array(capacity);
    this.#gains = new Float64Array(capacity);
    this.#rounds = new Int32Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** The best row; undefined behaviour when empty, as for `gain` and `round`. */
  get row(): number {
    return this.#rows[0];
  }

  get gain(): number {
    return this.#gains[0];
  }

  get round(): number {
    return this.#rounds[0];
  }

  push(row: number, gain: number, round: number): void {
    let at = this.#length++;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (!this.#before(gain, row, up)) break;
      this.#copy(up, at);
      at = up;
    }
    this.#put(at, row, gain, round);
  }

  /** Gives the best row a new gain, not above its last one. */
  lower(gain: number, round: number): void {
    this.#sink(this.#rows[0], gain, round);
  }

  pop(): void {
    const last = --this.#length;
    if (last > 0) this.#sink(this.#rows[last], this.#gains[last], this.#rounds[last]);
  }

  /** Puts an entry where the top is and moves it down to its place. */
  #sink(row: number, gain: number, round: number): void {
    let at = 0;
    for (;;) {
      let down = 2 * at + 1;
      if (down >= this.#length) break;
      if (down + 1 < this.#length && this.#before(this.#gains[down + 1], this.#rows[down + 1], down)) down++;
      if (this.#before(gain, row, down)) break;
      this.#copy(down, at);
      at = down;
    }
    this.#put(at, row, gain, round);
  }

  #before(gain: number, row: number, other: number): boolean {
    return gain > this.#gains[other] || (gain === this.#gains[other] && row < this.#rows[other]);
  }

  #copy(from: number, to: number): void {
    this.#put(to, this.#rows[from], this.#gains[from], this.#rounds[from]);
  }

  #put(at: number, row: number, gain: number, round: number): void {
    this.#rows[at] = row;
    this.#gains[at] = gain;
    this.#rounds[at] = round;
  }
}
