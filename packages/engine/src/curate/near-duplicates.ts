import { duplicateDistance, exactDuplicates, type Graph, nearDuplicates, neighborScores } from "@gleaner/kernel";
import type { EngineContext } from "../context.ts";
import type { LoadedIndex } from "../index-cache.ts";

/** The near-duplicates of an index. Rows are the index's. */
export interface NearDuplicates {
  /** Cosine similarity from which two samples count as near-duplicates: 1 - {@link duplicateThreshold}. */
  threshold: number;
  /** Pairs at or above the threshold, `pairs[2i]` and `pairs[2i + 1]`; equal files are paired with the first of them. */
  pairs: Int32Array;
  /** The row that stands for each row's group of near-duplicates (star clusters: every member is one of its representative). */
  representative: Int32Array;
}

/**
 * The cosine distance up to which two samples of an index count as near-duplicates: what yes/no answers settled for its space, else 0.13
 * of the median distance to the nearest neighbour.
 */
export async function duplicateThreshold(
  { workspace }: EngineContext,
  { graph, index }: Pick<LoadedIndex, "graph" | "index">,
): Promise<number> {
  const settled = await workspace.duplicates.get(index.space);
  return settled?.distance ?? duplicateDistance(neighborScores(graph).nearestDistance);
}

/** Finds near-duplicates by the graph and equal files by their hash, among the rows of `within` (default: all). */
export async function findNearDuplicates(
  context: EngineContext,
  loaded: LoadedIndex,
  within?: Int32Array,
): Promise<NearDuplicates> {
  const { graph, numbers } = loaded;
  const threshold = 1 - (await duplicateThreshold(context, loaded));
  const inside = new Uint8Array(graph.n).fill(within ? 0 : 1);
  for (const row of within ?? []) inside[row] = 1;
  const { pairs, representative } = nearDuplicates(within ? graphWithin(graph, inside) : graph, threshold);
  const hashes = await context.workspace.samples.texts(numbers, "content_hash");
  const first = exactDuplicates(hashes.map((hash, row) => (inside[row] === 1 ? hash : null)));
  const equal: number[] = [];
  first.forEach((original, row) => {
    if (original === row) return;
    equal.push(original, row);
    if (representative[row] === row) representative[row] = representative[original];
  });
  return { threshold, pairs: Int32Array.from([...pairs, ...equal]), representative };
}

/** The graph without the edges of rows that lie outside. */
function graphWithin(graph: Graph, inside: Uint8Array): Graph {
  const { k } = graph;
  const neighbors = graph.neighbors.map((other, edge) =>
    other >= 0 && inside[other] && inside[Math.floor(edge / k)] ? other : -1,
  );
  return { ...graph, neighbors };
}

/** Pairs whose rows lie in different parts; rows of part -1 lie in none. A pair that is listed twice counts once. */
export function pairsAcross(pairs: Int32Array, part: ArrayLike<number>, n: number): number {
  const across = new Set<number>();
  for (let i = 0; i < pairs.length; i += 2) {
    const [a, b] = [pairs[i], pairs[i + 1]];
    if (part[a] < 0 || part[b] < 0 || part[a] === part[b]) continue;
    across.add(Math.min(a, b) * n + Math.max(a, b));
  }
  return across.size;
}
