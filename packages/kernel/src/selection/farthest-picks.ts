import { createRowTable, finishTable, type RowTable } from "../neighbors/row-table.ts";
import type { WorkerPool } from "../pool.ts";
import { sharedFloat32 } from "../shared-memory.ts";
import type { FarthestCalls, VectorRows } from "./farthest-calls.ts";
import type { PickList } from "./pick-list.ts";
import type { KnownVectors } from "./strategy.ts";

/** What farthest-point selection works on: vectors of pool rows and chosen rows. */
export interface FarthestInput extends KnownVectors {
  /** `n`: 1 for rows that may be picked; null for all. */
  readonly candidates: Uint8Array | null;
}

const fewestFar = 64;
const mostFar = 1024;

/**
 * Greedy k-center (Gonzalez 1985; Sener & Savarese 2018): the next pick is the row with the largest
 * `weight * (1 - similarity to its nearest pick)`, the smaller row among equals. Makes `picks` picks at most.
 *
 * Works in rounds: the similarities among the farthest rows are computed at once, and picks are made among them as long as the
 * best is farther than every row outside them, which is when a row-by-row search would make the same pick. One matrix product
 * then brings all rows up to date (`NearestPick`). Picks are those of the naive algorithm on float32 similarities; distances that
 * differ in the last bit may change places.
 * @param pool threads of `farthest.worker.ts`; the caller ends them
 */
export async function pickFarthest(
  list: PickList,
  pool: WorkerPool<FarthestCalls>,
  { rows: vectors, rowOf, candidates }: FarthestInput,
  picks: number,
  check: () => void,
): Promise<void> {
  const until = Math.min(list.budget, list.count + picks);
  if (list.count >= until) return;
  const best = sharedFloat32(vectors.count).fill(-1);
  const update = async (picked: Int32Array) => {
    if (picked.length > 0) await pool.callEach("update", () => ({ picked }));
  };
  const table = await tableOf(vectors, pool);
  await pool.callEach("attach", (member) => ({ vectors, table, best, ...partOf(vectors, pool, member) }));
  const place = new Map(Array.from(rowOf, (row, at) => [row, at]));
  await update(Int32Array.from(rowOf.keys()).filter((at) => list.taken[rowOf[at]] === 1));
  const distance = (at: number, similarity: number) => list.weight(rowOf[at]) * (1 - similarity);
  for (let size = fewestFar; list.count < until; ) {
    check();
    const open = (at: number) => list.canPick(rowOf[at]) && candidates?.[rowOf[at]] !== 0;
    const { far, beyond } = farthestOf(best, distance, open, size);
    if (far.length === 0) return;
    const pairs = await pool.call(0, "pairs", { rows: far });
    const picked = pickAmong(list, { far, beyond, best, pairs, rowOf, distance }, until);
    await update(Int32Array.from(picked, (row) => place.get(row) ?? -1).filter((at) => at >= 0));
    if (picked.length * 8 >= size) size = Math.min(mostFar, size * 2);
    else if (picked.length * 32 < size) size = Math.max(fewestFar, size / 2);
  }
}

/** The eight-bit tables of vectors that were selected from before. */
const tables = new WeakMap<VectorRows, RowTable>();

async function tableOf(vectors: VectorRows, pool: WorkerPool<FarthestCalls>): Promise<RowTable> {
  const known = tables.get(vectors);
  if (known) return known;
  const range = await pool.call(0, "integerRange", undefined);
  const table = createRowTable(vectors.count, vectors.dimension, "cosine", range);
  await pool.callEach("quantize", (member) => ({ vectors, table, ...partOf(vectors, pool, member) }));
  finishTable(table);
  tables.set(vectors, table);
  return table;
}

/** The rows of one of the threads. */
function partOf({ count }: VectorRows, { size }: { size: number }, member: number): { from: number; to: number } {
  return { from: Math.floor((count * member) / size), to: Math.floor((count * (member + 1)) / size) };
}

/** The `size` farthest open rows (places in `best`), farthest first, and the largest distance among the others. */
function farthestOf(
  best: Float32Array,
  distance: (at: number, similarity: number) => number,
  open: (at: number) => boolean,
  size: number,
): { far: Int32Array; beyond: number } {
  const distances = Float64Array.from(best, (similarity, at) => (open(at) ? distance(at, similarity) : -Infinity));
  const sorted = distances.slice().sort();
  const least = sorted[Math.max(0, sorted.length - size)];
  const far = Int32Array.from(distances.keys())
    .filter((at) => distances[at] >= least && distances[at] > -Infinity)
    .sort((a, b) => distances[b] - distances[a] || a - b);
  return {
    far: far.slice(0, size),
    beyond: far.length > size ? least : (sorted[sorted.length - size - 1] ?? -Infinity),
  };
}

interface Round {
  far: Int32Array;
  beyond: number;
  best: Float32Array;
  pairs: Float32Array;
  rowOf: Int32Array;
  distance(at: number, similarity: number): number;
}

/** Makes the picks of one round; gives all rows that came in. */
function pickAmong(list: PickList, { far, beyond, best, pairs, rowOf, distance }: Round, until: number): number[] {
  const near = Float32Array.from(far, (at) => best[at]);
  const picked: number[] = [];
  while (list.count < until) {
    let [top, topDistance, second, secondDistance] = [-1, -Infinity, -1, -Infinity];
    for (let i = 0; i < far.length; i++) {
      if (!list.canPick(rowOf[far[i]])) continue;
      const own = distance(far[i], near[i]);
      if (own > topDistance || (own === topDistance && far[i] < far[top])) {
        [second, secondDistance] = [top, topDistance];
        [top, topDistance] = [i, own];
      } else if (own > secondDistance || (own === secondDistance && far[i] < far[second])) {
        [second, secondDistance] = [i, own];
      }
    }
    if (top < 0) break;
    // Among rows as far as those outside, only one that was so from the start has a smaller number than they.
    const always = topDistance === beyond && distance(far[top], best[far[top]]) === beyond;
    const sure = topDistance > beyond || always;
    if (picked.length > 0 && !sure) break;
    const added = list.pick(rowOf[far[top]], "farthest", topDistance, second < 0 ? -1 : rowOf[far[second]]);
    picked.push(...added);
    // Rows that came in with a whole group may lie outside the round's rows: their similarities are not at hand.
    if (added.length > 1) break;
    for (let i = 0; i < far.length; i++) near[i] = Math.max(near[i], pairs[top * far.length + i]);
  }
  return picked;
}
