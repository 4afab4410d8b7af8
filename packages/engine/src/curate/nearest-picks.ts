import { createRandom, createSearcher, permutation } from "@gleaner/kernel";
import type { EngineContext } from "../context.ts";
import type { LoadedIndex } from "../index-cache.ts";
import { throughKernel } from "../kernel-errors.ts";

/** Longest list of nearest samples that is worth keeping for a query. */
const longestList = 512;
/** A list this many times as long as needed on average holds a pick of nearly every selection. */
const reserve = 12;

/** The nearest pick of each query. */
export interface Nearest {
  /** Row of the nearest pick. */
  rows: Int32Array;
  /** Cosine distance to it. */
  distances: Float32Array;
}

/** Gives the nearest pick of each query, for any selection. */
export type FindNearest = (picks: Int32Array) => Promise<Nearest>;

/** At most `most` rows of a pool, drawn by seed; all of a smaller pool. Ascending. */
export function sampleRows(pool: Int32Array, most: number, seed: number): Int32Array {
  const order = permutation(pool.length, createRandom(seed));
  return Int32Array.from(order.subarray(0, most), (at) => pool[at]).sort();
}

/**
 * Prepares the search for the nearest pick of each query row in many selections of about `budget`. Where lists of the nearest samples are
 * short enough they are found once, and a selection is measured by looking its picks up in them; the few queries whose list holds no
 * pick, and selections so small that lists would be long, are searched for. Exact either way.
 */
export async function prepareNearest(
  context: EngineContext,
  loaded: LoadedIndex,
  queryRows: Int32Array,
  budget: number,
): Promise<FindNearest> {
  const { workspace } = context;
  const { index, numbers, rowOf } = loaded;
  const queries = await workspace.vectors.read(
    index.space,
    queryRows.map((row) => numbers[row]),
  );
  const needed = Math.ceil((reserve * numbers.length) / budget);
  if (needed > longestList) return (picks) => searchPicks(context, loaded, picks, queries);

  const space = await context.indexes.searcher(index.space);
  const limit = Math.min(space.numbers.length, needed);
  const found = await throughKernel(() => space.searcher.search(queries, { limit, exact: true }));
  const listed = found.rows.map((row) => (row < 0 ? -1 : rowOf(space.numbers[row])));
  const dimension = space.searcher.dimension;
  return async (picks) => {
    const picked = new Uint8Array(numbers.length);
    for (const row of picks) picked[row] = 1;
    const rows = new Int32Array(queryRows.length).fill(-1);
    const distances = new Float32Array(queryRows.length);
    for (let query = 0; query < queryRows.length; query++) {
      for (let at = query * found.width; at < (query + 1) * found.width; at++) {
        if (listed[at] < 0 || picked[listed[at]] === 0) continue;
        rows[query] = listed[at];
        distances[query] = Math.max(0, 1 - found.scores[at]);
        break;
      }
    }
    const open = [...rows.keys()].filter((query) => rows[query] < 0);
    if (open.length === 0) return { rows, distances };
    const rest = new Float32Array(open.length * dimension);
    open.forEach((query, i) => {
      rest.set(queries.subarray(query * dimension, (query + 1) * dimension), i * dimension);
    });
    const searched = await searchPicks(context, loaded, picks, rest);
    open.forEach((query, i) => {
      rows[query] = searched.rows[i];
      distances[query] = searched.distances[i];
    });
    return { rows, distances };
  };
}

async function searchPicks(
  { workspace }: EngineContext,
  { index, numbers }: LoadedIndex,
  picks: Int32Array,
  queries: Float32Array,
): Promise<Nearest> {
  const source = await workspace.vectors.source(
    index.space,
    picks.map((row) => numbers[row]),
  );
  // A thread costs more to start than so few rows to compare.
  const options = { metric: "cosine", method: "exact", threads: 1 } as const;
  const searcher = await throughKernel(() => createSearcher(source, options));
  try {
    const { rows, scores } = await throughKernel(() => searcher.search(queries, { limit: 1 }));
    return {
      rows: rows.map((row) => (row < 0 ? -1 : picks[row])),
      distances: scores.map((score) => Math.max(0, 1 - score)),
    };
  } finally {
    await searcher.close();
  }
}
