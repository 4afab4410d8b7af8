import { describe, expect, it } from "vitest";
import type { Graph } from "../graph.ts";
import { bruteForceGraph, gaussianMixture, normalizedRows } from "../testing/random-graph.ts";
import { vectorsInMemory } from "../vectors.ts";
import { computeMap, defaultEpochs } from "./compute-map.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

const dimension = 8;
const { vectors, labels } = gaussianMixture(400, dimension, 6, 21, 0.35);
const graph = bruteForceGraph(vectors, dimension, 15);

/** Rows in a circle, each linked to the next ones on both sides. */
function ringGraph(n: number, k: number): Graph {
  const neighbors = new Int32Array(n * k);
  const similarities = new Float32Array(n * k);
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < k; c++) {
      const away = 1 + (c >> 1);
      neighbors[i * k + c] = (i + (c % 2 === 0 ? away : n - away)) % n;
      similarities[i * k + c] = 1 - 0.01 * away * away;
    }
  }
  return { n, k, neighbors, similarities, recall: 1 };
}

/** Share of points whose nearest point in the map has the same label. */
function agreement(map: Float32Array): number {
  let same = 0;
  for (let i = 0; i < labels.length; i++) {
    let nearest = -1;
    let least = Infinity;
    for (let j = 0; j < labels.length; j++) {
      const distance = Math.hypot(map[2 * i] - map[2 * j], map[2 * i + 1] - map[2 * j + 1]);
      if (j !== i && distance < least) [nearest, least] = [j, distance];
    }
    if (labels[nearest] === labels[i]) same++;
  }
  return same / labels.length;
}

const allFinite = (map: Float32Array) => map.every(Number.isFinite);
const distinct = (map: Float32Array) =>
  new Set(Array.from({ length: map.length / 2 }, (_, i) => `${map[2 * i]} ${map[2 * i + 1]}`)).size;

describe.each(["umap", "tsne"] as const)("computeMap with %s", (method) => {
  const epochs = method === "umap" ? 200 : 300;

  it("keeps groups together, centred, with the same bytes for the same seed and others for another", async () => {
    const map = await computeMap(graph, { method, epochs });
    expect(agreement(map)).toBeGreaterThan(0.95);
    const mean = map.reduce((sum, x) => sum + x, 0) / map.length;
    expect(Math.abs(mean)).toBeLessThan(1e-3);
    expect(await computeMap(graph, { method, epochs })).toEqual(map);
    expect(await computeMap(graph, { method, epochs, seed: 1 })).not.toEqual(map);
  });

  it("defines maps of none to four rows", async () => {
    for (let n = 0; n <= 4; n++) {
      const map = await computeMap(bruteForceGraph(vectors.slice(0, n * dimension), dimension, 15), {
        method,
        epochs: 50,
      });
      expect(map.length).toBe(2 * n);
      expect(allFinite(map)).toBe(true);
      expect(distinct(map)).toBe(n);
    }
  });

  it("lays out separate parts, identical rows and rows without neighbours", async () => {
    const rows = vectors.slice(0, 60 * dimension);
    rows.fill(0, 40 * dimension, 50 * dimension);
    for (let i = 20; i < 40; i++) rows.set(rows.subarray(19 * dimension, 20 * dimension), i * dimension);
    const map = await computeMap(bruteForceGraph(rows, dimension, 5), { method, epochs: 60 });
    expect(allFinite(map)).toBe(true);
    expect(distinct(map)).toBe(60);
    const empty = await computeMap(bruteForceGraph(new Float32Array(8 * 10), 8, 3), { method, epochs: 5 });
    expect(distinct(empty)).toBe(10);
  });

  it("stops when asked to", async () => {
    const abort = new AbortController();
    const options = { method, epochs: 100_000, signal: abort.signal, onProgress: () => abort.abort() };
    await expect(computeMap(graph, options)).rejects.toMatchObject({ code: "cancelled" });
    await expect(computeMap(graph, { method, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "cancelled",
    });
  });
});

describe("computeMap with umap", () => {
  it("gives the same bytes on any number of threads", async () => {
    const ring = ringGraph(12_500, 4);
    const alone = await computeMap(ring, { epochs: 3, threads: 1 });
    expect(await computeMap(ring, { epochs: 3, threads: 3 })).toEqual(alone);
  });

  it("reports progress up to 1", async () => {
    const shares: number[] = [];
    await computeMap(graph, { epochs: 30, onProgress: (share) => shares.push(share) });
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  it("refuses options out of range", async () => {
    for (const options of [{ epochs: 0 }, { threads: 0 }, { spread: 0 }, { minDistance: 2 }, { minDistance: -1 }]) {
      await expect(computeMap(graph, options)).rejects.toMatchObject({ code: "invalid_argument" });
    }
  });
});

describe("computeMap with pca", () => {
  it("projects on the two largest principal axes of the normalised rows", async () => {
    const map = await computeMap(graph, { method: "pca", source: vectorsInMemory(vectors, dimension) });
    const rows = normalizedRows(vectors, dimension);
    const n = labels.length;
    const mean = new Float64Array(dimension);
    rows.forEach((value, at) => {
      mean[at % dimension] += value / n;
    });
    const covariance = new Float64Array(dimension * dimension);
    for (let i = 0; i < n; i++) {
      for (let r = 0; r < dimension; r++) {
        for (let c = 0; c < dimension; c++) {
          covariance[r * dimension + c] += (rows[i * dimension + r] - mean[r]) * (rows[i * dimension + c] - mean[c]);
        }
      }
    }
    const { values } = symmetricEigen(covariance, dimension);
    for (let c = 0; c < 2; c++) {
      let spread = 0;
      for (let i = 0; i < n; i++) spread += map[2 * i + c] ** 2;
      expect(spread / values[c]).toBeCloseTo(1, 4);
    }
  });

  it("refuses to work without vectors, and rows that are not finite", async () => {
    await expect(computeMap(graph, { method: "pca" })).rejects.toMatchObject({ code: "invalid_argument" });
    const broken = vectors.slice();
    broken[3 * dimension + 1] = Number.NaN;
    const source = vectorsInMemory(broken, dimension);
    await expect(computeMap(graph, { method: "pca", source })).rejects.toMatchObject({
      code: "non_finite_vector",
      details: { rows: [3] },
    });
  });
});

describe("defaultEpochs", () => {
  it("falls with the number of rows", () => {
    expect([0, 1, 10_000, 20_000, 70_000, 200_000, 10_000_000].map(defaultEpochs)).toEqual([
      500, 500, 500, 297, 116, 100, 100,
    ]);
  });
});
