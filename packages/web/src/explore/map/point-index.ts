import KDBush from "kdbush";
import type { MapPoint } from "./map-protocol.ts";

/** Finds points of a map by place and by sample number. */
export class PointIndex {
  readonly #positions: Float32Array;
  readonly #numbers: Int32Array;
  #tree: KDBush | null = null;
  /** Points by number, where they are not in that order themselves. */
  #byNumber: Int32Array | "as they are" | null = null;

  /** `positions`: x0, y0, x1, y1, ...; `numbers`: the sample number of each point. Trees are built at the first question. */
  constructor(positions: Float32Array, numbers: Int32Array) {
    this.#positions = positions;
    this.#numbers = numbers;
  }

  /** The point nearest to a place within `reach`, of those that `accepts` takes; null where there is none. */
  nearest(x: number, y: number, reach: number, accepts: (index: number) => boolean): MapPoint | null {
    this.#tree ??= this.#buildTree();
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    for (const index of this.#tree.within(x, y, reach)) {
      if (!accepts(index)) continue;
      const distance = (this.#positions[2 * index] - x) ** 2 + (this.#positions[2 * index + 1] - y) ** 2;
      if (distance < least) {
        least = distance;
        best = index;
      }
    }
    return best < 0 ? null : this.#pointAt(best);
  }

  /** Where samples are, by number; those that aren't on the map are left out. */
  locate(numbers: number[]): MapPoint[] {
    this.#byNumber ??= this.#sortByNumber();
    const found: MapPoint[] = [];
    for (const number of numbers) {
      const index = this.#indexOf(number, this.#byNumber);
      if (index >= 0) found.push(this.#pointAt(index));
    }
    return found;
  }

  #pointAt(index: number): MapPoint {
    return { number: this.#numbers[index], x: this.#positions[2 * index], y: this.#positions[2 * index + 1] };
  }

  #buildTree(): KDBush {
    const n = this.#numbers.length;
    const tree = new KDBush(n, 64, Float32Array);
    for (let i = 0; i < n; i++) tree.add(this.#positions[2 * i], this.#positions[2 * i + 1]);
    return tree.finish();
  }

  #sortByNumber(): Int32Array | "as they are" {
    let at = 1;
    while (at < this.#numbers.length && this.#numbers[at - 1] < this.#numbers[at]) at++;
    if (at >= this.#numbers.length) return "as they are";
    return Int32Array.from(this.#numbers, (_, index) => index).sort((a, b) => this.#numbers[a] - this.#numbers[b]);
  }

  #indexOf(number: number, sorted: Int32Array | "as they are"): number {
    let low = 0;
    let high = this.#numbers.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const index = sorted === "as they are" ? middle : sorted[middle];
      const found = this.#numbers[index];
      if (found === number) return index;
      if (found < number) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }
}
