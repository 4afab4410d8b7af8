import { describe, expect, it } from "vitest";
import { neighborScores } from "./neighbor-scores.ts";

/** Points on a line at 0, 1, 2 and 10 would have these neighbour lists; similarities are made up to be easy. */
const graph = {
  n: 4,
  k: 2,
  neighbors: Int32Array.of(1, 2, 0, 2, 1, 0, -1, -1),
  similarities: Float32Array.of(0.9, 0.5, 0.9, 0.8, 0.8, 0.5, -Infinity, -Infinity),
  recall: 1,
};

describe("neighborScores", () => {
  it("gives the distance to the nearest neighbour and the mean similarity", async () => {
    const { nearestDistance, typicality } = await neighborScores(graph);
    expect([...nearestDistance].slice(0, 3).map((value) => Number(value.toFixed(4)))).toEqual([0.1, 0.1, 0.2]);
    expect([...typicality].slice(0, 3).map((value) => Number(value.toFixed(4)))).toEqual([0.7, 0.85, 0.65]);
  });

  it("ranks by mean similarity: the least typical row is the strongest outlier", async () => {
    expect([...(await neighborScores(graph)).outlier].slice(0, 3)).toEqual([0.5, 0, 1]);
  });

  it("gives NaN for rows without neighbours", async () => {
    const scores = await neighborScores(graph);
    for (const values of Object.values(scores)) expect(values[3]).toBeNaN();
  });

  it("lets equal rows share the middle of their ranks", async () => {
    const equal = {
      ...graph,
      n: 3,
      neighbors: graph.neighbors.subarray(0, 6),
      similarities: new Float32Array(6).fill(0.5),
    };
    expect([...(await neighborScores(equal)).outlier]).toEqual([0.5, 0.5, 0.5]);
  });

  it("estimates the dimension that distances growing as a power law were made with", async () => {
    const k = 200;
    const dimension = 5;
    const similarities = Float32Array.from({ length: k }, (_, j) => 1 - 0.5 * ((j + 1) / k) ** (1 / dimension));
    const star = { n: 1, k, neighbors: new Int32Array(k).fill(0), similarities, recall: 1 };
    expect((await neighborScores(star)).intrinsicDimension[0]).toBeCloseTo(dimension, 0);
  });
});
