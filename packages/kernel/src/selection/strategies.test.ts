import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Graph } from "../graph.ts";
import { createRandom } from "../random.ts";
import { anyGraph, gaussianMixture, normalizedRows } from "../testing/random-graph.ts";
import { selectionSpace } from "../testing/selection-space.ts";
import { pickByGain } from "./facility-location.ts";
import { neighborhoodsOf } from "./neighborhoods.ts";
import { PickList } from "./pick-list.ts";
import { pickRandomly } from "./random-picks.ts";
import { selectRows } from "./select.ts";
import { pickStratified } from "./stratified-picks.ts";
import { representationOf } from "./typical-picks.ts";

/** Dense similarity matrix of a graph, both directions, at least 0, 1 on the diagonal. */
function denseSimilarity({ n, k, neighbors, similarities }: Graph): Float32Array[] {
  const dense = Array.from({ length: n }, (_, i) => Float32Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)));
  for (let i = 0; i < n; i++) {
    for (let edge = i * k; edge < (i + 1) * k; edge++) {
      const j = neighbors[edge];
      if (j < 0) continue;
      dense[i][j] = dense[j][i] = Math.max(dense[i][j], Math.min(1, similarities[edge]));
    }
  }
  return dense;
}

/** Greedy facility location by trying every row in every round. */
function naiveFacilityLocation(graph: Graph, budget: number, weights: Float32Array): number[] {
  const similarity = denseSimilarity(graph);
  const best = new Float64Array(graph.n);
  const picks: number[] = [];
  while (picks.length < budget) {
    let top = { row: -1, gain: -Infinity };
    for (let row = 0; row < graph.n; row++) {
      if (picks.includes(row) || weights[row] === 0) continue;
      let gain = 0;
      for (let i = 0; i < graph.n; i++) gain += weights[i] * Math.max(0, similarity[i][row] - best[i]);
      if (gain > top.gain + 1e-9) top = { row, gain };
    }
    if (top.row < 0) break;
    picks.push(top.row);
    similarity.forEach((line, i) => {
      best[i] = Math.max(best[i], line[top.row]);
    });
  }
  return picks;
}

describe("facility location", () => {
  it("makes the picks of the naive greedy, ties and weights included", () => {
    fc.assert(
      fc.property(anyGraph(14), fc.nat(14), fc.integer(), (graph, budget, seed) => {
        const random = createRandom(seed);
        const weights = Float32Array.from({ length: graph.n }, () => random.integer(4));
        const list = new PickList({ n: graph.n, weights }, budget);
        const rows = Int32Array.from({ length: graph.n }, (_, row) => row);
        pickByGain(list, representationOf(list, neighborhoodsOf(graph)), rows, "gain", budget, () => {});
        expect([...list.finish().rows]).toEqual(naiveFacilityLocation(graph, budget, weights));
      }),
      { numRuns: 150 },
    );
  });
});

/** Greedy k-center by looking at every row in every round; similarities in float32. */
function naiveFarthest(unit: Float32Array, d: number, first: number, budget: number, weights: Float32Array): number[] {
  const n = unit.length / d;
  const best = new Float32Array(n).fill(-1);
  const picks = [first];
  for (;;) {
    const last = picks[picks.length - 1];
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let x = 0; x < d; x++) sum += unit[i * d + x] * unit[last * d + x];
      best[i] = Math.max(best[i], Math.fround(sum));
    }
    if (picks.length === budget) return picks;
    let [top, distance] = [-1, -Infinity];
    for (let i = 0; i < n; i++) {
      const own = weights[i] * (1 - best[i]);
      if (picks.includes(i) || own <= distance) continue;
      [top, distance] = [i, own];
    }
    picks.push(top);
  }
}

describe("farthest-point selection", () => {
  it("makes the picks of the naive greedy on any number of threads", async () => {
    const { vectors } = gaussianMixture(700, 8, 12, 5, 0.5);
    const space = selectionSpace(vectors, 8, 8);
    const ones = new Float32Array(700).fill(1);
    const one = await selectRows(space, { strategy: "farthest", budget: 300, threads: 1 });
    expect([...one.rows]).toEqual(naiveFarthest(normalizedRows(vectors, 8), 8, one.rows[0], 300, ones));
    expect(await selectRows(space, { strategy: "farthest", budget: 300, threads: 3 })).toEqual(one);
  });

  it.each([64, 512])(
    "makes the same picks in %i dimensions, where most rows are ruled out by eight-bit products",
    async (d) => {
      const { vectors } = gaussianMixture(600, d, 12, 3, 0.5);
      vectors.fill(0, 7 * d, 8 * d);
      vectors.copyWithin(9 * d, 8 * d, 9 * d);
      const space = selectionSpace(vectors, d, 8);
      const ones = new Float32Array(600).fill(1);
      const one = await selectRows(space, { strategy: "farthest", budget: 200, threads: 1 });
      expect([...one.rows]).toEqual(naiveFarthest(normalizedRows(vectors, d), d, one.rows[0], 200, ones));
      expect(await selectRows(space, { strategy: "farthest", budget: 200, threads: 3 })).toEqual(one);
    },
  );

  it("breaks ties by the smaller row, also between identical rows", async () => {
    // Corners of a cross: similarities are exactly -1, 0 or 1.
    const random = createRandom(8);
    const vectors = new Float32Array(90 * 4);
    for (let i = 0; i < 90; i++) vectors[4 * i + random.integer(4)] = random.uniform() < 0.5 ? 1 : -1;
    const { rows } = await selectRows(selectionSpace(vectors, 4, 6), { strategy: "farthest", budget: 90, threads: 1 });
    expect([...rows]).toEqual(naiveFarthest(vectors, 4, rows[0], 90, new Float32Array(90).fill(1)));
  });

  it("counts a row's distance by its weight and starts from the chosen rows", async () => {
    const { vectors } = gaussianMixture(200, 6, 5, 2, 0.5);
    const weights = Float32Array.from({ length: 200 }, (_, row) => 1 + (row % 3));
    const space = selectionSpace(vectors, 6, 6);
    const options = { strategy: "farthest", budget: 40, chosen: Int32Array.of(11), weights, threads: 1 } as const;
    const { rows } = await selectRows(space, options);
    expect([11, ...rows]).toEqual(naiveFarthest(normalizedRows(vectors, 6), 6, 11, 41, weights));
  });
});

describe("random selection", () => {
  it("picks heavier rows more often, in proportion for the first pick", () => {
    const weights = Float32Array.of(1, 2, 3, 0, 4);
    const first = new Float64Array(5);
    for (let seed = 0; seed < 4000; seed++) {
      const list = new PickList({ n: 5, weights }, 1);
      pickRandomly(list, seed);
      first[list.finish().rows[0]]++;
    }
    weights.forEach((weight, row) => {
      expect(first[row] / 4000).toBeCloseTo(weight / 10, 1);
    });
  });
});

describe("stratified selection", () => {
  it("keeps every beginning within one pick of the shares", () => {
    const strata = Int32Array.from({ length: 100 }, (_, row) => (row < 60 ? 0 : row < 90 ? 1 : 2));
    const list = new PickList({ n: 100 }, 50);
    pickStratified(list, strata, "proportional", 1);
    const counts = [0, 0, 0];
    list.finish().rows.forEach((row, at) => {
      counts[strata[row]]++;
      [0.6, 0.3, 0.1].forEach((share, label) => {
        expect(Math.abs(counts[label] - share * (at + 1))).toBeLessThanOrEqual(1);
      });
    });
  });

  it("deals out equally, gives what a small stratum lacks to the others, counts chosen rows and skips unlabelled ones", () => {
    const strata = Int32Array.from({ length: 100 }, (_, row) => (row < 60 ? 0 : row < 90 ? 1 : row < 95 ? 2 : -1));
    const list = new PickList({ n: 100, chosen: Int32Array.of(60, 61, 62) }, 38);
    pickStratified(list, strata, "equal", 1);
    const counts = [0, 3, 0];
    for (const row of list.finish().rows) counts[strata[row]]++;
    expect(counts).toEqual([18, 18, 5]);
  });
});
