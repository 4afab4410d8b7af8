import { duplicateDistance, exactDuplicates, nearDuplicates } from "@gleaner/kernel";
import type { Workspace } from "@gleaner/store";
import type { LoadedIndex } from "../indexes/index-cache.ts";
import { nearestDistances, type PairDistances, type PairSource, pairDistances } from "./pair-distances.ts";

/** The near-duplicates of an index. Rows are the index's. */
export interface NearDuplicates {
  /** The distance up to which two samples count as near-duplicates: {@link duplicateThreshold}. */
  limit: number;
  /** Pairs up to the limit, `pairs[2i]` and `pairs[2i + 1]`, nearest first; then equal files, each with the first of them. */
  pairs: Int32Array;
  /** The distance of each pair; 0 for equal files. */
  distances: Float32Array;
  /** The row that stands for each row's group of near-duplicates (star clusters: every member is one of its representative). */
  representative: Int32Array;
}

/**
 * The distance up to which two samples of an index count as near-duplicates: what yes/no answers settled for its space, else 0.13 of the
 * median distance to the nearest neighbour.
 */
export async function duplicateThreshold(
  workspace: Workspace,
  { numbers, space }: Pick<PairSource, "numbers" | "space">,
  pairs: PairDistances,
): Promise<number> {
  const settled = await workspace.duplicates.get(space);
  return settled?.distance ?? duplicateDistance(nearestDistances(pairs, numbers.length));
}

/** What pairs of a loaded index are made from. */
export const pairSource = ({ graph, numbers, index }: LoadedIndex): PairSource => {
  return { graph, numbers, space: index.space, graphKey: index.artifacts.graph };
};

/** Finds near-duplicates by vectors and pixels, and equal files by their hash, among the rows of `within` (default: all). */
export async function findNearDuplicates(
  workspace: Workspace,
  source: PairSource,
  within?: Int32Array,
): Promise<NearDuplicates> {
  const { numbers } = source;
  const inside = new Uint8Array(numbers.length).fill(within ? 0 : 1);
  for (const row of within ?? []) inside[row] = 1;
  const near = await pairDistances(workspace, source);
  const limit = await duplicateThreshold(workspace, source, near);
  const isInside = (a: number, b: number) => inside[a] === 1 && inside[b] === 1;
  const { places, representative } = nearDuplicates(numbers.length, near, limit, isInside);
  const hashes = await workspace.samples.texts(numbers, "content_hash");
  const first = exactDuplicates(hashes.map((hash, row) => (inside[row] === 1 ? hash : null)));
  const equal: number[] = [];
  first.forEach((original, row) => {
    if (original === row) return;
    equal.push(row);
    if (representative[row] === row) representative[row] = representative[original];
  });
  const pairs = new Int32Array(2 * (places.length + equal.length));
  const distances = new Float32Array(places.length + equal.length);
  places.forEach((place, at) => {
    pairs.set([near.a[place], near.b[place]], 2 * at);
    distances[at] = near.distance[place];
  });
  equal.forEach((row, at) => {
    pairs.set([first[row], row], 2 * (places.length + at));
  });
  return { limit, pairs, distances, representative };
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
