import { createRandom } from "../random.ts";
import type { RowTable } from "./row-table.ts";

/** Rows are compared in steps of so many values; in fewer dimensions than the smallest eight bits tell rows apart badly. */
const stepValues = 16;
const smallestDimension = 32;

/** From so many dimensions on the sample is a quarter of the coordinates; below it is all of them. */
const smallestSampled = 512;

/** Standard deviations of a distance on the sample that are allowed for. */
const safety = 6;

/**
 * A few coordinates of rotated eight-bit rows of unit length. The squared distance of two rows on them, times `dimension / size`, is an
 * estimate of their squared distance whose relative standard deviation is at most sqrt(2 / size (1 - size / dimension)), because rotated
 * coordinates are close to normal (Gao and Long 2023, ADSampling): most pairs are recognised as too far apart at a quarter of the cost.
 */
export class CoordinateSample {
  readonly size: number;
  readonly #coordinates: Int32Array;
  /** Share of the coordinates, and the largest relative error of a distance on the sample. */
  readonly #share: number;
  readonly #error: number;

  /** Null where eight-bit rows do not serve: without integer products, in few dimensions, or where rows are no whole number of steps. */
  static of(table: RowTable): CoordinateSample | null {
    const { dimension, metric, range } = table;
    const possible = metric === "cosine" && range > 0 && dimension % stepValues === 0;
    return possible && dimension >= smallestDimension ? new CoordinateSample(table) : null;
  }

  private constructor(table: RowTable) {
    const { dimension } = table;
    this.size = dimension < smallestSampled ? dimension : stepValues * Math.round(dimension / (4 * stepValues));
    this.#coordinates = drawn(dimension, this.size);
    this.#share = this.size / dimension;
    this.#error = safety * Math.sqrt((2 / this.size) * (1 - this.#share));
  }

  /**
   * Half the squared distance on the sample that two rows have at most, if half their squared distance is `half` at most. `margin` is the
   * largest error of `half` from rounding: both errors are independent, so their squares add up.
   */
  reach(half: number, margin: number): number {
    return this.#share * (half + Math.hypot(this.#error * half, margin));
  }

  /** What {@link reach} grows by at most where `half` grows by `more`, and what it shrinks by at least where `more` is negative. */
  reachBeyond(more: number): number {
    return this.#share * more * (more > 0 ? 1 + this.#error : 1);
  }

  /** Copies the sampled values of a row, exclusive or `zeroPoint`, to `target` from place `at` on. Gives half their squared length. */
  copy({ dimension, values, step }: RowTable, row: number, zeroPoint: number, target: Uint8Array, at: number): number {
    const coordinates = this.#coordinates;
    const from = row * dimension;
    let squared = 0;
    for (let c = 0; c < coordinates.length; c++) {
      const value = values[from + coordinates[c]];
      target[at + c] = value ^ zeroPoint;
      squared += value * value;
    }
    return (squared * step[row] ** 2) / 2;
  }
}

/** Half the squared length of an eight-bit row: near 1/2, but for the rounding. */
export function halfSquaredLength({ dimension, values, step }: RowTable, row: number): number {
  let squared = 0;
  for (let at = row * dimension; at < (row + 1) * dimension; at++) squared += values[at] * values[at];
  return (squared * step[row] ** 2) / 2;
}

/** `size` of `dimension` coordinates, drawn at random but always the same, in ascending order. */
function drawn(dimension: number, size: number): Int32Array {
  const random = createRandom(dimension);
  const all = Int32Array.from({ length: dimension }, (_, coordinate) => coordinate);
  for (let at = 0; at < size; at++) {
    const other = at + random.integer(dimension - at);
    [all[at], all[other]] = [all[other], all[at]];
  }
  return all.slice(0, size).sort();
}
