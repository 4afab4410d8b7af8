/**
 * Lets threads share a grid of work: every item must pass through all stages in order, and one thread at a time holds an item.
 * A fast thread takes more items and runs ahead by at most one stage, so threads need not wait for each other at every stage.
 * State of an item: 2 x stages finished, plus 1 while a thread holds it.
 */
export class Turns {
  readonly #state: Int32Array;
  #position = 0;

  /** `state` has one zero an item, in shared memory. */
  constructor(state: Int32Array) {
    this.#state = state;
  }

  /**
   * Takes an item that waits for `stage`; -1 when all items have passed or are passing this stage.
   * Waits for items that are held in an earlier stage and calls `check`, which may throw, while it does.
   */
  take(stage: number, check: () => void): number {
    const items = this.#state.length;
    check();
    for (;;) {
      let behind = -1;
      for (let tried = 0; tried < items; tried++) {
        const item = (this.#position + tried) % items;
        const seen = Atomics.load(this.#state, item);
        if (seen === 2 * stage && Atomics.compareExchange(this.#state, item, seen, seen + 1) === seen) {
          this.#position = (item + 1) % items;
          return item;
        }
        if (seen < 2 * stage) behind = item;
      }
      if (behind < 0) return -1;
      check();
      Atomics.wait(this.#state, behind, Atomics.load(this.#state, behind) | 1, 20);
    }
  }

  /** Gives an item back after its stage. */
  finish(item: number): void {
    Atomics.add(this.#state, item, 1);
    Atomics.notify(this.#state, item);
  }
}
