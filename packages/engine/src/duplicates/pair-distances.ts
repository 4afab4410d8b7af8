import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { signatureBytes, signatureLayout } from "@gleaner/formats";
import { compareSignatures, signatureCandidates } from "@gleaner/kernel";
import type { Workspace } from "@gleaner/store";
import { artifactKey } from "../indexes/index-artifacts.ts";
import type { LoadedIndex } from "../indexes/index-cache.ts";
import { positionsOf } from "../number-lookup.ts";
import { neighborPairs } from "./neighbor-pairs.ts";

/** Changes when the same inputs no longer give the same distances. */
const version = 1;
/** Pairs between two looks at what else is to be done. */
const pairsAtOnce = 20_000;
/** Vectors that are read for pairs outside the graph at a time. */
const vectorsAtOnce = 4096;
/** Pairs outside the graph that differ more are no candidates. */
const differenceAtMost = 0.25;

/** Pairs of rows of an index that may be near-duplicates, each once, ordered by `a`, then `b`; `a` < `b`. */
export interface PairDistances {
  a: Int32Array;
  b: Int32Array;
  /**
   * Cosine distance of the vectors times the square of the share of the picture that differs (1 where a signature is missing): what model
   * and pixels say together.
   */
  distance: Float32Array;
}

/** Model and pixels together: the product of the distance of the vectors and of the picture, both as squares of distances. */
function together(cosineDistance: number, share: number): number {
  return cosineDistance * Math.min(1, share) ** 2;
}

/** What pairs are made from: the arrays of an index. */
export type PairSource = Pick<LoadedIndex, "graph" | "numbers"> & { space: string; graphKey: string };

/**
 * The distances of all neighbours in the graph, and of pairs whose perceptual hashes are alike. From the cache while neither graph nor
 * signatures have changed.
 */
export async function pairDistances(workspace: Workspace, source: PairSource): Promise<PairDistances> {
  const { numbers, graphKey } = source;
  const states = await workspace.samples.signatureStates(numbers, signatureBytes);
  const hashes = states.includes(1) ? await workspace.samples.texts(numbers, "content_hash") : [];
  const signed = createHash("sha256").update(states).update(hashes.join(" ")).digest("hex");
  const key = artifactKey({ version, graphKey, signed });
  const known = await workspace.artifacts.get("pairs", key);
  const found = known && stored(known.arrays);
  if (found) return found;
  const pairs = await compute(workspace, source, states);
  await workspace.artifacts.put("pairs", key, { arrays: { ...pairs }, json: {} });
  return pairs;
}

function stored({ a, b, distance }: Record<string, unknown>): PairDistances | null {
  return a instanceof Int32Array && b instanceof Int32Array && distance instanceof Float32Array
    ? { a, b, distance }
    : null;
}

async function compute(workspace: Workspace, source: PairSource, states: Uint8Array): Promise<PairDistances> {
  const { graph, numbers } = source;
  const edges = await neighborPairs(graph);
  if (!states.includes(1)) return edges;
  const { data } = await workspace.samples.signatures(numbers, signatureBytes);
  const isKnown = states.map((state) => (state === 1 ? 1 : 0));
  const compare = compareSignatures(data, signatureLayout);
  for (let start = 0; start < edges.a.length; start += pairsAtOnce) {
    await setImmediate();
    for (let at = start; at < Math.min(edges.a.length, start + pairsAtOnce); at++) {
      const [a, b] = [edges.a[at], edges.b[at]];
      if (isKnown[a] && isKnown[b]) edges.distance[at] = together(edges.distance[at], compare(a, b));
    }
  }
  const others = await hashPairs(workspace, source, { data, isKnown, compare, edges });
  return merged(edges, others);
}

interface HashInputs {
  data: Uint8Array;
  isKnown: Uint8Array;
  compare: (a: number, b: number) => number;
  edges: PairDistances;
}

/** Pairs that only the perceptual hash shows. */
async function hashPairs(
  workspace: Workspace,
  { numbers, space }: PairSource,
  { data, isKnown, compare, edges }: HashInputs,
): Promise<PairDistances> {
  const candidates = await signatureCandidates(data, isKnown, signatureLayout);
  const a: number[] = [];
  const b: number[] = [];
  const difference: number[] = [];
  for (let at = 0; at < candidates.length; at += 2) {
    if (at % pairsAtOnce === 0) await setImmediate();
    const [first, second] = [candidates[at], candidates[at + 1]];
    if (placeOf(edges, first, second) >= 0) continue;
    const share = compare(first, second);
    if (share > differenceAtMost) continue;
    a.push(first);
    b.push(second);
    difference.push(share);
  }
  const distance = new Float32Array(a.length);
  for (let start = 0; start < a.length; start += vectorsAtOnce) {
    const end = Math.min(a.length, start + vectorsAtOnce);
    const wanted = Int32Array.from([...a.slice(start, end), ...b.slice(start, end)], (row) => numbers[row]);
    const vectors = await workspace.vectors.read(space, wanted);
    const dimension = vectors.length / wanted.length;
    for (let at = start; at < end; at++) {
      const first = (at - start) * dimension;
      const second = (at - start + end - start) * dimension;
      distance[at] = together(cosineDistance(vectors, first, second, dimension), difference[at]);
    }
  }
  return { a: Int32Array.from(a), b: Int32Array.from(b), distance };
}

/** The distances of pairs of samples, by number, of which those of the vectors are known. */
export async function withPixels(
  workspace: Workspace,
  pairs: readonly { a: number; b: number; distance: number }[],
): Promise<number[]> {
  const numbers = Int32Array.from(new Set(pairs.flatMap(({ a, b }) => [a, b])));
  const { data, state } = await workspace.samples.signatures(numbers, signatureBytes);
  const compare = compareSignatures(data, signatureLayout);
  const rowOf = positionsOf(numbers);
  return pairs.map(({ a, b, distance }) => {
    const [first, second] = [rowOf(a), rowOf(b)];
    return state[first] === 1 && state[second] === 1 ? together(distance, compare(first, second)) : distance;
  });
}

/** 1 - cosine of the vectors at two places of an array; 1 where one is zero. */
export function cosineDistance(values: Float32Array, first: number, second: number, dimension: number): number {
  let [dot, lengthA, lengthB] = [0, 0, 0];
  for (let i = 0; i < dimension; i++) {
    const [x, y] = [values[first + i], values[second + i]];
    dot += x * y;
    lengthA += x * x;
    lengthB += y * y;
  }
  return lengthA * lengthB > 0 ? Math.max(0, 1 - dot / Math.sqrt(lengthA * lengthB)) : 1;
}

/** Two ordered lists without a common pair as one. */
function merged(first: PairDistances, second: PairDistances): PairDistances {
  const total = first.a.length + second.a.length;
  const pairs = { a: new Int32Array(total), b: new Int32Array(total), distance: new Float32Array(total) };
  let [i, j] = [0, 0];
  for (let at = 0; at < total; at++) {
    const isFirst =
      j >= second.a.length || (i < first.a.length && (first.a[i] - second.a[j] || first.b[i] - second.b[j]) < 0);
    const [from, place] = isFirst ? [first, i++] : [second, j++];
    pairs.a[at] = from.a[place];
    pairs.b[at] = from.b[place];
    pairs.distance[at] = from.distance[place];
  }
  return pairs;
}

/** Where a pair stands, -1 when it is not listed. O(log pairs). */
export function placeOf({ a, b }: PairDistances, first: number, second: number): number {
  const [x, y] = [Math.min(first, second), Math.max(first, second)];
  let [low, high] = [0, a.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (a[middle] < x || (a[middle] === x && b[middle] < y)) low = middle + 1;
    else high = middle;
  }
  return low < a.length && a[low] === x && b[low] === y ? low : -1;
}

/** For each row the distance to the nearest other; NaN for rows in no pair. */
export function nearestDistances({ a, b, distance }: PairDistances, n: number): Float32Array {
  const nearest = new Float32Array(n).fill(Number.NaN);
  distance.forEach((value, at) => {
    for (const row of [a[at], b[at]]) if (!(nearest[row] <= value)) nearest[row] = value;
  });
  return nearest;
}
