import { createRandom } from "@gleaner/kernel";
import { describe, expect, it } from "vitest";
import { spreadLabels } from "./label-spreading.ts";
import { beliefsUnderNoise } from "./noise-matrix.ts";

describe("beliefsUnderNoise", () => {
  it("learns which classes are confused and doubts those labels more", () => {
    const random = createRandom(2);
    const rows = 600;
    const truth = Int32Array.from({ length: rows }, (_, row) => row % 3);
    const given = truth.map((label) => (label === 0 && random.uniform() < 0.3 ? 1 : label));
    const posterior = new Float32Array(rows * 3);
    truth.forEach((label, row) => {
      for (let c = 0; c < 3; c++) posterior[row * 3 + c] = c === label ? 0.6 : 0.2;
    });
    const { beliefs, noise } = beliefsUnderNoise(posterior, given, 3);
    expect(noise[0 * 3 + 1]).toBeGreaterThan(0.2);
    expect(noise[1 * 3 + 0]).toBeLessThan(0.02);
    const wrong = given.map((label, row) => Math.round(1000 * (1 - beliefs[row * 3 + label])));
    const flipped = [...given.keys()].filter((row) => given[row] !== truth[row]);
    const sound = [...given.keys()].filter((row) => given[row] === truth[row]);
    expect(Math.min(...flipped.map((row) => wrong[row]))).toBeGreaterThan(Math.max(...sound.map((row) => wrong[row])));
    for (let row = 0; row < rows; row++) {
      expect(beliefs[row * 3] + beliefs[row * 3 + 1] + beliefs[row * 3 + 2]).toBeCloseTo(1, 4);
    }
  });
});

describe("spreadLabels", () => {
  it("carries labels along edges, also where a row's own neighbours have none, and never the row's own", async () => {
    const k = 2;
    const neighbors = Int32Array.of(1, 2, 0, 2, 0, 1, 4, 5, 3, 5, 3, 4);
    const graph = { n: 6, k, recall: 1, neighbors, similarities: new Float32Array(12).fill(0.9) };
    const rows = Int32Array.of(0, 1, 2, 3, 4, 5);
    const labels = Int32Array.of(0, 0, 1, 1, -1, 1);
    const spread = await spreadLabels(graph, rows, labels, 2, 1);
    const share = (row: number, label: number) => spread[row * 2 + label];
    expect(share(2, 0)).toBeGreaterThan(0.9);
    expect(share(4, 1)).toBe(1);
    for (const row of rows) expect(share(row, 0) + share(row, 1)).toBeCloseTo(1, 5);
    expect(await spreadLabels(graph, rows, labels, 2, 1)).toEqual(spread);
  });
});
