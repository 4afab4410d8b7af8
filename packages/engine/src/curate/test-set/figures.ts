import { pairsAcross } from "../../duplicates/near-duplicates.ts";
import type { LoadedIndex } from "../../indexes/index-cache.ts";
import { headlineWordings } from "../../report/index.ts";
import { controlOf } from "../control.ts";
import type { GoalFigures } from "../goal.ts";
import type { Comparison } from "../split/certificate.ts";
import { closenessFigures, closestEdge } from "../split/figures.ts";

/** What test sets of one pool are measured by. Rows are the index's. */
export interface TestedPool {
  loaded: LoadedIndex;
  pool: Int32Array;
  /** Class of each row of the index, -1 for none. */
  classOf: Int32Array;
  classes: number;
  /** Near-duplicate pairs of rows. */
  pairs: Int32Array;
  /** Parts by row for a test set: 0 tested on, 1 trained on, -1 neither. */
  partOf: (rows: Int32Array) => Int32Array;
  /** What comparing the chosen test set with the training data found. */
  comparison: Comparison;
}

/** Leaks into the training data and the class error, beside random test sets of the same size. */
export function testFigures(
  { loaded, pool, classOf, classes, pairs, partOf, comparison }: TestedPool,
  picks: Int32Array,
  draws: readonly Int32Array[],
): GoalFigures {
  const { leaks, closest } = comparison;
  const n = loaded.numbers.length;
  const leaksOf = (rows: Int32Array) => pairsAcross(pairs, partOf(rows), n);
  const errorOf = (rows: Int32Array) => largestGap(sharesOf(pool, classOf, classes), sharesOf(rows, classOf, classes));
  const nearestOf = (rows: Int32Array) => closestEdge(loaded, partOf(rows));
  return {
    headline: {
      key: "leaks",
      label: "Near-duplicates in the training data",
      definition:
        "Pairs of near-duplicates (closer by vectors and pixels than 0.13 of the median distance to the nearest neighbour or what answers settled, or equal files), one tested on, one trained on.",
      format: "count",
      direction: "lower",
      ours: Math.max(leaksOf(picks), leaks.length),
      total: null,
      random: controlOf(draws.map(leaksOf)),
      wording: {
        ...headlineWordings.leaks,
        done: "shared with the training data",
        control: "a random test set of the same size",
        does: "shares",
      },
    },
    metrics: [
      {
        key: "classError",
        label: "Largest class error",
        definition: "Largest difference between a class's share of the test set and its share of the pool.",
        format: "share",
        direction: classes > 1 ? "lower" : "neither",
        ours: errorOf(picks),
        random: controlOf(draws.map(errorOf)),
      },
      ...closenessFigures(closest?.similarity ?? 0, draws.map(nearestOf), "to training data"),
    ],
    valuesOf: (rows) => ({ leaks: leaksOf(rows), classError: errorOf(rows), smallestDistance: 1 - nearestOf(rows) }),
  };
}

function sharesOf(rows: Int32Array, classOf: Int32Array, classes: number): Float64Array {
  const shares = new Float64Array(classes);
  for (const row of rows) if (classOf[row] >= 0) shares[classOf[row]] += 1 / rows.length;
  return shares;
}

function largestGap(a: Float64Array, b: Float64Array): number {
  return a.reduce((worst, share, at) => Math.max(worst, Math.abs(share - b[at])), 0);
}
