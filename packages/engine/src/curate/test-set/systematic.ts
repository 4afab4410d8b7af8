import { createRandom } from "@gleaner/kernel";

/**
 * Every so-many-th item of a list, `count` in all, from a seeded start (systematic sampling; Cochran 1977, chapter 8). Over the leaves of a
 * cluster tree in their order this gives every cluster of every level its share, to within one.
 */
export function systematicSample(items: Int32Array, count: number, seed: number): Int32Array {
  const wanted = Math.min(count, items.length);
  const start = createRandom(seed).uniform();
  return Int32Array.from({ length: wanted }, (_, i) => items[Math.floor(((i + start) * items.length) / wanted)]);
}
