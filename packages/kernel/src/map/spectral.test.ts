import { describe, expect, it } from "vitest";
import { createRandom } from "../random.ts";
import { bruteForceGraph, gaussianMixture } from "../testing/random-graph.ts";
import { fuzzySet } from "./fuzzy-set.ts";
import { spectralCoordinates } from "./spectral.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

describe("symmetricEigen", () => {
  it("reconstructs a random symmetric matrix from orthonormal vectors, largest value first", () => {
    const size = 7;
    const random = createRandom(4);
    const matrix = new Float64Array(size * size);
    for (let r = 0; r < size; r++) {
      for (let c = 0; c <= r; c++) matrix[r * size + c] = matrix[c * size + r] = random.normal();
    }
    const { values, vectors } = symmetricEigen(matrix, size);
    expect([...values]).toEqual([...values].sort((a, b) => b - a));
    for (let r = 0; r < size; r++) {
      for (let c = 0; c < size; c++) {
        let rebuilt = 0;
        let inner = 0;
        for (let e = 0; e < size; e++) {
          rebuilt += vectors[r * size + e] * values[e] * vectors[c * size + e];
          inner += vectors[e * size + r] * vectors[e * size + c];
        }
        expect(rebuilt).toBeCloseTo(matrix[r * size + c], 10);
        expect(inner).toBeCloseTo(r === c ? 1 : 0, 10);
      }
    }
  });
});

describe("spectralCoordinates", () => {
  it("spans the second and third eigenvectors of the dense matrix", () => {
    const graph = fuzzySet(bruteForceGraph(gaussianMixture(90, 5, 3, 8, 0.6).vectors, 5, 12));
    const { n } = graph;
    const degree = Float64Array.from({ length: n }, (_, i) =>
      graph.weights.subarray(graph.start[i], graph.start[i + 1]).reduce((sum, w) => sum + w, 0),
    );
    const matrix = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let edge = graph.start[i]; edge < graph.start[i + 1]; edge++) {
        const j = graph.neighbors[edge];
        matrix[i * n + j] = graph.weights[edge] / Math.sqrt(degree[i] * degree[j]);
      }
    }
    const { vectors } = symmetricEigen(matrix, n);
    const coordinates = spectralCoordinates(graph, createRandom(1), () => {});
    for (let c = 0; c < 2; c++) {
      const own = Float64Array.from({ length: n }, (_, i) => coordinates[2 * i + c] * Math.sqrt(degree[i]));
      const length = Math.sqrt(own.reduce((sum, x) => sum + x * x, 0));
      let captured = 0;
      for (const e of [1, 2]) {
        let along = 0;
        for (let i = 0; i < n; i++) along += (own[i] / length) * vectors[i * n + e];
        captured += along * along;
      }
      expect(captured).toBeGreaterThan(0.99);
    }
  });
});
