import { describe, expect, it } from "vitest";
import { createRandom } from "../random.ts";
import { gaussianMixture, normalizedRows } from "../testing/random-graph.ts";
import { selectionSpace } from "../testing/selection-space.ts";
import { spatialEvenness } from "./evenness.ts";
import { selectionSteps } from "./pick-list.ts";
import { selectRows } from "./select.ts";

const dimension = 6;
const farStep = selectionSteps.indexOf("farthest");

/** Rows of `kinds` tight groups of the given sizes. */
function groupsOf(sizes: readonly number[], seed: number): { vectors: Float32Array; labels: Int32Array } {
  const random = createRandom(seed);
  const labels = Int32Array.from(sizes.flatMap((size, kind) => new Array<number>(size).fill(kind)));
  const means = Float32Array.from({ length: sizes.length * dimension }, () => random.normal());
  const vectors = Float32Array.from(
    { length: labels.length * dimension },
    (_, at) => means[labels[Math.floor(at / dimension)] * dimension + (at % dimension)] + 0.2 * random.normal(),
  );
  return { vectors, labels };
}

const evennessOf = (vectors: Float32Array) => {
  const rows = normalizedRows(vectors, dimension);
  return spatialEvenness({ rows, count: rows.length / dimension, dimension }, () => {});
};

describe("spatialEvenness", () => {
  it("is near 1 where all kinds are equally frequent and small where a few fill most of the pool", () => {
    expect(evennessOf(groupsOf(new Array(40).fill(15), 1).vectors)).toBeGreaterThan(0.85);
    expect(evennessOf(groupsOf([400, 100, 40, ...new Array(37).fill(2)], 1).vectors)).toBeLessThan(0.6);
    expect(evennessOf(new Float32Array(600).fill(1))).toBeCloseTo(1, 5);
  });
});

describe("the adaptive strategy", () => {
  const tail = groupsOf([700, 250, 60, ...new Array(37).fill(4)], 7);
  const space = selectionSpace(tail.vectors, dimension, 8);

  it("takes the share of far-out rows that is set by hand", async () => {
    for (const [edgeShare, far] of [
      [0, 0],
      [0.3, 15],
      [1, 50],
    ]) {
      const { step, ...rest } = await selectRows(space, { budget: 50, edgeShare, threads: 1 });
      expect(rest.edgeShare).toBe(edgeShare);
      expect(step.filter((one) => one === farStep).length).toBe(far);
    }
  });

  it("buys in rounds about what it buys at once: a large group is not done with its first pick", async () => {
    const shots = await selectRows(space, { budget: 45, edgeShare: 0, threads: 1 });
    const chosen: number[] = [];
    for (let round = 0; round < 3; round++) {
      const bought = await selectRows(space, {
        budget: 15,
        edgeShare: 0,
        chosen: Int32Array.from(chosen),
        threads: 1,
      });
      chosen.push(...bought.rows);
    }
    const inLargest = (rows: ArrayLike<number>) => Array.from(rows).filter((row) => tail.labels[row] === 0).length;
    expect(Math.abs(inLargest(chosen) - inLargest(shots.rows))).toBeLessThanOrEqual(1);
  });

  it("spreads far-out rows evenly over the order of the picks", async () => {
    const { step, rows } = await selectRows(space, { budget: 50, edgeShare: 0.3, threads: 1 });
    for (const first of [10, 20, 40]) {
      const far = step.subarray(0, first).filter((one) => one === farStep).length;
      expect(Math.abs(far - 0.3 * first)).toBeLessThanOrEqual(1);
    }
    expect(new Set(rows).size).toBe(50);
  });

  it("decides for far-out rows where a few kinds fill most of the pool, and covers more kinds than typical rows do", async () => {
    const chosen = await selectRows(space, { budget: 40, threads: 1 });
    expect(chosen.evenness).toBeLessThan(0.8);
    expect(chosen.edgeShare).toBeGreaterThan(0.2);
    const kinds = (rows: Int32Array) => new Set(rows.map((row) => tail.labels[row])).size;
    const typical = await selectRows(space, { budget: 40, strategy: "typical" });
    expect(kinds(chosen.rows)).toBeGreaterThan(kinds(typical.rows));
  });

  it("takes none where the pool fills its space evenly or is too small to tell", async () => {
    const even = selectionSpace(groupsOf(new Array(50).fill(22), 3).vectors, dimension, 8);
    expect((await selectRows(even, { budget: 60, threads: 1 })).edgeShare).toBe(0);
    const small = selectionSpace(gaussianMixture(200, dimension, 3, 1).vectors, dimension, 8);
    const { edgeShare, evenness } = await selectRows(small, { budget: 20, threads: 1 });
    expect([edgeShare, evenness]).toEqual([0, Number.NaN]);
  });

  it("covers every cluster first where the budget allows", async () => {
    const { cluster, edgeShare } = await selectRows(space, { budget: space.level + 20 });
    expect(new Set(cluster).size).toBe(space.level);
    expect(edgeShare).toBeNull();
  });
});
