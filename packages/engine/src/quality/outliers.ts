import { graphScores } from "../indexes/graph-scores.ts";
import { type Finder, fingerprintOf, indexKey, nothing } from "./scan.ts";

/** Quartile ranges beyond the upper quartile from which a distance is far: cleanlab's 1 / 0.37037 - 1. */
const fence = 1 / 0.37037 - 1;

/** Samples that are far from everything else: mean distance to the neighbours beyond Q3 + 1.7 IQR (cleanlab's rule). */
export const outliers: Finder = {
  kind: "outlier",
  fingerprint: async (scan) => fingerprintOf(indexKey(scan)),
  async find({ loaded, rows }) {
    if (!loaded || rows.length < 4) return nothing();
    const { typicality } = await graphScores(loaded.graph);
    const distance = Float64Array.from(rows, (row) => 1 - typicality[row]);
    const known = distance.filter((value) => !Number.isNaN(value)).sort();
    if (known.length === 0) return nothing();
    const [q1, median, q3] = [0.25, 0.5, 0.75].map((share) => known[Math.round(share * (known.length - 1))]);
    const limit = q3 + fence * (q3 - q1);
    const span = Math.max(limit - median, 1e-9);
    const drafts = [...rows.keys()]
      .filter((at) => distance[at] > limit && distance[at] > 1e-6)
      .map((at) => ({
        kind: "outlier" as const,
        issue: "outlier",
        sample: loaded.numbers[rows[at]],
        score: 1 - Math.exp(-(distance[at] - median) / span),
        label: null,
        suggested: null,
        reason: `mean distance to its neighbours ${distance[at].toFixed(3)}; the median is ${median.toFixed(3)}`,
        related: nearestOf(loaded.graph.neighbors, rows[at], loaded.graph.k).map((row) => loaded.numbers[row]),
        actions: ["accept" as const, "delete" as const, "relabel" as const, "ignore" as const],
      }));
    return { drafts, notes: [] };
  },
};

const nearestOf = (neighbors: Int32Array, row: number, k: number) =>
  [...neighbors.subarray(row * k, row * k + Math.min(k, 3))].filter((other) => other >= 0);
