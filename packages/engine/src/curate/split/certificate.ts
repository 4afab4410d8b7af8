import type { EngineContext } from "../../context.ts";
import { withPixels } from "../../duplicates/pair-distances.ts";
import type { LoadedIndex } from "../../indexes/index-cache.ts";
import { throughKernel } from "../../kernel-errors.ts";
import type { Work } from "../../work.ts";

/** The most similar rows of different parts. */
export interface Closest {
  similarity: number;
  a: number;
  b: number;
}

/** What comparing the parts found. */
export interface Comparison {
  closest: Closest | null;
  /** The nearest row of another part of each row that was compared, where the two are near-duplicates. */
  leaks: Closest[];
  /** True when each row outside the largest part was compared with all rows of the other parts. */
  exact: boolean;
}

/** Comparisons of rows beyond which the graph's edges must do. */
const comparisonsAtMost = 4e9;
const queriesAtOnce = 1024;

/**
 * Compares the parts of a split by exact search: every row outside the largest part with all rows of the other parts. Where that would
 * be too many comparisons, only the edges of the graph are looked at.
 * @param part the part of each row of the index, -1 for rows in none
 * @param limit the distance, of vectors and pixels, up to which rows are near-duplicates
 */
export async function compareParts(
  context: EngineContext,
  loaded: LoadedIndex,
  part: Int32Array,
  limit: number,
  work: Work,
): Promise<Comparison> {
  const sizes = new Map<number, number>();
  for (const name of part) if (name >= 0) sizes.set(name, (sizes.get(name) ?? 0) + 1);
  const [largest] = [...sizes].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0];
  const compared = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  const queries = compared - (sizes.get(largest) ?? 0);
  if (queries * compared > comparisonsAtMost)
    return { ...(await summary(context, loaded, edgesAcross(loaded, part), limit)), exact: false };

  const { workspace, indexes } = context;
  const { index, numbers, rowOf } = loaded;
  const space = await indexes.searcher(index.space);
  const found: Closest[] = [];
  let done = 0;
  for (const own of [...sizes.keys()].filter((name) => name !== largest)) {
    const rows = Int32Array.from(numbers.keys()).filter((row) => part[row] === own);
    const allow = new Uint8Array(Math.ceil(space.numbers.length / 8));
    space.numbers.forEach((number, at) => {
      const row = rowOf(number);
      if (row >= 0 && part[row] >= 0 && part[row] !== own) allow[at >> 3] |= 1 << (at & 7);
    });
    for (let start = 0; start < rows.length; start += queriesAtOnce) {
      work.check();
      work.progress({ phase: "compare", done, total: queries });
      const some = rows.subarray(start, start + queriesAtOnce);
      const vectors = await workspace.vectors.read(
        index.space,
        some.map((row) => numbers[row]),
      );
      const result = await throughKernel(() =>
        space.searcher.search(vectors, { limit: 1, allow, signal: work.signal }),
      );
      some.forEach((row, i) => {
        const other = result.rows[i * result.width];
        if (other >= 0)
          found.push({ similarity: result.scores[i * result.width], a: row, b: rowOf(space.numbers[other]) });
      });
      done += some.length;
    }
  }
  return { ...(await summary(context, loaded, found, limit)), exact: true };
}

function edgesAcross({ graph }: LoadedIndex, part: Int32Array): Closest[] {
  const found: Closest[] = [];
  for (let row = 0; row < graph.n; row++) {
    for (let edge = row * graph.k; edge < (row + 1) * graph.k; edge++) {
      const other = graph.neighbors[edge];
      if (other < 0 || part[row] < 0 || part[other] < 0 || part[row] === part[other]) continue;
      found.push({ similarity: graph.similarities[edge], a: row, b: other });
      break;
    }
  }
  return found;
}

async function summary(
  context: EngineContext,
  { numbers }: LoadedIndex,
  found: readonly Closest[],
  limit: number,
): Promise<Omit<Comparison, "exact">> {
  let closest: Closest | null = null;
  for (const pair of found) if (closest === null || pair.similarity > closest.similarity) closest = pair;
  const pairs = found.map(({ a, b, similarity }) => {
    return { a: numbers[a], b: numbers[b], distance: Math.max(0, 1 - similarity) };
  });
  const distances = await withPixels(context.workspace, pairs);
  return { closest, leaks: found.filter((_, at) => distances[at] <= limit) };
}
