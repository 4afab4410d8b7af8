import { createRandom, createSearcher, permutation } from "@gleaner/kernel";
import type { EngineContext } from "../context.ts";
import type { LoadedIndex } from "../index-cache.ts";
import { throughKernel } from "../kernel-errors.ts";

/** Pool samples that distances are measured from; all of a smaller pool. */
const queriesAtMost = 2000;
/** Longest list of nearest samples that is worth keeping for each of them. */
const longestList = 512;
/** A list this many times as long as needed on average holds a pick of nearly every selection. */
const reserve = 12;

/** Gives the cosine distance from each sampled pool member to its nearest pick. */
export type NearestPicks = (picks: Int32Array) => Promise<Float32Array>;

/**
 * Prepares distances to the nearest pick for many selections of about `budget` from one pool. Where lists of the nearest samples are short
 * enough they are found once, and a selection is measured by looking its picks up in them; the few samples whose list holds
 * no pick, and selections so small that lists would be long, are searched for. Exact either way.
 */
export async function prepareNearestPicks(
  context: EngineContext,
  loaded: LoadedIndex,
  pool: Int32Array,
  budget: number,
  seed: number,
): Promise<NearestPicks> {
  const { workspace } = context;
  const { index, numbers, rowOf } = loaded;
  const order = permutation(pool.length, createRandom(seed));
  const sampled = Int32Array.from(order.subarray(0, queriesAtMost), (at) => pool[at]).sort();
  const queries = await workspace.vectors.read(
    index.space,
    sampled.map((row) => numbers[row]),
  );
  const needed = Math.ceil((reserve * numbers.length) / budget);
  if (needed > longestList) return (picks) => searchPicks(context, loaded, picks, queries);

  const space = await context.indexes.searcher(index.space);
  const limit = Math.min(space.numbers.length, needed);
  const { rows, scores, width } = await throughKernel(() => space.searcher.search(queries, { limit }));
  const found = rows.map((row) => (row < 0 ? -1 : rowOf(space.numbers[row])));
  const dimension = space.searcher.dimension;
  return async (picks) => {
    const picked = new Uint8Array(numbers.length);
    for (const row of picks) picked[row] = 1;
    const distances = new Float32Array(sampled.length).fill(Number.NaN);
    for (let query = 0; query < sampled.length; query++) {
      for (let at = query * width; at < (query + 1) * width; at++) {
        if (found[at] < 0 || picked[found[at]] === 0) continue;
        distances[query] = Math.max(0, 1 - scores[at]);
        break;
      }
    }
    const open = [...distances.keys()].filter((query) => Number.isNaN(distances[query]));
    if (open.length === 0) return distances;
    const rest = new Float32Array(open.length * dimension);
    open.forEach((query, i) => {
      rest.set(queries.subarray(query * dimension, (query + 1) * dimension), i * dimension);
    });
    const searched = await searchPicks(context, loaded, picks, rest);
    open.forEach((query, i) => {
      distances[query] = searched[i];
    });
    return distances;
  };
}

async function searchPicks(
  { workspace }: EngineContext,
  { index, numbers }: LoadedIndex,
  picks: Int32Array,
  queries: Float32Array,
): Promise<Float32Array> {
  const source = await workspace.vectors.source(
    index.space,
    picks.map((row) => numbers[row]),
  );
  const searcher = await throughKernel(() => createSearcher(source, { metric: "cosine" }));
  try {
    const { scores } = await throughKernel(() => searcher.search(queries, { limit: 1 }));
    return scores.map((score) => Math.max(0, 1 - score));
  } finally {
    await searcher.close();
  }
}
