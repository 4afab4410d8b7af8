import { setImmediate } from "node:timers/promises";
import { createRandom, permutation } from "@gleaner/kernel";
import type { EngineContext } from "../../context.ts";
import { pairsAcross } from "../../duplicates/near-duplicates.ts";
import type { LoadedIndex } from "../../indexes/index-cache.ts";
import { type FieldValues, headlineWordings, type Metric, type SplitTable } from "../../report/index.ts";
import { controlDraws, controlOf } from "../control.ts";
import type { GoalFigures } from "../goal.ts";
import type { Comparison } from "./certificate.ts";
import { largestError, type Proportions, proportionsOf } from "./proportions.ts";

/** A pool that was divided. */
export interface Divided {
  loaded: LoadedIndex;
  /** Rows of the pool, and the part of each. */
  rows: Int32Array;
  part: Int32Array;
  /** Near-duplicate pairs of rows. */
  pairs: Int32Array;
}

/** Parts by row of the index, -1 for rows outside the pool. */
export function partByRow(rows: Int32Array, part: ArrayLike<number>, n: number): Int32Array {
  const byRow = new Int32Array(n).fill(-1);
  rows.forEach((row, position) => {
    byRow[row] = part[position];
  });
  return byRow;
}

/** What the comparison of the parts proves. */
export async function certify(
  { workspace }: EngineContext,
  { loaded, rows, part, pairs }: Divided,
  names: readonly string[],
  limit: number,
  { closest, leaks, exact }: Comparison,
): Promise<SplitTable["certificate"]> {
  const n = loaded.numbers.length;
  const byRow = partByRow(rows, part, n);
  const all = Int32Array.from([...pairs, ...leaks.flatMap(({ a, b }) => [a, b])]);
  const count = pairsAcross(all, byRow, n);
  if (!closest) return { threshold: 1 - limit, pairs: count, closest: null, exact };
  const ends = [closest.a, closest.b];
  const [a, b] = await workspace.samples.rows(ends.map((row) => loaded.numbers[row]));
  const parts: [string, string] = [names[byRow[closest.a]], names[byRow[closest.b]]];
  return {
    threshold: 1 - limit,
    pairs: count,
    closest: { similarity: closest.similarity, a: a.path, b: b.path, parts },
    exact,
  };
}

/** Leaks, class error and closest pair beside those of random splits of the same sizes. */
export async function splitFigures(
  { loaded, rows, part, pairs }: Divided,
  fields: readonly FieldValues[],
  proportions: Proportions,
  certificate: SplitTable["certificate"],
  seed: number,
): Promise<GoalFigures> {
  const n = loaded.numbers.length;
  const drawn: { leaks: number; error: number; similarity: number }[] = [];
  for (let draw = 0; draw < controlDraws; draw++) {
    // Each draw takes tens of milliseconds for a large pool.
    await setImmediate();
    const order = permutation(part.length, createRandom(seed + 1 + draw));
    const parts = part.map((_, position) => part[order[position]]);
    const byRow = partByRow(rows, parts, n);
    drawn.push({
      leaks: pairsAcross(pairs, byRow, n),
      error: largestError(proportionsOf(fields, parts, proportions.ratios)),
      similarity: closestEdge(loaded, byRow),
    });
  }
  const similarity = certificate.closest?.similarity ?? 0;
  return {
    headline: {
      key: "leaks",
      label: "Near-duplicate pairs across parts",
      definition:
        "Pairs of near-duplicates (closer by vectors and pixels than 0.13 of the median distance to the nearest neighbour or what answers settled, or equal files) in different parts.",
      format: "count",
      direction: "lower",
      ours: certificate.pairs,
      total: null,
      random: controlOf(drawn.map(({ leaks }) => leaks)),
      wording: headlineWordings.leaks,
    },
    metrics: [
      {
        key: "classError",
        label: "Largest class error",
        definition:
          "Samples by which the count of a class (or of a value of a stratified field) in a part misses its ideal, at most.",
        format: "number",
        direction: fields.length > 0 ? "lower" : "neither",
        ours: largestError(proportions),
        random: controlOf(drawn.map(({ error }) => error)),
      },
      ...closenessFigures(
        similarity,
        drawn.map((draw) => draw.similarity),
        "across parts",
      ),
    ],
  };
}

/** The closest pair as a similarity, which is stated, and as a distance, which is judged: near 1 similarities hardly differ. */
export function closenessFigures(similarity: number, drawn: readonly number[], where: string): Metric[] {
  const control = "for random selections among the neighbours in the graph.";
  return [
    {
      key: "smallestDistance",
      label: `Smallest distance ${where}`,
      definition: `Cosine distance of the most similar pair; ${control}`,
      format: "distance",
      direction: "higher",
      ours: 1 - similarity,
      random: controlOf(drawn.map((value) => 1 - value)),
    },
    {
      key: "largestSimilarity",
      label: `Largest similarity ${where}`,
      definition: `Cosine of the most similar pair; ${control}`,
      format: "distance",
      direction: "neither",
      ours: similarity,
      random: controlOf(drawn),
    },
  ];
}

/** The largest similarity of an edge of the graph between parts; `part` by row, -1 for rows in none. */
export function closestEdge({ graph }: LoadedIndex, part: Int32Array): number {
  let closest = 0;
  for (let row = 0; row < graph.n; row++) {
    if (part[row] < 0) continue;
    for (let edge = row * graph.k; edge < (row + 1) * graph.k; edge++) {
      const other = graph.neighbors[edge];
      if (other < 0 || part[other] < 0 || part[other] === part[row]) continue;
      closest = Math.max(closest, graph.similarities[edge]);
      break;
    }
  }
  return closest;
}
