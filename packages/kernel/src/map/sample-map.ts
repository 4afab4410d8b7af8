import { checkLayout } from "../arguments.ts";
import { KernelError } from "../error.ts";
import { toShared } from "../shared-memory.ts";
import { runTask, type TaskOptions } from "../task.ts";
import type { SampleInput } from "./sample-map.worker.ts";

/** Options of {@link sampleMap}. */
export interface SampleOptions extends TaskOptions {
  /** Default 0. */
  seed?: number;
  /** Points that must be in the sample; they count towards `count`. */
  keep?: Int32Array;
}

/**
 * `count` points of a layout (`n x 2`), evenly spread over its area: ascending indices, all points when `count >= n`.
 * The layout is cut into the finest square tiles of which at most half of `count` hold points. Every such tile keeps at least
 * one point, so that rare and lonely points stay; the rest is dealt out so that the fullest tiles are thinned first.
 * Within a tile points are taken in a random order fixed by the seed. Runs in a worker thread. O(n log n).
 * @throws KernelError `invalid_argument` when `count` is not a whole number from 0, or smaller than the points to keep, or a
 * point to keep does not exist; `cancelled`.
 */
export async function sampleMap(
  coordinates: Float32Array,
  count: number,
  options: SampleOptions = {},
): Promise<Int32Array> {
  const { seed = 0, keep = new Int32Array(0) } = options;
  const n = checkLayout(coordinates);
  if (!Number.isInteger(count) || count < 0) {
    throw new KernelError("invalid_argument", `The size of a sample must be a whole number from 0, not ${count}.`);
  }
  const unknown = keep.find((point) => point < 0 || point >= n);
  if (unknown !== undefined) throw new KernelError("invalid_argument", `There is no point ${unknown} to keep.`, { n });
  if (new Set(keep).size > count) {
    throw new KernelError("invalid_argument", "The sample is smaller than the points to keep.", { count });
  }
  const input: SampleInput = { coordinates: await toShared(coordinates), count: Math.min(count, n), seed, keep };
  return runTask<SampleInput, Int32Array>(new URL("./sample-map.worker.ts", import.meta.url), input, options);
}
